"""What a summary holds, as plain frozen data: texts are resolved, so that it can be kept as JSON.

Who may be in it is decided in client.py and therapist.py; how it looks on paper in pdf.py.
"""

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


@dataclass(frozen=True)
class Told:
    """A question, or "" where there was none, and what was said to it."""

    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """One exercise, or one section of a note, which has no title where it is simply quoted."""

    title: str
    when: str
    told: tuple[Told, ...]
    # Its key, where it is one, and of a log that of each entry: authors can be told who read it.
    answer: str = ""


@dataclass(frozen=True)
class Block:
    """A part of the summary under its own heading."""

    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Place:
    """A score: an ISO moment, and the two ends as text."""

    on: str
    low: str
    high: str


@dataclass(frozen=True)
class Line:
    """A line of the chart; `key` is a, b or joint."""

    key: str
    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Stay:
    """A stay in a phase, ISO dates; `end` is "" while it lasts."""

    name: str
    number: int
    cycle: int
    start: str
    end: str
    who: str = ""


@dataclass(frozen=True)
class Hour:
    """A session; `label` is S1, S2..., `note` says what is to be known about it."""

    label: str
    on: str
    note: str = ""


@dataclass(frozen=True)
class Ruler:
    """The scale that the lines stand on."""

    title: str
    low: str
    high: str
    low_words: str
    high_words: str


@dataclass(frozen=True)
class Picture:
    """What the chart is drawn from."""

    ruler: Ruler | None
    lines: tuple[Line, ...]
    stays: tuple[Stay, ...]
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class ClientSummary:
    """For one member: own matter and what belongs to both."""

    made_on: str
    language: str
    is_couple: bool
    you: str  # the key of the reader's own line
    picture: Picture
    blocks: tuple[Block, ...]
    crisis_line: str
    audience: str = "client"


@dataclass(frozen=True)
class TherapistSummary:
    """For the therapist or supervisor: the case by its code, compartments kept apart."""

    made_on: str
    language: str
    code: str
    picture: Picture
    gap: str
    safety: tuple[str, ...]
    unsigned: int
    blocks: tuple[Block, ...]
    audience: str = "therapist"


Content = ClientSummary | TherapistSummary


def answers_in(content: Content) -> list[str]:
    """The keys of the answers that it quotes."""
    passages = (passage for block in content.blocks for passage in block.passages)
    return [key for passage in passages for key in passage.answer.split()]


def from_json(raw: dict[str, Any]) -> Content:
    """The summary again from what `dataclasses.asdict` and JSON made of it."""
    kind = {"client": ClientSummary, "therapist": TherapistSummary}[raw["audience"]]
    return _revive(kind, raw)


def _revive(kind: type[T], raw: dict[str, Any]) -> T:
    hints = get_type_hints(kind)
    # A summary that was kept before something was added does without it.
    known = [f for f in fields(kind) if f.name in raw]  # type: ignore[arg-type] # every kind here is a dataclass
    return kind(**{f.name: _value(hints[f.name], raw[f.name]) for f in known})


def _value(hint: Any, raw: Any) -> Any:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return tuple(_value(inner, one) for one in raw)
    # `Ruler | None` and the like: the one dataclass among the choices.
    inside = [one for one in (hint, *get_args(hint)) if is_dataclass(one)]
    return _revive(inside[0], raw) if inside and raw is not None else raw  # type: ignore[arg-type] # a class, not an instance
