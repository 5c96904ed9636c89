"""Signing a note: what must stand in it, what is frozen with it, and the hash that proves it."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Score
from clients.services.scores import case_scale, check_range, record_score
from practice.services import audit
from practice.services.saving import Closed
from sessions.models import Note, NotePart, Session
from sessions.models.outline import SCORE, Place, Section
from sessions.services.note_reading import HEADER, by_section, header_facts
from sessions.services.notes import Paper, load_paper

LATE_AFTER = timedelta(hours=24)
MOST_BYTES = 100_000
PAIN_AND_HOPE = "pain_and_hope"
PAIN, HOPE = "pain", "hope"
RANGE = re.compile(
    r"\s*(\d{1,2}(?:[.,]\d)?)\s*(?:(?:-|–|—|to)\s*(\d{1,2}(?:[.,]\d)?))?\s*", re.ASCII
)


@dataclass(frozen=True)
class Gap:
    """A place that holds up the signature, and what would let it through."""

    place: str
    title: str
    message: str


@dataclass
class Readiness:
    """Whether a note may be signed. `one_sided` is a thought to weigh, never a lock."""

    gaps: list[Gap] = field(default_factory=list)
    one_sided: list[Gap] = field(default_factory=list)


class NotReady(Exception):
    """The note cannot be signed yet; carries what is open."""

    def __init__(self, readiness: Readiness) -> None:
        super().__init__("not ready to be signed")
        self.readiness = readiness


@transaction.atomic
def sign(
    actor: Any, note: Note, *, accepts_one_sided: bool = False, at: datetime | None = None
) -> Note:
    """Lock the note with name, time and hash; its scores go to the progress line from now on.

    `at` is for notes that were signed elsewhere before; it is now for everybody else.

    Raises Closed when it is signed already, NotReady with every place that is still open.
    """
    held = Note.objects.select_for_update(of=("self",)).select_related(
        "therapy_session__case", "template"
    )
    note = held.get(pk=note.pk, author=actor)
    if note.is_signed:
        raise Closed(_("This note is signed. It stays as it is."))
    paper = load_paper(note)
    readiness = look_over(paper)
    if readiness.gaps or (readiness.one_sided and not accepts_one_sided):
        raise NotReady(readiness)
    _freeze_header(paper)
    _stamp(actor, note, at or timezone.now())
    _record_scores(actor, paper)
    Session.objects.filter(pk=note.therapy_session_id).update(status=Session.Status.HELD)
    audit.record(actor, "note.signed", note, case=note.therapy_session.case_id, late=note.is_late)
    return note


def look_over(paper: Paper) -> Readiness:
    """Every required section that is still empty, every number that cannot be read, and whether
    pain or hope stands alone."""
    readiness = Readiness()
    if paper.note.therapy_session.starts_at > timezone.now():
        message = _("This session has not begun yet. Move it to the time when you met.")
        readiness.gaps.append(Gap(HEADER, _("Time"), message))
    for section, places in by_section(paper):
        if section.is_required and section.key != HEADER:
            readiness.gaps += _unfilled(paper, section, places)
        readiness.gaps += [gap for place in places if (gap := _unread_number(paper, place))]
    if sum(len(json.dumps(part.data)) for part in paper.parts.values()) > MOST_BYTES:
        message = _("The note is longer than a note can be. Shorten a part of it.")
        readiness.gaps.append(Gap(HEADER, _("Length"), message))
    readiness.one_sided = _one_sided(paper)
    return readiness


def content_hash(note: Note) -> str:
    """SHA-256, in hexadecimal, over all parts, the session, the author, the name and the time."""
    parts = [[part.section, str(part.member_id or "joint"), part.data] for part in note.parts.all()]
    body = {
        "session": str(note.therapy_session_id),
        "template": str(note.template_id),
        "author": str(note.author_id),
        "signed_as": note.signed_as,
        "signed_at": note.signed_at.astimezone(UTC).isoformat() if note.signed_at else "",
        "late": note.is_late,
        "parts": sorted(parts, key=lambda one: (one[0], one[1])),
    }
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_intact(note: Note) -> bool:
    """Whether a signed note is, letter by letter, what was signed."""
    return note.is_signed and content_hash(note) == note.content_hash


def _unfilled(paper: Paper, section: Section, places: list[Place]) -> list[Gap]:
    """Nothing when one place stands for all, else each person's place that is still empty."""
    filled = [place for place in places if paper.data(place)]
    stands_for_all = [place for place in filled if place.member is None or not section.is_each]
    if stands_for_all:
        return []
    message = _("Write a few words, or say why it was not done.")
    there = {member.pk for member in paper.coming}
    if not section.is_each:
        return [Gap(places[0].name, section.title, message)]
    return [
        Gap(place.name, f"{section.title} · {place.member}", message)
        for place in places
        if place.member and place.member.pk in there and place not in filled
    ]


def _unread_number(paper: Paper, place: Place) -> Gap | None:
    written = paper.data(place).get(SCORE, "")
    if not written:
        return None
    try:
        low, high = parse_range(written)
        check_range(case_scale(), low, high)
    except ValidationError as error:
        return Gap(place.name, place.section.title, " ".join(error.messages))
    return None


def parse_range(written: str) -> tuple[Decimal, Decimal]:
    """ "4" as (4, 4), "2-3" as (2, 3); ValidationError with the remedy for anything else."""
    found = RANGE.fullmatch(written)
    if found is None:
        raise ValidationError(_("Write one number such as 4, or a range such as 2-3."))
    low = Decimal(found[1].replace(",", "."))
    return low, Decimal(found[2].replace(",", ".")) if found[2] else low


def _one_sided(paper: Paper) -> list[Gap]:
    places = [place for place in paper.places if place.section.key == PAIN_AND_HOPE]
    pain = any(paper.data(place).get(PAIN) for place in places)
    hope = any(paper.data(place).get(HOPE) for place in places)
    if not places or pain == hope:
        return []
    message = (
        _("Hope is written down and what hurts is not. Was its weight acknowledged first?")
        if hope
        else _("What hurts is written down and what gives hope is not. Was there any?")
    )
    return [Gap(places[0].name, places[0].section.title, message)]


def _freeze_header(paper: Paper) -> None:
    """The session's facts, as words, into the header: later changes do not reach a signed note."""
    place = next(one for one in paper.places if one.section.key == HEADER)
    part = paper.part(place) or NotePart(note=paper.note, section=HEADER, member=place.member)
    part.data = part.data | {key: words for key, _label, words in header_facts(paper)}
    part.save()


def _stamp(actor: Any, note: Note, at: datetime) -> None:
    note.signed_at = at
    note.signed_as = ", ".join(filter(None, (actor.name, actor.credentials)))
    note.is_late = note.started_at > note.therapy_session.ends_at + LATE_AFTER
    note.content_hash = content_hash(note)
    note.save(update_fields=["signed_at", "signed_as", "is_late", "content_hash"])


def _record_scores(actor: Any, paper: Paper) -> None:
    """Only now: a number in a draft is nobody's but the author's."""
    one = paper.note.therapy_session
    for place in paper.places:
        data = paper.data(place)
        if SCORE not in data:
            continue
        low, high = parse_range(data[SCORE])
        record_score(
            actor,
            one.case,
            member=place.member,
            low=low,
            high=high,
            taken_at=one.starts_at,
            words=data.get("text", ""),
            source=Score.Source.SESSION,
            source_id=one.pk,
        )
