"""Writing the note of a session, part by part, until it is signed. Signing has its own module.

A draft is its author's alone, so typing leaves no audit line; starting and signing do.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import CaseMember
from practice.fields.base import Posted
from practice.fields.texts import clean_typed, too_long
from practice.models import NoteTemplate
from practice.services import audit
from practice.services.saving import Clash, Closed, NotRight
from sessions.models import Note, NotePart, Session
from sessions.models.outline import Place, all_places, outline
from sessions.services.sections import Outcome, save_each, save_one

LONGEST = {"short_text": 500, "long_text": 20_000, NotePart.NOT_DONE: 500}

Parts = dict[tuple[str, uuid.UUID | None], NotePart]


@dataclass(frozen=True)
class Paper:
    """A note with its places in order, and the parts that are written so far."""

    note: Note
    coming: tuple[CaseMember, ...]
    places: tuple[Place, ...]
    parts: Parts

    def part(self, place: Place) -> NotePart | None:
        return self.parts.get(_slot(place))

    def data(self, place: Place) -> dict[str, str]:
        """What stands there: field key -> words; empty fields are left out."""
        part = self.part(place)
        return part.data if part else {}


@transaction.atomic
def start_note(actor: Any, therapy_session: Session) -> Note:
    """The note of this session, begun by `actor`; the one begun before when there is one.

    Raises Closed while the library holds no note template.
    """
    # Held, so that two presses of the button begin one note.
    therapy_session = Session.objects.select_for_update().get(pk=therapy_session.pk)
    begun = Note.objects.filter(therapy_session=therapy_session).first()
    if begun is not None:
        return begun
    template = NoteTemplate.objects.filter(is_current=True).order_by("key").first()
    if template is None:
        raise Closed(_("There is no note template yet. Load the library first."))
    note = Note.objects.create(
        therapy_session=therapy_session,
        template=template,
        author=actor,
        started_at=timezone.now(),
    )
    audit.record(actor, "note.started", note, case=therapy_session.case_id)
    return note


def load_paper(note: Note) -> Paper:
    """Two queries: who was there, and the parts."""
    ticked = note.therapy_session.attendances.filter(member=OuterRef("pk"))
    rows = CaseMember.objects.filter(case__therapy_sessions=note.therapy_session_id)
    members = list(rows.select_related("client").annotate(is_there=Exists(ticked)))
    # Nobody ticked means that it was not said yet, so everybody gets a place to write.
    coming = [one for one in members if one.is_there] or members
    parts = {(part.section, part.member_id): part for part in note.parts.all()}
    by_key = {member.pk: member for member in members}
    sections = outline(note.template, is_couple=note.therapy_session.case.is_couple)
    written = [(section, by_key.get(key) if key else None) for section, key in parts]
    found = all_places(sections, coming, written)
    return Paper(note, tuple(coming), tuple(found), parts)


def save_section(
    actor: Any, note: Note, *, section: str, posted: Posted, base: int, key: uuid.UUID
) -> dict[str, Any]:
    """Autosave of one place; raises Clash, NotRight for what is too long, Closed once signed."""

    def write() -> int:
        paper = load_paper(hold_draft(actor, note))
        place = next((one for one in paper.places if one.name == section), None)
        if place is None:
            raise NotRight({section: [_("There is no such part of the note.")]})
        _write(paper, place, posted, base)
        return paper.note.version

    return save_one(actor, key, write)


@transaction.atomic
def save_all(actor: Any, note: Note, *, posted: Posted, base: int) -> Outcome:
    """The whole form, as a browser without scripts or the button of signing sends it."""
    paper = load_paper(hold_draft(actor, note))
    sent = {place.name: place for place in paper.places if _is_sent(place, posted)}
    return save_each(sent, lambda name: _write(paper, sent[name], posted, base))


def put_words(paper: Paper, place: Place, words: dict[str, str]) -> None:
    """Change some fields of one place of a held draft; NotRight for what is too long."""
    data, posted = paper.data(place) | words, QueryDict(mutable=True)
    posted.update({name: data.get(key, "") for key, name in _names(place).items()})
    _write(paper, place, posted, paper.note.version)


def typed_at(place: Place, posted: Posted) -> dict[str, str]:
    """The words posted for one place, cleaned of what cannot be stored; empty ones left out."""
    offered = {field.key: dict(field.choices) for field in place.fields if field.choices}
    typed = {key: clean_typed(str(posted.get(name) or "")) for key, name in _names(place).items()}
    return {
        key: words
        for key, words in typed.items()
        if words.strip() and words in offered.get(key, (words,))
    }


def plain(place: Place, data: dict[str, str]) -> str:
    """The words of one place as one text, for laying two versions side by side."""
    return "\n".join(words for _label, words in labelled_words(place, data))


def labelled_words(place: Place, data: dict[str, str]) -> list[tuple[str, str]]:
    """Label and words of each field that is filled, choices by their label, in order."""
    found = []
    for field in place.fields:
        if words := data.get(field.key, ""):
            found.append((field.label, dict(field.choices).get(words, words)))
    if reason := data.get(NotePart.NOT_DONE, ""):
        found.append((_("Not done, because"), reason))
    return found


def hold_draft(actor: Any, note: Note, *, to_write: bool = True) -> Note:
    """The note as it is now, held until the change is done.

    Raises Closed once it is signed, and for words while the people in it look at it.
    """
    # Of the note alone: its case is read along, and must not be held from everybody else.
    held = Note.objects.select_for_update(of=("self",)).select_related(
        "therapy_session__case", "template"
    )
    own = held.filter(Q(author=actor) | Q(is_shared=True))
    found: Note | None = own.filter(pk=note.pk).first()
    if found is None:
        raise Closed(_("Its author writes this draft alone again. You can still copy your words."))
    if found.is_signed:
        raise Closed(_("This note is signed. It stays as it is. Put an addition beside it."))
    if to_write and found.is_offered:
        raise Closed(_("The people in it are looking at this note. Take it back to write on."))
    return found


def _slot(place: Place) -> tuple[str, uuid.UUID | None]:
    return place.section.key, place.member.pk if place.member else None


def sends_nothing(note: Note, posted: Posted) -> bool:
    """Whether a form holds no field of the note: only a button was pressed."""
    return not any(_is_sent(place, posted) for place in load_paper(note).places)


def _is_sent(place: Place, posted: Posted) -> bool:
    """Whether the page had this place at all: its fields are sent even when empty."""
    return any(posted.get(name) is not None for name in _names(place).values())


def _names(place: Place) -> dict[str, str]:
    """Key of each field -> its name on the page."""
    keys = (*(field.key for field in place.fields), NotePart.NOT_DONE)
    return {key: f"{place.name}-{key}" for key in keys}


def _write(paper: Paper, place: Place, posted: Posted, base: int) -> None:
    typed, stored, part = typed_at(place, posted), paper.data(place), paper.part(place)
    if typed == stored:  # the same words are no change, whatever version they grew from
        return
    if part is not None and part.version > base:
        theirs, yours = plain(place, stored), plain(place, typed)
        raise Clash(version=paper.note.version, theirs=theirs, yours=yours)
    _check_lengths(place, typed)
    # One count for the whole note: a part's number tells whether it is younger than a page.
    paper.note.version += 1
    paper.note.save(update_fields=["version"])
    part = part or NotePart(note=paper.note, section=place.section.key, member=place.member)
    part.data, part.version = typed, paper.note.version
    part.save()
    paper.parts[_slot(place)] = part


def _check_lengths(place: Place, typed: dict[str, str]) -> None:
    kinds = {field.key: field.kind for field in place.fields}
    errors = {
        f"{place.name}-{key}": [problem]
        for key, words in typed.items()
        if (problem := too_long(words, LONGEST.get(kinds.get(key, key), LONGEST["long_text"])))
    }
    if errors:
        raise NotRight(errors)
