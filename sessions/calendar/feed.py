"""A therapist's hours as iCalendar. It lies on other people's servers: times, and nothing else.

No name, no place, no code of a case, no word of what the hours are, and not the product's name.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from practice.models import Practice
from sessions.models import Session

CONTENT_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "calendar.ics"
MAKER = "-//Calendar//EN"
ASK_AGAIN = timedelta(hours=1)


def as_calendar(hours: Iterable[Session]) -> bytes:
    """The hours as a calendar file, each on the practice's clock, whose changes come with it."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.calendar_name = _("Calendar")
    calendar.refresh_interval = ASK_AGAIN
    rows = list(hours)
    for event in _events(rows):
        calendar.add_component(event)
    if rows:
        days = [one.starts_at.date() for one in rows]
        year = timedelta(days=366)  # so that the last change before the first hour is there
        calendar.add_missing_timezones(min(days) - year, max(days) + year)
    return bytes(calendar.to_ical())


def _events(hours: Iterable[Session]) -> Iterator[Event]:
    practice, now, busy = Practice.load(), timezone.now().astimezone(UTC), _("Appointment")
    for one in hours:
        event = Event()
        # Not the key itself, which stands in addresses of the record.
        event.add("uid", str(uuid.uuid5(one.pk, "calendar")))
        event.add("dtstamp", now)
        event.add("dtstart", practice.local(one.starts_at))
        event.add("dtend", practice.local(one.ends_at))
        event.add("summary", busy)
        event.add("class", "PRIVATE")
        yield event
