"""Days and hours of the practice's clock, over the two nights a year in which clocks change.

A repeated hour keeps its place on the clock, so that it moves by an hour against UTC. A time that
the clocks jump over begins as much later as they jump; of one that comes twice, the first is meant.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from practice.models import Practice

# More would fill a calendar with hours that nobody has agreed on yet.
MOST_TIMES = 104
WEEK = timedelta(weeks=1)


def instant(day: date, clock: time) -> datetime:
    """When it is `clock` on that day where the practice is, in UTC.

    Raises ValueError for a day at the edge of what a calendar can count.
    """
    try:
        return Practice.load().instant(day, clock).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(day)) from error


def is_jumped_over(day: date, clock: time) -> bool:
    """Whether the clocks are put forward over this time."""
    return Practice.load().local(instant(day, clock)).time() != clock


def comes_twice(day: date, clock: time) -> bool:
    """Whether the clocks are put back over this time."""
    first = Practice.load().instant(day, clock)
    return first.utcoffset() != first.replace(fold=1).utcoffset() and not is_jumped_over(day, clock)


def days(first: date, *, every: int, times: int) -> list[date]:
    """`times` days from `first` on, each `every` weeks after the one before."""
    return [first + WEEK * (every * number) for number in range(times)]


def times_until(first: date, until: date, *, every: int) -> int:
    """How many days of that rhythm there are up to `until`, which counts; none if it is earlier."""
    return max((until - first).days // (7 * every) + 1, 0)


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def told_of_changes(chosen: Iterable[date], clock: time) -> Iterator[str]:
    """A sentence for each of the days on which this time of the clock is not there just once."""
    for day in chosen:
        said = {"day": date_format(day, "j M Y"), "time": f"{clock:%H:%M}"}
        if is_jumped_over(day, clock):
            begins = Practice.load().local(instant(day, clock))
            said["begins"] = f"{begins:%H:%M}"
            yield (
                _("On %(day)s the clocks jump over %(time)s: that session begins at %(begins)s.")
                % said
            )
        elif comes_twice(day, clock):
            yield (
                _("On %(day)s the clocks go back and %(time)s comes twice: the first is meant.")
                % said
            )
