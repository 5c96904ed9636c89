"""Reading rows into the plain data of a summary: answers, notes, scores, phases, sessions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from clients.models import Answer, PhaseVisit, Score
from clients.models.reach import Reader
from practice.charts.words import long_date
from practice.fields.texts import spoken, text
from practice.models import Practice
from sessions.models import NotePart, Session, numbered
from sessions.models.outline import NoteField, Section, outline
from sessions.summaries.content import Hour, Line, Passage, Place, Ruler, Stay, Told

MOST_ENTRIES = 40  # of logs: a summary is read, and the log itself holds the rest


def day_of(at: datetime) -> date:
    """The practice's day of an instant."""
    return Practice.load().local(at).date()


def answer_passage(answers: Sequence[Answer], title: str = "") -> Passage:
    """Every field that a therapist reads, with its question, as its own kind writes it.

    Entries of one log stand together, under the day of the last of them.
    """
    lines: dict[str, tuple[str, ...]] = {}
    for answer in answers:
        for spec, found in answer.told_to(Reader.STAFF):
            prompt = text(spec.prompt, spoken())
            lines[prompt] = lines.get(prompt, ()) + tuple(found)
    last = max(answers, key=_day_told)
    told = tuple(Told(prompt, found) for prompt, found in lines.items())
    keys = " ".join(str(answer.pk) for answer in answers)
    return Passage(title or last.assignment.exercise.title, long_date(_day_told(last)), told, keys)


def _day_told(answer: Answer) -> date:
    return answer.happened_on or day_of(last_told(answer))


def last_told(answer: Answer) -> datetime:
    """When what stands in the summary last changed; what is left out of it moves no date."""
    return answer.told_at or answer.changed_at


def part_passage(
    part: NotePart, section: Section, *, only: Iterable[str] = (), title: str = ""
) -> Passage:
    """The words of one place of a signed note; `only` names the fields, else all of them."""
    wanted = set(only) or {field.key for field in section.fields}
    told = tuple(
        Told(field.label if field.choices else "", (words,))
        for field in section.fields
        if field.key in wanted and (words := _written(part, field))
    )
    return Passage(title, long_date(day_of(part.note.therapy_session.starts_at)), told)


def _written(part: NotePart, field: NoteField) -> str:
    """The words of a field; of a choice, the label that was chosen."""
    words: str = part.data.get(field.key, "").strip()
    return dict(field.choices).get(words, words)


class Outlines:
    """The sections of the note templates that are met, each template read once."""

    def __init__(self) -> None:
        self._known: dict[UUID, dict[str, Section]] = {}

    def section_of(self, part: NotePart) -> Section | None:
        template = part.note.template
        if template.pk not in self._known:
            self._known[template.pk] = {one.key: one for one in outline(template)}
        return self._known[template.pk].get(part.section)


def score_lines(scores: Iterable[Score], names: Mapping[str, str]) -> tuple[Line, ...]:
    """A, then B, then both; `names` by key."""
    in_order = sorted(scores, key=lambda one: (_key(one), one.taken_at))
    return tuple(
        Line(key, names[key], tuple(_place(one) for one in own))
        for key, own in groupby(in_order, key=_key)
    )


def _key(score: Score) -> str:
    return score.member.position.lower() if score.member else "joint"


def _place(score: Score) -> Place:
    at = Practice.load().local(score.taken_at)
    return Place(at.isoformat(), f"{score.low:f}", f"{score.high:f}")


def ruler(scores: Iterable[Score]) -> Ruler | None:
    """The scale of the latest score; one axis carries one scale."""
    last = max(scores, key=lambda one: one.taken_at, default=None)
    if last is None:
        return None
    scale = last.scale
    bounds = (f"{scale.low:f}", f"{scale.high:f}")
    return Ruler(scale.title, *bounds, scale.low_words, scale.high_words)


def stays(visits: Iterable[PhaseVisit], names: Mapping[str, str]) -> tuple[Stay, ...]:
    """The way through the phases, as it was gone; whose it was, where only one stood there."""
    return tuple(
        Stay(
            name=one.phase.title,
            number=one.phase.number,
            cycle=one.cycle,
            start=one.entered_on.isoformat(),
            end=one.left_on.isoformat() if one.left_on else "",
            who=names[one.member.position.lower()] if one.member else "",
        )
        for one in visits
    )


def hours(sessions: Iterable[Session], notes: Mapping[UUID, str]) -> tuple[Hour, ...]:
    """The sessions that count, in time, each with its own line of `notes`."""
    in_time = list(sessions)
    numbers, practice = numbered(in_time), Practice.load()
    return tuple(
        Hour(
            f"S{numbers[one.pk]}",
            practice.local(one.starts_at).isoformat(),
            notes.get(one.pk, ""),
        )
        for one in in_time
        if one.pk in numbers
    )
