"""The words beside a chart: the sentence above it, the table below, dates and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practice.charts.shapes import Band, Key, Number, Point, Scale, Series, day


@dataclass(frozen=True)
class Cell:
    """A number as text ("" where there is none) and the words that go with it."""

    text: str = ""
    words: str = ""


@dataclass(frozen=True)
class Row:
    on: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`columns` begins with the date; each row has one cell for each series."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def lines(self) -> list[list[str]]:
        """The rows as texts alone: the date, then one for each series."""
        return [[row.on, *(cell.text for cell in row.cells)] for row in self.rows]


def long_date(on: date | datetime) -> str:
    return format_date(day(on), pgettext("date with year", "j M Y"))


def short_date(on: date | datetime) -> str:
    return format_date(day(on), pgettext("date without year", "j M"))


def number(value: Number) -> str:
    """3, 2.5: never 3.0 or 3.00."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def spread(point: Point) -> str:
    """A range as 2–3, a single number as itself."""
    # With an en dash: a hyphen between numbers reads as minus.
    if point.low == point.high:
        return number(point.low)
    return f"{number(point.low)}–{number(point.high)}"


def sentence(series: Sequence[Series], scale: Scale, *, you: Key | None = None) -> str:
    """What the picture shows, in plain words; `you` is the series of the person who reads it."""
    told = [_told(one, is_you=one.key == you) for one in series if one.points]
    if not told:
        told = [_("There is no number here yet.")]
    if scale.low_label and scale.high_label:
        told.append(
            _("%(low)s means: %(low_label)s. %(high)s means: %(high_label)s.")
            % {
                "low": number(scale.low),
                "high": number(scale.high),
                "low_label": scale.low_label.rstrip("."),
                "high_label": scale.high_label.rstrip("."),
            }
        )
    return " ".join(told)


def bands_line(bands: Sequence[Band]) -> str:
    """The phases in words, since a narrow picture has no room for their names."""
    parts = []
    for band in bands:
        told = {"phase": band.label, "date": long_date(band.start)}
        parts.append(_("%(phase)s from %(date)s") % told)
    return _("Phases: %(list)s.") % {"list": "; ".join(parts)} if parts else ""


def table(series: Sequence[Series]) -> Table:
    """Every score, oldest first; two scores of one person on one day take two rows."""
    columns = (_("Date"), *(one.name for one in series))
    days = sorted({day(point.on) for one in series for point in one.points})
    rows = [row for on in days for row in _rows_of_day(series, on)]
    return Table(columns, tuple(rows))


def _told(one: Series, *, is_you: bool) -> str:
    points = one.in_time()
    first, last = points[0], points[-1]
    values = {
        "name": one.name,
        "first": spread(first),
        "last": spread(last),
        "start": long_date(first.on),
        "end": long_date(last.on),
    }
    who = "you" if is_you else "joint" if one.key == "joint" else "name"
    if len(points) == 1:
        return _placed_once(who) % values
    if (first.low, first.high) == (last.low, last.high):
        return _placed_again(who) % values
    return _moved(who) % values


# Whole sentences for each case: other languages put who, number and day in other places, and
# change more than one word with them.
def _placed_once(who: str) -> str:
    return {
        "you": _("You chose %(first)s on %(start)s."),
        "joint": _("Together you chose %(first)s on %(start)s."),
        "name": _("%(name)s chose %(first)s on %(start)s."),
    }[who]


def _placed_again(who: str) -> str:
    return {
        "you": _("You chose %(first)s on %(start)s and again on %(end)s."),
        "joint": _("Together you chose %(first)s on %(start)s and again on %(end)s."),
        "name": _("%(name)s chose %(first)s on %(start)s and again on %(end)s."),
    }[who]


def _moved(who: str) -> str:
    return {
        "you": _("You moved from %(first)s to %(last)s between %(start)s and %(end)s."),
        "joint": _(
            "The number you share moved from %(first)s to %(last)s between %(start)s and %(end)s."
        ),
        "name": _("%(name)s moved from %(first)s to %(last)s between %(start)s and %(end)s."),
    }[who]


def _rows_of_day(series: Sequence[Series], on: date) -> list[Row]:
    found = [[point for point in one.in_time() if day(point.on) == on] for one in series]
    return [_row(on, points) for points in zip_longest(*found)]


def _row(on: date, points: Sequence[Point | None]) -> Row:
    # Partners mostly place themselves in one session, so one label stands for the whole row.
    label = next((point.label for point in points if point and point.label), "")
    cells = tuple(Cell(spread(point), point.words) if point else Cell() for point in points)
    return Row(long_date(on), label, cells)
