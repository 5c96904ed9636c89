"""The calendar of a therapist: the secret address, and what a calendar program reads there."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from clients.models import Case
from clients.services.grants import sync_grants
from practice.models import AuditEvent, Practice
from sessions.models import CalendarAddress, Session
from sessions.services import sessions
from tests import factories as make
from tests.clients.staff_pages import queries_of, sign_in, strangers
from tests.sessions.hours import hour

pytestmark = pytest.mark.django_db
WORDS = re.compile(r"therap|counsel|session|client|couple|note|hearthwork|clinic", re.IGNORECASE)


def made_address(user: Any) -> str:
    """The path of a new secret address, as the page shows it."""
    page = sign_in(user).post("/calendar/address/").content.decode()
    (path,) = re.findall(r"http://testserver(/calendar/[\w-]+\.ics)", page)
    return str(path)


def read(path: str) -> Calendar:
    """What a program without a login gets."""
    answer = Browser().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


@pytest.fixture
def case() -> Case:
    Practice.objects.create(time_zone="Europe/Berlin", name="Linden Practice")
    return make.make_couple_case(make.make_therapist("Ana Ruiz"), ("Zhao Lei", "Zhou Ting"))


@pytest.fixture
def ana(case: Case) -> Any:
    return case.workers.get().user


def test_the_feed_holds_times_and_no_word_of_what_they_are(case: Case, ana: Any) -> None:
    one = hour(ana, case, days=2)
    one.place = "Room of Zhao Lei"
    one.save()
    path = made_address(ana)
    answer = Browser().get(path)
    body = answer.content.decode()
    (event,) = Calendar.from_ical(body).events
    assert (event.start, event.end) == (
        one.starts_at.replace(microsecond=0),
        one.ends_at.replace(microsecond=0),
    )
    told = body + str(answer.headers)
    private = ("Zhao", "Zhou", "Lei", "Ana", "Ruiz", "Room", "Linden", case.code, str(one.pk))
    assert [word for word in private if word in told] == []
    assert WORDS.findall(told.replace("X-WR-", "")) == []
    assert event["SUMMARY"] == "Appointment"
    assert 'filename="calendar.ics"' in answer["Content-Disposition"]


@pytest.mark.parametrize("month", [3, 10])
def test_every_event_keeps_its_local_hour_over_a_change(case: Case, ana: Any, month: int) -> None:
    """Both by the zone that the program knows, and by the rules that come with the file."""
    practice = Practice.load()
    year = timezone.now().year + 1
    first = date(year, month, 14)
    starts = [practice.instant(first + timedelta(weeks=n), time(16)) for n in range(5)]
    sessions.schedule_all(
        ana, case, starts=[at.astimezone(UTC) for at in starts], members=case.members.all()
    )
    calendar = read(made_address(ana))
    events = sorted(calendar.events, key=lambda event: event.start)
    assert [event.start for event in events] == starts
    assert {event.start.time() for event in events} == {time(16)}
    (own,) = calendar.timezones
    assert own.tz_name == "Europe/Berlin"
    by_file = own.to_tz(lookup_tzid=False)
    hours = [datetime.combine(event.start.date(), time(16), tzinfo=by_file) for event in events]
    assert hours == starts
    assert len({moment.utcoffset() for moment in hours}) == 2


def test_the_file_is_a_valid_calendar(case: Case, ana: Any) -> None:
    for days in (-40, -3, 2, 9):
        hour(ana, case, days=days)
    calendar = read(made_address(ana))
    assert calendar.errors == []
    assert [event.errors for event in calendar.events] == [[]] * 4
    assert calendar["VERSION"] == "2.0"
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(calendar.events[0])
    assert len({event["UID"] for event in calendar.events}) == 4
    again = read(made_address(ana))
    assert {event["UID"] for event in again.events} == {e["UID"] for e in calendar.events}


def test_ten_years_of_weekly_sessions_open_in_one_query(case: Case, ana: Any) -> None:
    """One for the address, and one for all of them, however many."""
    now = timezone.now()
    weeks = [now - timedelta(weeks=number) for number in range(-5, 515)]
    Session.objects.bulk_create(Session(case=case, therapist=ana, starts_at=at) for at in weeks)
    path = made_address(ana)
    Practice.load()
    with CaptureQueriesContext(connection) as queries:
        calendar = read(path)
    assert len(calendar.events) == 520
    tables = [query["sql"] for query in queries if '"therapy_sessions_session"' in query["sql"]]
    assert (len(tables), len(queries)) == (1, 2)


def test_moved_away_and_cancelled_hours_leave_the_feed(case: Case, ana: Any) -> None:
    stays, moved, off = (hour(ana, case, days=days) for days in (1, 2, 3))
    sessions.move(ana, moved, starts_at=None)
    sessions.cancel(ana, off)
    (event,) = read(made_address(ana)).events
    assert event.start == stays.starts_at.replace(microsecond=0)


def test_only_the_owners_own_hours_stand_in_it(case: Case, ana: Any) -> None:
    ben = make.make_therapist("Ben")
    theirs = make.make_individual_case(ben)
    hour(ben, theirs, days=1)
    assert read(made_address(ana)).events == []
    assert len(read(made_address(ben)).events) == 1


def test_a_case_that_was_handed_over_leaves_the_feed_at_once(case: Case, ana: Any) -> None:
    hour(ana, case, days=2)
    path = made_address(ana)
    assert len(read(path).events) == 1
    case.workers.update(until=timezone.now() - timedelta(minutes=1))
    sync_grants(case)
    assert read(path).events == []


def test_a_new_address_ends_the_one_before(ana: Any) -> None:
    first, second = made_address(ana), made_address(ana)
    assert [Browser().get(path).status_code for path in (first, second)] == [404, 200]
    assert CalendarAddress.objects.count() == 1


def test_an_ended_address_leads_nowhere(ana: Any) -> None:
    path = made_address(ana)
    assert sign_in(ana).post("/calendar/address/end/").status_code == 302
    assert Browser().get(path).status_code == 404
    assert "Make an address" in sign_in(ana).get("/calendar/").content.decode()
    actions = AuditEvent.objects.filter(actor_id=ana.pk).values_list("action", flat=True)
    assert [name for name in actions if name.startswith("calendar.")] == [
        "calendar.opened",
        "calendar.ended",
    ]


@pytest.mark.parametrize("closed", ["is_active", "is_therapist"])
def test_it_ends_with_the_login(ana: Any, closed: str) -> None:
    path = made_address(ana)
    setattr(ana, closed, False)
    ana.save()
    ended, unknown = Browser().get(path), Browser().get("/calendar/made-up.ics")
    assert (ended.status_code, unknown.status_code) == (404, 404)
    assert ended.content == unknown.content


def test_the_token_is_stored_nowhere_and_shown_once(ana: Any) -> None:
    token = made_address(ana).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) > 40
    assert token not in sign_in(ana).get("/calendar/").content.decode()
    kept = [*CalendarAddress.objects.values_list("digest", flat=True)]
    kept += [str(event.detail) for event in AuditEvent.objects.all()]
    assert [text for text in kept if token in text] == []


def test_the_page_is_for_therapists(ana: Any, case: Case) -> None:
    hour(ana, case, days=2)
    assert "Ting" in sign_in(ana).get("/calendar/").content.decode()
    for user in strangers():
        page = sign_in(user).get("/calendar/")
        assert page.status_code == (200 if user.is_therapist else 404)
        assert "Ting" not in page.content.decode()


def test_the_page_costs_the_same_with_many_hours(ana: Any, case: Case) -> None:
    hour(ana, case, days=1)
    browser = sign_in(ana)
    browser.get("/calendar/")
    few = queries_of(browser, "/calendar/")
    for number in range(2, 40):
        hour(ana, case, days=number / 4)
    assert queries_of(browser, "/calendar/") == few <= 12
