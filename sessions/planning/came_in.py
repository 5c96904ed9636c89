"""What people wrote since the last hour, line by line, and where each may be quoted in a note.

Words go into the compartment of whoever wrote them. Into the joint one go joint words, and those
that their author gave to the other, once they have gone out. Nobody's come into the other's.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from clients.models import Answer
from clients.models.reach import Reader, seen
from clients.services.latest import with_few_entries
from clients.services.reading import answerable
from practice.fields import registry
from practice.fields.base import WHOLE
from practice.fields.logs import kind_of
from practice.fields.parts import TEXT_KINDS
from practice.fields.texts import spoken
from sessions.models import Note, Session
from sessions.models.outline import Place
from sessions.planning.matter import whose

# Sections that take quotes, each with the field where they go.
TAKES = {
    "own_words": "quotes",
    "what_is_better": "text",
    "exceptions": "text",
    "coping_resources": "text",
}
MOST_ENTRIES, MOST_LINES = 40, 40
MOST_WORDS = 600  # of one line; whoever wants more of it copies it by hand


class Line(NamedTuple):
    """One thing that somebody typed, and where it stands in its answer."""

    field: str
    item: str
    text: str


@dataclass(frozen=True)
class CameIn:
    """One line, whose it is, where it was written, and the places of the note that may take it."""

    mark: str
    words: str
    who: str
    position: str
    is_private: bool
    title: str
    at: datetime
    answer: UUID
    assignment: UUID
    item: str
    places: tuple[Place, ...]

    @property
    def own_places(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.member is not None)

    @property
    def joint_places(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.member is None)


def came_in(note: Note, places: Iterable[Place], reader: Any) -> list[CameIn]:
    """The latest first; two queries, whatever the case holds."""
    taking = [place for place in places if place.section.key in TAKES]
    now, found = timezone.now(), list[CameIn]()
    for answer in _answers(note, reader):
        given = set(_lines(answer, Reader.PARTNER, now)) if _is_out(answer) else set()
        for line in _lines(answer, Reader.STAFF, now):
            one = _came(answer, line, taking, is_joint=answer.member is None or line in given)
            if one.places:
                found.append(one)
    return found[:MOST_LINES]


def _answers(note: Note, reader: Any) -> Iterable[Answer]:
    one = note.therapy_session
    earlier = Session.objects.filter(case=one.case_id, starts_at__lt=one.starts_at).taking_place()
    last = earlier.order_by("-starts_at").first()
    found = Answer.objects.visible_to(reader).with_given().filter(assignment__case=one.case_id)
    if last is not None:
        found = found.filter(told_at__gt=last.ends_at)
    rows = with_few_entries(found, MOST_ENTRIES).order_by("-told_at", "pk")
    related = ("assignment__exercise", "assignment__case", "member__client")
    return rows.select_related(*related)[:MOST_LINES]


def _is_out(answer: Answer) -> bool:
    """Whether the other partner can open it now; what of it they read is another question."""
    return bool(answer.is_given)  # type: ignore[attr-defined] # annotated by with_given


def _lines(answer: Answer, reader: Reader, now: datetime) -> Iterator[Line]:
    data = seen(answer, reader, now)
    for spec in answerable(answer.assignment):
        value = data.get(spec.key)
        if value is None:
            continue
        kind = registry.get(spec.kind)
        if kind.repeats:
            texts = [(str(answer.entry), words) for words in kind_of(spec).texts(spec, value)]
        else:
            entries = kind.entries(spec, value, spoken())
            texts = [one for one in entries if one[0] != WHOLE or spec.kind in TEXT_KINDS]
        for item, words in texts:
            for text in filter(None, map(str.strip, words.splitlines())):
                yield Line(spec.key, "" if item == WHOLE else item, text[:MOST_WORDS])


def _came(answer: Answer, line: Line, taking: Iterable[Place], *, is_joint: bool) -> CameIn:
    who, position = whose(answer.member)
    is_couple = answer.assignment.case.is_couple
    return CameIn(
        mark=hashlib.sha256(f"{answer.pk} {line}".encode()).hexdigest()[:24],
        words=line.text,
        who=who,
        position=position,
        is_private=is_couple and not is_joint,
        title=answer.assignment.exercise.title,
        at=answer.told_at or answer.changed_at,
        answer=answer.pk,
        assignment=answer.assignment_id,
        item=line.item or line.field,
        places=tuple(
            place
            for place in taking
            if (is_joint if place.member is None else place.member == answer.member)
        ),
    )
