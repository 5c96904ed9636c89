"""Busy times out of a calendar file, and how a session beside one is seen."""

import time as clock
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clients.models import Case
from clients.services.grants import sync_grants
from practice.models import AuditEvent, Practice
from sessions.models import BusyTime, Session
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.sessions.hours import hour
from tests.sessions.test_series import coming, typed, url

pytestmark = pytest.mark.django_db
SECRET = "Dinner with Mara"


def file_of(*events: str, head: str = "") -> bytes:
    """A calendar of these events, each given by its lines."""
    lines = [f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Elsewhere//EN\n{head}"]
    for number, event in enumerate(events):
        words = f"SUMMARY:{SECRET}\nLOCATION:{SECRET}\nATTENDEE:mailto:mara@test.example\n"
        lines.append(f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20260101T000000Z\n{words}{event}\n")
        lines.append("END:VEVENT\n")
    return "".join([*lines, "END:VCALENDAR\n"]).replace("\n", "\r\n").encode()


def stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def at(hours: int = 10, *, weekday: int = 1, weeks: int = 2) -> datetime:
    """A time of the practice's clock in some weeks, without a zone."""
    return datetime.combine(coming(weekday, weeks), datetime.min.time()) + timedelta(hours=hours)


def bring_in(user: Any, content: bytes) -> str:
    upload = SimpleUploadedFile(f"{SECRET}.ics", content, "text/calendar")
    answer = sign_in(user).post("/calendar/busy/", {"file": upload}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def kept() -> list[tuple[str, str]]:
    practice = Practice.load()
    rows = BusyTime.objects.order_by("starts_at")
    return [
        (f"{practice.local(row.starts_at):%a %H:%M}", f"{practice.local(row.ends_at):%a %H:%M}")
        for row in rows
    ]


@pytest.fixture
def case() -> Case:
    Practice.objects.create(time_zone="Europe/Berlin")
    return make.make_couple_case(make.make_therapist("Ana Ruiz"))


@pytest.fixture
def ana(case: Case) -> Any:
    return case.workers.get().user


def test_times_are_kept_and_no_word(ana: Any) -> None:
    event = f"DTSTART;TZID=America/New_York:{stamp(at(4))}\nDURATION:PT1H30M"
    page = bring_in(ana, file_of(event))
    assert "1 busy time is kept." in page
    assert kept() == [("Tue 10:00", "Tue 11:30")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM therapy_sessions_busytime")
        stored = str(cursor.fetchall())
    stored += page + str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert [word for word in (*SECRET.split(), "mara") if word in stored.replace("with", "")] == []


def test_a_repeated_event_keeps_its_hour_and_its_exceptions(ana: Any) -> None:
    moved = f"RECURRENCE-ID;TZID=Europe/Berlin:{stamp(at(weeks=4))}"
    events = (
        f"DTSTART;TZID=Europe/Berlin:{stamp(at())}\nDTEND;TZID=Europe/Berlin:{stamp(at(11))}\n"
        f"RRULE:FREQ=WEEKLY;COUNT=40\nEXDATE;TZID=Europe/Berlin:{stamp(at(weeks=3))}",
    )
    content = file_of(*events)
    override = file_of(
        f"{moved}\nDTSTART;TZID=Europe/Berlin:{stamp(at(14, weeks=4))}\nDURATION:PT1H"
    )
    both = content.replace(b"END:VCALENDAR", override.partition(b"EN\r\n")[2])
    bring_in(ana, both)
    times = kept()
    assert len(times) == 39
    assert times[:3] == [
        ("Tue 10:00", "Tue 11:00"),
        ("Tue 14:00", "Tue 15:00"),
        ("Tue 10:00", "Tue 11:00"),
    ]
    assert set(times) == {("Tue 10:00", "Tue 11:00"), ("Tue 14:00", "Tue 15:00")}


def test_what_is_free_cancelled_or_over_is_left_out(ana: Any) -> None:
    bring_in(
        ana,
        file_of(
            f"DTSTART:{stamp(at(8))}\nDURATION:PT1H\nTRANSP:TRANSPARENT",
            f"DTSTART:{stamp(at(9))}\nDURATION:PT1H\nSTATUS:CANCELLED",
            "DTSTART:20200101T100000Z\nDURATION:PT1H",
            f"DTSTART:{stamp(at(10))}",
            f"DTSTART:{stamp(at(12))}\nDURATION:PT1H",
            f"DTSTART:{stamp(at(13))}\nDURATION:PT1H",
            f"DTSTART;VALUE=DATE:{at(weekday=4):%Y%m%d}",
            "DTSTART:not-a-time\nDURATION:PT1H",
        ),
    )
    assert kept() == [("Tue 12:00", "Tue 14:00"), ("Fri 00:00", "Sat 00:00")]


def test_a_new_file_takes_the_place_of_the_earlier_one(ana: Any) -> None:
    bring_in(ana, file_of(f"DTSTART:{stamp(at(8))}\nDURATION:PT1H"))
    bring_in(ana, file_of(f"DTSTART:{stamp(at(12))}\nDURATION:PT1H"))
    assert kept() == [("Tue 12:00", "Tue 13:00")]
    sign_in(ana).post("/calendar/busy/forget/")
    assert kept() == []
    events = AuditEvent.objects.filter(action="calendar.busy_times").order_by("pk")
    assert [event.detail["times"] for event in events] == [1, 1, 0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"no calendar at all", "cannot be read as a calendar", id="a text"),
        pytest.param(bytes(range(256)) * 99, "cannot be read as a calendar", id="bytes"),
        pytest.param(b"BEGIN:VCARD\r\nEND:VCARD\r\n", "cannot be read", id="another kind"),
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"BEGIN:VCALENDAR\r\n" + b"x" * 5_000_000, "over 5 MB", id="over 5 MB"),
    ],
)
def test_a_file_that_is_none_is_told_and_nothing_is_lost(
    ana: Any, content: bytes, message: str
) -> None:
    bring_in(ana, file_of(f"DTSTART:{stamp(at(8))}\nDURATION:PT1H"))
    assert message in bring_in(ana, content)
    assert kept() == [("Tue 08:00", "Tue 09:00")]


BOMBS = {
    "every second for ever": ["DTSTART:19700101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY"],
    "a thousand million times": [
        "DTSTART:20260101T000000Z\nDURATION:PT1S\nRRULE:FREQ=HOURLY;COUNT=1000000000"
    ],
    "rules that never come": [
        "DTSTART:19700101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    ]
    * 300,
    "longer than time": ["DTSTART:20260101T000000Z\nDURATION:P999999999D"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_a_message(ana: Any, name: str) -> None:
    """The system stops it, by the time of a processor; the clock here guards the test alone."""
    bring_in(ana, file_of(f"DTSTART:{stamp(at(8))}\nDURATION:PT1H"))
    began = clock.monotonic()
    assert "too much in this file" in bring_in(ana, file_of(*BOMBS[name]))
    assert clock.monotonic() - began < 60
    assert kept() == [("Tue 08:00", "Tue 09:00")]


@pytest.mark.slow
def test_a_file_of_nearly_5_mb_is_read_or_told(ana: Any) -> None:
    words = "DESCRIPTION:" + "x" * 4_000
    events = [f"DTSTART:{stamp(at(8, weekday=n % 5))}\nDURATION:PT1H\n{words}" for n in range(1150)]
    content = file_of(*events)
    assert 4_500_000 < len(content) < 5_000_000
    assert "5 busy times are kept." in bring_in(ana, content)


def test_a_session_beside_something_is_made_and_told(case: Case, ana: Any) -> None:
    bring_in(ana, file_of(f"DTSTART:{stamp(at(16))}\nDURATION:PT1H"))
    row = typed(case, coming(), "16:30")
    page = sign_in(ana).post(url(case), row, follow=True).content.decode()
    assert "Your calendar has something else then" in page
    assert "16:00 – 17:00" in page
    assert "Something else then" in page
    assert Session.objects.count() == 1


def test_it_can_be_asked_before(case: Case, ana: Any) -> None:
    bring_in(ana, file_of(f"DTSTART:{stamp(at(16))}\nDURATION:PT1H"))
    browser = sign_in(ana)
    asked = typed(case, coming(), "16:30") | {"look": "1", "new-place": "Blue room"}
    page = browser.post(url(case), asked).content.decode()
    assert "something else then" in page
    assert "Blue room" in page
    free = browser.post(url(case), asked | {"new-at": "19:00"}).content.decode()
    assert "Nothing else stands in your calendar then." in free
    assert not Session.objects.exists()


def test_all_later_ones_can_be_asked_about_before_they_move(case: Case, ana: Any) -> None:
    bring_in(ana, file_of(f"DTSTART:{stamp(at(16, weekday=3, weeks=4))}\nDURATION:PT1H"))
    browser = sign_in(ana)
    browser.post(url(case), typed(case, coming(), every="1", times="4"))
    first = Session.objects.order_by("starts_at")[0]
    page = reverse("sessions:session_change", args=[first.pk])
    asked = {"look": "1", "move-on": str(coming(3)), "move-at": "16:00"}
    assert "Nothing else stands" in browser.post(page, asked).content.decode()
    told = browser.post(page, asked | {"move-later": "on"}).content.decode()
    assert f"something else then: {at(16, weekday=3, weeks=4):%a %-d %b %Y, 16:00}" in told
    assert Session.objects.order_by("starts_at")[0].starts_at == first.starts_at


def test_a_moved_session_and_another_of_ones_own_are_told(case: Case, ana: Any) -> None:
    other = make.make_individual_case(ana, "Chen Jing")
    one, two = hour(ana, case, days=3), hour(ana, other, days=5)
    page = reverse("sessions:session_change", args=[one.pk])
    to = Practice.load().local(two.starts_at)
    sent = {"move-on": f"{to:%Y-%m-%d}", "move-at": f"{to:%H:%M}"}
    looked = sign_in(ana).post(page, sent | {"look": "1"}).content.decode()
    assert "You have another session then" in looked
    assert "Chen" not in looked
    moved = sign_in(ana).post(page, sent | {"move": "1"}, follow=True).content.decode()
    assert "You have another session then" in moved
    assert "Something else then" in sign_in(ana).get("/calendar/").content.decode()


def test_busy_times_are_told_to_nobody_else(case: Case, ana: Any) -> None:
    """A colleague on the same case sees the session, and not what its therapist has beside it."""
    hour(ana, case, days=1)
    start = timezone.now().replace(microsecond=0)
    long = f"DTSTART:{start:%Y%m%dT%H%M%SZ}\nDURATION:P3D"
    bring_in(ana, file_of(long))
    ben = make.make_therapist("Ben")
    case.workers.create(user=ben, since=timezone.now() - timedelta(days=1))
    sync_grants(case)
    assert "Something else then" in sign_in(ana).get(url(case)).content.decode()
    page = sign_in(ben).get(url(case)).content.decode()
    assert "Change" in page
    assert "Something else then" not in page
    assert "Take them away" not in sign_in(ben).get("/calendar/").content.decode()
