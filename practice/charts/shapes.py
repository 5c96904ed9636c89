"""What a chart is made from and what a layout gives back. No arithmetic, no SVG, no PDF."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Key = Literal["a", "b", "joint"]
Size = Literal["wide", "narrow", "pdf"]
Number = Decimal | float
Anchor = Literal["start", "middle", "end"]

# By the radius of the circle: so the three signs are about as heavy to the eye.
SQUARE = 1.8
DIAMOND = 1.35
# From a text's middle down to its baseline, as a share of the type size.
BASELINE = 0.35


@dataclass(frozen=True)
class Point:
    """One score: `low` equals `high` when a single number was given.

    `label` stands beside the date in the table, `words` are what the person said with it.
    """

    on: date | datetime
    low: Number
    high: Number
    label: str = ""
    words: str = ""


@dataclass(frozen=True)
class Series:
    """The scores of one person, or of both together, in any order."""

    key: Key
    name: str
    points: tuple[Point, ...]
    # Where this person would be content; nobody sets it for them.
    good_enough: Number | None = None

    def in_time(self) -> tuple[Point, ...]:
        return tuple(sorted(self.points, key=lambda point: moment(point.on)))


@dataclass(frozen=True)
class Band:
    """A phase, from its entry to its leaving; `end` is None while it lasts."""

    name: str
    short: str
    start: date
    end: date | None = None

    @property
    def label(self) -> str:
        """Number and name, as one sees them on every other page."""
        return self.name if self.short in ("", self.name) else f"{self.short} {self.name}"


@dataclass(frozen=True)
class Mark:
    """A session on the time axis, such as S1."""

    label: str
    on: date | datetime


@dataclass(frozen=True)
class Scale:
    """The ruler itself, with what its two ends mean."""

    low: Number = 1
    high: Number = 10
    low_label: str = ""
    high_label: str = ""


@dataclass(frozen=True)
class Dot:
    """A score on paper: `y` is the middle, `y_low` and `y_high` the ends of a range."""

    key: Key
    x: float
    y: float
    y_low: float
    y_high: float

    @property
    def is_range(self) -> bool:
        return self.y_low != self.y_high


@dataclass(frozen=True)
class Stroke:
    """Midpoints that are joined; a gap in time begins a new stroke."""

    key: Key
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Box:
    """A phase as a rectangle; `tone` is 0 to 5, equal for equal phases; `label` fits inside."""

    tone: int
    x: float
    width: float
    label: str


@dataclass(frozen=True)
class Label:
    """A text with its place; `y` is the baseline."""

    x: float
    y: float
    text: str
    anchor: Anchor = "middle"


@dataclass(frozen=True)
class End:
    """A name at the right edge, led by its line's sign; `y` is the middle.

    `is_level` marks the name of a good-enough line."""

    key: Key
    x: float
    y: float
    text: str
    is_level: bool = False


@dataclass(frozen=True)
class Sheet:
    """The measures of one size, in its own units (y grows downwards)."""

    size: Size
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    font: float
    dot: float

    @property
    def band_top(self) -> float:
        """A phase reaches above the plot, where its name has a line of its own."""
        return self.top - self.font * 1.6

    def band_label(self, box: Box) -> Label:
        return Label(box.x + self.font / 2, self.top - self.font * 0.4, box.label, "start")

    def end_label(self, end: End) -> Label:
        """The name at a line's end, to the right of the line's sign."""
        return self.level_with(Label(end.x + self.dot * 2, end.y, end.text, "start"))

    def level_with(self, label: Label) -> Label:
        """The label with its middle where its baseline was: beside a line, not upon it."""
        return Label(label.x, label.y + self.font * BASELINE, label.text, label.anchor)


@dataclass(frozen=True)
class Drawing:
    """A chart laid out: everything that a painter needs, and nothing that it must work out."""

    sheet: Sheet
    bands: tuple[Box, ...]
    grid: tuple[Label, ...]
    dates: tuple[Label, ...]
    sessions: tuple[Label, ...]
    levels: tuple[tuple[Key, float], ...]
    strokes: tuple[Stroke, ...]
    dots: tuple[Dot, ...]
    ends: tuple[End, ...]
    message: Label | None


def moment(on: date | datetime) -> float:
    """Days since year 1; a plain date stands at its midday, a time where the clock says."""
    if isinstance(on, datetime):
        return on.toordinal() + (on.hour + on.minute / 60 + on.second / 3600) / 24
    return on.toordinal() + 0.5


def day(on: date | datetime) -> date:
    return on.date() if isinstance(on, datetime) else on
