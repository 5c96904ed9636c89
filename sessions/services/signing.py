"""Signing a note: what must stand in it, what is frozen with it, and the hash that proves it."""

import hashlib
import json
import re
from collections.abc import Iterator
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
from sessions.services.notes import Paper, hold_draft, load_paper

LATE_AFTER = timedelta(hours=24)
MOST_BYTES = 100_000  # of all parts together
# Hopeful work can pass over what hurts, and the reverse; signing asks, and locks nothing.
PAIN_AND_HOPE = "pain_and_hope"
PAIN, HOPE = "pain", "hope"
# A number of both is one that both agreed to; safety that was not asked about has its reason.
AGREED, NOT_ASKED, SAID = "agreed", "not_asked", "said"
RANGE = re.compile(r"\s*(\d{1,2}(?:\.\d)?)\s*(?:(?:-|–|—|to)\s*(\d{1,2}(?:\.\d)?))?\s*", re.ASCII)


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

    Raises Closed when it is signed already or somebody else's, NotReady with every open place.
    """
    paper = load_paper(hold_draft(actor, note, to_write=False))
    note = paper.note
    if note.author_id != actor.pk:
        raise Closed(_("Whoever began this note signs it. Your words are in it."))
    readiness = look_over(paper)
    if readiness.gaps or (readiness.one_sided and not accepts_one_sided):
        raise NotReady(readiness)
    _freeze_header(paper)  # before the stamp, which hashes it with the rest
    _stamp(actor, note, at or timezone.now())
    _record_scores(actor, paper)
    # Whoever signs says that it took place, also when nobody came back to mark it.
    Session.objects.filter(pk=note.therapy_session_id).update(status=Session.Status.HELD)
    audit.record(actor, "note.signed", note, case=note.therapy_session.case_id, late=note.is_late)
    return note


def look_over(paper: Paper) -> Readiness:
    """Every required section that is still empty, every number that cannot be read, and whether
    pain or hope stands alone."""
    gaps = [*_not_begun(paper), *_open_sections(paper), *_too_long(paper)]
    return Readiness(gaps, _one_sided(paper))


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
    # Order and separators are fixed: the same note gives the same bytes on every machine, for ever.
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_intact(note: Note) -> bool:
    """Whether a signed note is, letter by letter, what was signed."""
    return note.is_signed and content_hash(note) == note.content_hash


def _not_begun(paper: Paper) -> Iterator[Gap]:
    if paper.note.therapy_session.starts_at > timezone.now():
        message = _("This session has not begun yet. Move it to the time when you met.")
        yield Gap(HEADER, _("Time"), message)


def _too_long(paper: Paper) -> Iterator[Gap]:
    if sum(len(json.dumps(part.data)) for part in paper.parts.values()) > MOST_BYTES:
        message = _("The note is longer than a note can be. Shorten a part of it.")
        yield Gap(HEADER, _("Length"), message)


def _open_sections(paper: Paper) -> Iterator[Gap]:
    for section, places in by_section(paper):
        # The header is filled in by the signature itself.
        if section.is_required and section.key != HEADER:
            yield from _unfilled(paper, section, places)
        for place in places:
            yield from _unread_number(paper, place)
            yield from _unsaid(paper, place)


def _unfilled(paper: Paper, section: Section, places: list[Place]) -> list[Gap]:
    """Nothing when one place stands for all, else each person's place that is still empty."""
    if any(_stands_for_all(place) for place in places if paper.data(place)):
        return []
    message = _("Write a few words, or say why it was not done.")
    if not section.is_each:
        return [Gap(places[0].name, section.title, message)]
    # Who was away is not waited for.
    empty = [place for place in places if place.member in paper.coming and not paper.data(place)]
    return [Gap(place.name, f"{section.title} · {place.member}", message) for place in empty]


def _stands_for_all(place: Place) -> bool:
    """Whether words here are enough: said together, or in a section that is not asked of each."""
    return place.member is None or not place.section.is_each


def _unread_number(paper: Paper, place: Place) -> Iterator[Gap]:
    if written := paper.data(place).get(SCORE, ""):
        try:
            check_range(case_scale(), *parse_range(written))
        except ValidationError as error:
            yield Gap(place.name, place.section.title, " ".join(error.messages))


def _unsaid(paper: Paper, place: Place) -> Iterator[Gap]:
    """What an answer given here still asks for."""
    data, offered = paper.data(place), {field.key for field in place.fields}
    if SCORE in data and AGREED in offered and AGREED not in data:
        message = _("A number of both needs the yes of both. Or write each one’s own.")
        yield Gap(place.name, place.section.title, message)
    if data.get("asked") == NOT_ASKED and SAID not in data:
        yield Gap(place.name, place.section.title, _("Say in a few words why it was not asked."))


def parse_range(written: str) -> tuple[Decimal, Decimal]:
    """ "4" as (4, 4), "2-3" as (2, 3); ValidationError with the remedy for anything else."""
    found = RANGE.fullmatch(written.replace(",", "."))
    if found is None:
        raise ValidationError(_("Write one number such as 4, or a range such as 2-3."))
    return Decimal(found[1]), Decimal(found[2] or found[1])


def _one_sided(paper: Paper) -> list[Gap]:
    places = [place for place in paper.places if place.section.key == PAIN_AND_HOPE]
    pain, hope = (any(paper.data(one).get(key) for one in places) for key in (PAIN, HOPE))
    if pain == hope:
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
    note.signed_as = name_of(actor)
    note.is_late = is_late(note, note.started_at)
    note.content_hash = content_hash(note)
    note.save(update_fields=["signed_at", "signed_as", "is_late", "content_hash"])


def name_of(actor: Any) -> str:
    """Name and credentials, as they stand under what is signed."""
    return ", ".join(filter(None, (actor.name, actor.credentials)))


def is_late(note: Note, at: datetime) -> bool:
    """Whether what was begun at that time is a late entry."""
    return at > note.therapy_session.ends_at + LATE_AFTER


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
