"""Where everything on a chart stands: series, phases and sessions in, positions out.

Pure arithmetic: it knows no model, no SVG and no PDF.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, pairwise
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from practice.charts.shapes import (
    Band,
    Box,
    Dot,
    Drawing,
    End,
    Key,
    Label,
    Mark,
    Point,
    Scale,
    Series,
    Sheet,
    Size,
    Stroke,
    day,
    moment,
)
from practice.charts.words import long_date, number, short_date, spread

# Six weeks: a monthly rhythm is still joined, one score left out of it is seen as a gap.
GAP_DAYS = 42
# Two people often choose the same number on the same day: their signs stand side by side.
DODGE: dict[Key, float] = {"a": -0.7, "b": 0.7, "joint": 0.0}
TONES = 6
# Shares of the type size in the bold face. Near enough: the server cannot measure what the
# browser will draw.
WIDTHS = {"iljI.,:;'|! ": 0.3, "tfr-()1": 0.42, "mwMW…": 0.9, "ABCDGHKNOPQRUVXYZ": 0.74}

SHEETS: dict[Size, Sheet] = {
    "wide": Sheet("wide", 720, 300, 40, 560, 34, 248, 14, 5),
    "narrow": Sheet("narrow", 360, 270, 30, 248, 34, 216, 14, 4.5),
    "pdf": Sheet("pdf", 480, 206, 22, 376, 22, 166, 8.5, 3),
}


@dataclass(frozen=True)
class _Axis:
    """A straight ruler from values to positions."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        # A tenth of a unit is finer than any screen, and keeps the page small.
        return round(self.start + share * (self.end - self.start), 1)


def layout(
    series: Sequence[Series],
    bands: Sequence[Band] = (),
    marks: Sequence[Mark] = (),
    scale: Scale | None = None,
    size: Size = "wide",
) -> Drawing:
    """Place everything on one sheet; distances in time are true, a missing score stays a gap."""
    scale = scale or Scale()
    sheet = SHEETS[size]
    shown = [one for one in series if one.points]
    across, down = _time_axis(shown, bands, marks, sheet), _value_axis(shown, scale, sheet)
    dots = [_dots(one, across, down, sheet, len(shown) - 1) for one in shown]
    levels = _levels(shown, down)
    return Drawing(
        sheet=sheet,
        bands=tuple(_boxes(bands, across, sheet)),
        grid=tuple(_grid(scale, down, sheet)),
        dates=tuple(_dates(shown, marks, across, sheet)),
        sessions=tuple(_sessions(marks, across, sheet)),
        levels=tuple(levels),
        strokes=tuple(chain.from_iterable(map(_strokes, shown, dots))),
        dots=tuple(chain.from_iterable(dots)),
        ends=tuple(_ends(shown, dots, levels, sheet)),
        message=None if shown else _message(sheet),
    )


def text_width(text: str, font: float) -> float:
    """About how wide a text will be, on the safe side: Chinese signs are twice as wide."""
    return font * sum(_share(sign) for sign in text)


def _share(sign: str) -> float:
    """The width of a sign in bold, as a share of the type size."""
    if east_asian_width(sign) in "WF":
        return 1
    return next((share for signs, share in WIDTHS.items() if sign in signs), 0.6)


def fitted(text: str, font: float, room: float) -> str:
    """The text, or its beginning with an ellipsis, or "" where not even that has room."""
    if text_width(text, font) <= room:
        return text
    while text and text_width(text + "…", font) > room:
        text = text[:-1]
    # One letter and an ellipsis name nobody.
    return f"{text.rstrip()}…" if len(text) > 2 else ""


def _time_axis(
    shown: Sequence[Series], bands: Sequence[Band], marks: Sequence[Mark], sheet: Sheet
) -> _Axis:
    # A phase alone does not stretch the axis: years before the first number would squeeze the rest.
    moments = [moment(on) for on in _times(shown, marks) or _edges(bands)] or [0.0]
    low, high = min(moments), max(moments)
    if high - low < 1:
        low, high = low - 7, high + 7  # a single day stands in the middle of two weeks
    edge = sheet.dot * 3
    return _Axis(low, high, sheet.left + edge, sheet.right - edge)


def _times(shown: Sequence[Series], marks: Sequence[Mark]) -> list[date | datetime]:
    """When something happened: each score and each session."""
    scores = [point.on for one in shown for point in one.points]
    return [*scores, *(mark.on for mark in marks)]


def _edges(bands: Sequence[Band]) -> list[date]:
    return [edge for band in bands for edge in (band.start, band.end) if edge]


def _value_axis(shown: Sequence[Series], scale: Scale, sheet: Sheet) -> _Axis:
    """The scale's own bounds, widened rather than cut where a score lies outside them."""
    values = [float(scale.low), float(scale.high)]
    for one in shown:
        values += [float(value) for point in one.points for value in (point.low, point.high)]
        values += [] if one.good_enough is None else [float(one.good_enough)]
    return _Axis(min(values), max(values), sheet.bottom - sheet.dot, sheet.top + sheet.dot * 1.5)


def _dots(one: Series, across: _Axis, down: _Axis, sheet: Sheet, others: int) -> list[Dot]:
    aside = DODGE[one.key] * sheet.dot * others
    return [
        Dot(
            one.key,
            round(across.at(moment(point.on)) + aside, 1),
            down.at(_middle(point)),
            down.at(float(point.low)),
            down.at(float(point.high)),
        )
        for point in one.in_time()
    ]


def _middle(point: Point) -> float:
    return (float(point.low) + float(point.high)) / 2


