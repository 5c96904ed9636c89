"""What reads an .ics file in a process of its own, see apart.py: times alone.

Titles, places and people are cut off before anything is made of the file.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from sessions.calendar.apart import TOO_MUCH, Span

MOST_SPANS = 10_000
MOST_SECONDS = 10  # of a processor
MOST_MEMORY = 600_000_000
NO_CALENDAR = 3  # how this process ends, beside TOO_MUCH
FOLD = re.compile(rb"\r?\n[ \t]")
# What times are made of. All other lines are dropped before anything is made of them.
KEPT = re.compile(
    rb"(BEGIN|END|VERSION|PRODID|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS"
    rb"|TRANSP|SEQUENCE|TZID|TZOFFSETFROM|TZOFFSETTO|X-WR-TIMEZONE)[;:]",
    re.IGNORECASE,
)


def main(zone: str, start: str, end: str) -> int:
    """Read a file from the standard input, and write its spans as JSON; returns how to end."""
    _limit()
    try:
        found = busy_spans(
            sys.stdin.buffer.read(),
            ZoneInfo(zone),
            datetime.fromisoformat(start),
            datetime.fromisoformat(end),
        )
    except (MemoryError, RecursionError, OverflowError):
        return TOO_MUCH
    except ValueError:
        return NO_CALENDAR
    if len(found) > MOST_SPANS:
        return TOO_MUCH
    json.dump([(one.isoformat(), other.isoformat()) for one, other in found], sys.stdout)
    return 0


def busy_spans(content: bytes, zone: ZoneInfo, start: datetime, end: datetime) -> list[Span]:
    """In order, and those that touch are one; times without a zone are those of `zone`.

    Without a bound of its own. Raises ValueError for what is no calendar.
    """
    lines = FOLD.sub(b"", content).splitlines()
    kept = b"\r\n".join(line for line in lines if KEPT.match(line))
    spans: list[Span] = []
    calendars = Calendar.from_ical(kept, multiple=True)
    if not calendars:
        raise ValueError("nothing in it")
    for calendar in calendars:
        if calendar.name != "VCALENDAR":
            raise ValueError(calendar.name)
        events = recurring_ical_events.of(calendar, skip_bad_series=True).between(start, end)
        spans += [_span(event, zone) for event in events if _is_busy(event)]
    return list(_merged(span for span in spans if span[0] < span[1]))


def _is_busy(event: Event) -> bool:
    transparent = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    return not transparent and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _span(event: Event, zone: ZoneInfo) -> Span:
    return _instant(event.start, zone), _instant(event.end, zone)


def _instant(at: date, zone: ZoneInfo) -> datetime:
    """A whole day begins at midnight; a time without a zone is one of `zone`."""
    moment = at if isinstance(at, datetime) else datetime.combine(at, time(0))
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """In order, with those that touch as one: how many things there are is nobody's business."""
    last: Span | None = None
    for start, end in sorted(spans):
        if last is None or start > last[1]:
            if last is not None:
                yield last
            last = (start, end)
        else:
            last = (last[0], max(last[1], end))
    if last is not None:
        yield last


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return  # the clock of whoever started this remains
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
