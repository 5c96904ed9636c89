"""What of an answer can be kept by one tap: its lines as words, and what was tried as a habit.

Which fields become habits is said by their exercise (`keeps` of the library).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from clients.models import Answer, Case, Quote, Ritual
from clients.models.reach import Audience, capped
from clients.services.answers import answerable
from clients.services.kept import MOST_WORDS, NAME_LIMIT, Habit, begin_ritual, keep_words
from practice.fields import registry
from practice.fields.base import WHOLE, FieldSpec, Value
from practice.fields.logs import kind_of
from practice.fields.parts import TEXT_KINDS
from practice.fields.rhythm import rhythm_of
from practice.fields.texts import spoken

HABIT = "habit"
CADENCES = {
    "per_day": Ritual.Cadence.DAILY,
    "per_week": Ritual.Cadence.WEEKLY,
    "per_event": Ritual.Cadence.PER_EVENT,
}


@dataclass(frozen=True)
class Line:
    """One thing that somebody wrote, where it stands, and the habit that it may become."""

    text: str
    answer: Answer
    spec: FieldSpec
    item: str
    habit: Habit | None = None

    @property
    def mark(self) -> str:
        """What a button calls it by; other words have another mark."""
        place = f"{self.answer.pk} {self.spec.key} {self.item} {self.text}"
        return hashlib.sha256(place.encode()).hexdigest()[:24]

    @property
    def audience(self) -> str:
        """No further than the place that it is taken from."""
        parts = self.answer.reach_of_parts
        reach = parts.get(self.item) or parts.get(self.spec.key, self.answer.reach)
        alone = capped(reach.audience, self.spec) in (Audience.SELF, Audience.PARTNERS)
        return Audience.SELF if alone else Audience.THERAPIST


def keepable(answers: Iterable[Answer]) -> Iterator[Line]:
    """The lines of these answers of one's own, in the order of the page."""
    for answer in answers:
        for spec in answerable(answer.assignment):
            value = answer.data.get(spec.key)
            if value is not None:
                yield from _lines(answer, spec, value)


def chosen_habits(lines: Iterable[Line]) -> list[Line]:
    """Those that the person chose to keep as a habit in a field of the exercise itself."""
    return [line for line in lines if line.habit is not None and _is_chosen(line)]


@transaction.atomic
def keep_line(user: Any, case: Case, line: Line, kind: str) -> Quote | Ritual:
    """Keep it as words of `kind`, or as the habit that it may become (HABIT)."""
    if kind == HABIT and line.habit is not None:
        return begin_ritual(user, case, line.habit, audience=line.audience, source=line.answer)
    source = (line.answer, line.item or line.spec.key)
    return keep_words(user, case, kind=kind, words=line.text, audience=line.audience, source=source)


def _lines(answer: Answer, spec: FieldSpec, value: Value) -> Iterator[Line]:
    kind, keeps = registry.get(spec.kind), _keeps(answer, spec)
    if kind.repeats:
        yield from _said(answer, spec, str(answer.entry), kind_of(spec).texts(spec, value))
        return
    parts = dict(kind.nested(spec, value))
    for item, words in kind.entries(spec, value, spoken()):
        if keeps:
            habit = _habit(keeps, spec, value, words, parts.get(item, {}))
            yield Line(habit.name, answer, spec, item, habit)
        elif item != WHOLE:
            yield Line(words[:MOST_WORDS], answer, spec, item)
        elif spec.kind in TEXT_KINDS:
            yield from _said(answer, spec, item, [words])


def _said(answer: Answer, spec: FieldSpec, item: str, texts: Iterable[str]) -> Iterator[Line]:
    """Each line of what was typed, by itself."""
    lines = (line.strip() for words in texts for line in words.split("\n"))
    return (Line(one[:MOST_WORDS], answer, spec, item) for one in lines if one)


def _keeps(answer: Answer, spec: FieldSpec) -> dict[str, str]:
    rows = answer.assignment.exercise.body.get("keeps", [])
    return next((row for row in rows if row["field"] == spec.key), {})


def _habit(
    keeps: dict[str, str], spec: FieldSpec, value: Value, words: str, parts: dict[str, Any]
) -> Habit:
    def told(part: str) -> str:
        return str((parts.get(keeps.get(part, "")) or {}).get("text", "")).strip()

    rhythm = rhythm_of(spec, value)
    name = told("name") or words.partition("\n")[0]
    return Habit(
        name=" ".join(name.split())[:NAME_LIMIT],
        cue=(rhythm.event or told("cue"))[:500],
        cadence=CADENCES.get(rhythm.often, Ritual.Cadence.OTHER),
    )


def _is_chosen(line: Line) -> bool:
    field, _dot, choice = _keeps(line.answer, line.spec).get("chosen", "").partition(".")
    value = line.answer.data.get(field) or {}
    return bool(field) and choice in value.get("picked", [])