def _strokes(one: Series, dots: Sequence[Dot]) -> Iterator[Stroke]:
    points = one.in_time()
    cuts = [
        index
        for index, (earlier, later) in enumerate(pairwise(points), start=1)
        if moment(later.on) - moment(earlier.on) > GAP_DAYS
    ]
    # A line over a long gap would claim to know what lay between.
    for start, stop in pairwise([0, *cuts, len(points)]):
        if stop - start > 1:
            yield Stroke(one.key, tuple((dot.x, dot.y) for dot in dots[start:stop]))


def _boxes(bands: Sequence[Band], across: _Axis, sheet: Sheet) -> Iterator[Box]:
    tones: dict[str, int] = {}
    for band in bands:
        # A phase that is entered again has its first colour again.
        tone = tones.setdefault(band.name, len(tones) % TONES)
        left = _clipped(band.start, across, sheet)
        right = _clipped(band.end, across, sheet) if band.end else sheet.right
        if right - left < 1:
            continue
        room = right - left - sheet.font
        label = band.label if text_width(band.label, sheet.font) <= room else band.short
        yield Box(tone, left, round(right - left, 1), fitted(label, sheet.font, room))


def _clipped(on: date, across: _Axis, sheet: Sheet) -> float:
    """The edge of a phase, kept on the paper: what began earlier begins at the left edge."""
    at = float(on.toordinal())  # where the day begins: what was said on that day lies inside
    if at <= across.low:
        return sheet.left
    return sheet.right if at >= across.high else across.at(at)


def _grid(scale: Scale, down: _Axis, sheet: Sheet) -> Iterator[Label]:
    low, high = float(scale.low), float(scale.high)
    # Three to five even parts; from 1 to 10 that makes 1, 4, 7 and 10.
    step = next(
        (s for s in (1, 2, 3, 5, 7, 9, 10, 25) if (high - low) / s in (3, 4, 5)), high - low
    )
    for index in range(round((high - low) / step) + 1):
        value = low + index * step
        yield Label(sheet.left - sheet.dot * 1.5, down.at(value), number(value), "end")


def _dates(
    shown: Sequence[Series], marks: Sequence[Mark], across: _Axis, sheet: Sheet
) -> list[Label]:
    """Dates of scores and sessions as far as they have room: the first and the last come first."""
    # One label a day, where its last score or session stands.
    known = {day(on): moment(on) for on in sorted(_times(shown, marks), key=moment)}
    days = sorted(known)
    with_year = len({on.year for on in days}) > 1
    write: Callable[[date | datetime], str] = long_date if with_year else short_date
    y = sheet.bottom + sheet.font * 1.5
    labels = [Label(across.at(known[on]), y, write(on)) for on in days]
    # The first always tells the year, so that nobody has to guess it.
    if labels:
        labels[0] = Label(labels[0].x, y, long_date(days[0]))
    return _with_room([*labels[:1], *labels[:0:-1][:1], *labels[1:-1]], sheet)


def _sessions(marks: Sequence[Mark], across: _Axis, sheet: Sheet) -> list[Label]:
    """Every session keeps its line; a name without room is left out."""
    y = sheet.bottom + sheet.font * 2.9
    labels = [
        Label(across.at(moment(mark.on)), y, mark.label)
        for mark in sorted(marks, key=lambda mark: moment(mark.on))
    ]
    named = set(_with_room(labels, sheet))
    return [label if label in named else Label(label.x, y, "") for label in labels]


def _with_room(labels: Sequence[Label], sheet: Sheet) -> list[Label]:
    """The labels that do not touch an earlier one of the list, from left to right."""
    kept: list[Label] = []
    for label in labels:
        half = text_width(label.text, sheet.font) / 2
        if all(
            abs(label.x - other.x) > half + text_width(other.text, sheet.font) / 2 + sheet.dot
            for other in kept
        ):
            kept.append(label)
    return sorted(kept, key=lambda label: label.x)


def _levels(shown: Sequence[Series], down: _Axis) -> list[tuple[Key, float]]:
    return [
        (one.key, down.at(float(one.good_enough))) for one in shown if one.good_enough is not None
    ]


def _ends(
    shown: Sequence[Series],
    dots: Sequence[Sequence[Dot]],
    levels: Sequence[tuple[Key, float]],
    sheet: Sheet,
) -> list[End]:
    """A name beside each line's last score, and one beside each good-enough line."""
    x = sheet.right + sheet.dot * 2
    room = sheet.width - x - sheet.font
    wanted = []
    for one, own in zip(shown, dots, strict=True):
        value = spread(one.in_time()[-1])
        name = fitted(one.name, sheet.font, room - text_width(f" {value}", sheet.font))
        wanted.append(End(one.key, x, own[-1].y, f"{name} {value}".strip()))
    text = fitted(_("good enough"), sheet.font, room)
    wanted += [End(key, x, y, text, is_level=True) for key, y in levels]
    return _spaced(wanted, sheet)


def _spaced(wanted: Sequence[End], sheet: Sheet) -> list[End]:
    """Push labels apart downwards, then back up from the lower edge, keeping their order."""
    # Two names on one another are worse than one that stands a little off its line.
    gap = sheet.font * 1.25
    ends = sorted(wanted, key=lambda end: end.y)
    places: list[float] = []
    for end in ends:
        places.append(max(end.y, places[-1] + gap) if places else end.y)
    limit = sheet.bottom - sheet.dot
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], limit)
        limit = places[index] - gap
    return [
        End(end.key, end.x, round(y, 1), end.text, end.is_level)
        for end, y in zip(ends, places, strict=True)
    ]


def _message(sheet: Sheet) -> Label:
    middle = (sheet.left + sheet.right) / 2
    return Label(middle, (sheet.top + sheet.bottom) / 2, _("No number yet"))
