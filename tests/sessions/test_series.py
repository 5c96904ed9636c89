"""Hours that repeat: made in one go, moved or cancelled alone or with the later ones, and the two
nights a year in which clocks change.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Case
from practice.models import AuditEvent, Practice
from sessions.models import Plan, Session
from tests import factories as make
from tests.clients.staff_pages import make_supervisor, sign_in
from tests.sessions.hours import draft, hour, signed

pytestmark = pytest.mark.django_db
ZONE = "Europe/Berlin"
TUESDAY = 1


def coming(weekday: int = TUESDAY, weeks: int = 2) -> date:
    """A day of the practice's calendar, some weeks ahead."""
    today = timezone.localdate(timezone=Practice.load().zone)
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)


def last_sunday(month: int) -> date:
    """The next one of March or October, when clocks change in Europe."""
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        last = date(year, month, 31)
        found = last - timedelta(days=(last.weekday() + 1) % 7)
        if found > today + timedelta(days=15):
            return found
    raise AssertionError


def url(case: Case) -> str:
    return reverse("sessions:case_sessions", args=[case.pk])


def typed(case: Case, on: date | str, at: str = "16:00", **more: Any) -> dict[str, Any]:
    people = [str(member.pk) for member in case.members.all()]
    row = {"on": str(on), "at": at, "minutes": "50", "format": "room", "members": people} | more
    return {f"new-{name}": value for name, value in row.items()}


def post(ana: Any, case: Case, *args: Any, **more: Any) -> str:
    return sign_in(ana).post(url(case), typed(case, *args, **more), follow=True).content.decode()


def local() -> list[datetime]:
    practice = Practice.load()
    return [practice.local(row.starts_at) for row in Session.objects.order_by("starts_at")]


def change(ana: Any, therapy_session: Session, name: str, **sent: Any) -> str:
    page = reverse("sessions:session_change", args=[therapy_session.pk])
    data = {name: "1"} | {f"{name}-{key}": str(value) for key, value in sent.items()}
    return sign_in(ana).post(page, data, follow=True).content.decode()


@pytest.fixture
def couple() -> Case:
    Practice.objects.create(time_zone=ZONE)
    return make.make_couple_case(make.make_therapist())


@pytest.fixture
def ana(couple: Case) -> Any:
    return couple.workers.get().user


@pytest.fixture
def series(couple: Case, ana: Any) -> list[Session]:
    """Four Tuesdays at four o'clock."""
    post(ana, couple, coming(), every="1", times="4")
    return list(Session.objects.order_by("starts_at"))


def test_every_two_weeks_so_many_times(couple: Case, ana: Any) -> None:
    page = post(ana, couple, coming(), every="2", times="5", place="Room 2")
    assert "The 5 sessions are in the list." in page
    days = [moment.date() for moment in local()]
    assert days == [coming() + timedelta(weeks=2 * number) for number in range(5)]
    rows = Session.objects.all()
    assert {(row.place, row.attendances.count()) for row in rows} == {("Room 2", 2)}
    assert Plan.objects.count() == 5
    event = AuditEvent.objects.get(action="session.scheduled")
    assert (event.case_id, event.detail["times"]) == (couple.pk, 5)


def test_until_a_last_day_that_counts(couple: Case, ana: Any) -> None:
    post(ana, couple, coming(), every="1", until=str(coming() + timedelta(weeks=3)))
    assert len(local()) == 4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"every": "1"}, "Write how many times"),
        ({"times": "4"}, "Choose how often"),
        ({"every": "1", "times": "1"}, "at least 2"),
        ({"every": "1", "times": "500"}, "at most 104"),
        ({"every": "12", "times": "104"}, "more than two years ahead"),
        ({"every": "1", "times": "4", "until": "2099-01-01"}, "not both"),
        ({"every": "1", "until": "2001-01-01"}, "Choose a later one"),
        ({"every": "1", "until": "9999-12-31"}, "more than 104 times"),
        ({"every": "1", "times": "4", "has_taken_place": "on", "on": "2026-01-06"}, "one by one"),
        ({"every": "1", "times": "4", "on": "9999-12-31"}, "two years ahead"),
        ({"every": "30", "times": "4"}, "valid choice"),
        ({"minutes": "-50"}, "at least 5 minutes"),
    ],
)
def test_a_rhythm_that_cannot_be_is_told_at_its_field(
    couple: Case, ana: Any, changes: dict[str, str], message: str
) -> None:
    page = post(ana, couple, **{"on": coming(), **changes})
    assert message in page
    assert not Session.objects.exists()


def test_one_time_that_is_taken_stops_the_whole_series_and_is_named(couple: Case, ana: Any) -> None:
    third = coming() + timedelta(weeks=2)
    post(ana, couple, third)
    page = post(ana, couple, coming(), every="1", times="4")
    assert "at this time already" in page
    assert f"{third:%-d %b %Y}, 16:00" in page
    assert Session.objects.count() == 1


@pytest.mark.parametrize("month", [3, 10])
def test_the_local_hour_stays_over_a_change_of_the_clocks(
    couple: Case, ana: Any, month: int
) -> None:
    before = last_sunday(month) - timedelta(days=12)  # a Tuesday
    post(ana, couple, before, every="1", times="4")
    moments = local()
    assert {moment.time() for moment in moments} == {time(16)}
    assert len({moment.utcoffset() for moment in moments}) == 2


def test_a_single_time_that_the_clocks_jump_over_is_refused(couple: Case, ana: Any) -> None:
    page = post(ana, couple, last_sunday(3), "02:30")
    assert "this time does not exist" in page
    assert not Session.objects.exists()


def test_in_a_series_it_begins_after_the_jump_and_the_page_says_so(couple: Case, ana: Any) -> None:
    jump = last_sunday(3)
    page = post(ana, couple, jump - timedelta(weeks=1), "02:30", every="1", times="3")
    assert "the clocks jump over 02:30: that session begins at 03:30" in page
    assert [f"{moment:%H:%M}" for moment in local()] == ["02:30", "03:30", "02:30"]


def test_of_a_time_that_comes_twice_the_first_is_meant(couple: Case, ana: Any) -> None:
    page = post(ana, couple, last_sunday(10), "02:30")
    assert "comes twice: the first is meant" in page
    (moment,) = local()
    assert (moment.fold, moment.utcoffset()) == (0, timedelta(hours=2))


def test_one_is_moved_alone_and_the_others_stay(ana: Any, series: list[Session]) -> None:
    on = coming(3, weeks=3)
    page = change(ana, series[1], "move", on=on, at="10:00", reason="theirs")
    assert "The session is moved." in page
    moments = [f"{moment:%a %H:%M}" for moment in local()]
    assert moments == ["Tue 16:00", "Thu 10:00", "Tue 16:00", "Tue 16:00"]


def test_this_and_the_later_ones_go_to_another_day(ana: Any, series: list[Session]) -> None:
    """Whichever was moved alone stays; those before stay as well."""
    change(ana, series[2], "move", on=coming(4, weeks=4), at="09:00")
    page = change(ana, series[1], "move", on=coming(3, weeks=3), at="11:30", minutes=80, later="on")
    assert "2 sessions are moved." in page
    moments = [f"{moment:%a %H:%M}" for moment in local()]
    assert moments == ["Tue 16:00", "Thu 11:30", "Fri 09:00", "Thu 11:30"]
    assert [row.minutes for row in Session.objects.order_by("starts_at")] == [50, 80, 50, 80]


def test_the_later_ones_keep_the_local_hour_over_a_change(couple: Case, ana: Any) -> None:
    post(ana, couple, last_sunday(10) - timedelta(days=12), every="1", times="4")
    first = Session.objects.order_by("starts_at")[0]
    change(ana, first, "move", on=last_sunday(10) - timedelta(days=11), at="08:15", later="on")
    assert {f"{moment:%a %H:%M}" for moment in local()} == {"Wed 08:15"}


def test_a_clash_keeps_the_whole_series_where_it_was(
    couple: Case, ana: Any, series: list[Session]
) -> None:
    post(ana, couple, coming(3, weeks=4), "10:00")
    page = change(ana, series[0], "move", on=coming(3), at="10:00", later="on")
    assert "at this time already" in page
    at_four = [moment for moment in local() if moment.hour == 16]
    assert len(at_four) == 4


def test_one_is_cancelled_alone_takes_no_number_and_comes_back(
    couple: Case, ana: Any, series: list[Session]
) -> None:
    page = change(ana, series[0], "cancel", reason="came_up")
    assert "The session does not take place." in page
    assert "something came up" in page
    assert page.count("Session 3 ·") == 1
    assert "Session 4 ·" not in page
    local_start = Practice.load().local(series[0].starts_at)
    change(ana, series[0], "move", on=local_start.date(), at=f"{local_start:%H:%M}")
    series[0].refresh_from_db()
    assert (series[0].status, series[0].reason) == ("planned", "")
    actions = AuditEvent.objects.filter(case_id=couple.pk).values_list("action", flat=True)
    assert "session.cancelled" in actions


def test_this_and_the_later_ones_are_cancelled(ana: Any, series: list[Session]) -> None:
    page = change(ana, series[1], "cancel", later="on", reason="ours")
    assert "3 sessions do not take place." in page
    rows = Session.objects.order_by("starts_at")
    assert [row.status for row in rows] == ["planned", *["cancelled"] * 3]


def test_a_later_one_whose_note_was_begun_stays(ana: Any, series: list[Session]) -> None:
    draft(ana, series[2], {"hope_for_today-joint-text": "A quiet hour."})
    change(ana, series[0], "cancel", later="on")
    rows = Session.objects.order_by("starts_at")
    assert [row.status for row in rows] == ["cancelled", "cancelled", "planned", "cancelled"]


def test_what_is_cancelled_waits_for_no_signature(couple: Case, ana: Any) -> None:
    past = hour(ana, couple, days=-3)
    assert "Notes to sign" in sign_in(ana).get("/today/").content.decode()
    change(ana, past, "cancel")
    assert "Notes to sign" not in sign_in(ana).get("/today/").content.decode()


@pytest.mark.parametrize("name", ["move", "cancel"])
def test_a_signed_hour_is_neither_moved_nor_cancelled(couple: Case, ana: Any, name: str) -> None:
    past = hour(ana, couple)
    signed(ana, past)
    page = change(ana, past, name, **({"on": coming(), "at": "10:00"} if name == "move" else {}))
    assert "is signed" in page
    before = past.starts_at
    past.refresh_from_db()
    assert (past.starts_at, past.status) == (before, "held")


def test_all_later_ones_need_a_time_to_go_to(ana: Any, series: list[Session]) -> None:
    page = change(ana, series[0], "move", on="", at="", later="on")
    assert "Give a new date and time for them all." in page
    assert {row.status for row in Session.objects.all()} == {"planned"}


def test_who_may_only_read_changes_nothing(couple: Case, ana: Any, series: list[Session]) -> None:
    sam = sign_in(make_supervisor(couple))
    page = reverse("sessions:session_change", args=[series[0].pk])
    assert sam.post(page, {"cancel": "1", "cancel-later": "on"}).status_code == 404
    assert sam.post(url(couple), typed(couple, coming(), every="1", times="3")).status_code == 403
    assert {row.status for row in Session.objects.all()} == {"planned"}


def test_a_room_can_be_changed_with_the_people(ana: Any, couple: Case) -> None:
    one = hour(ana, couple, days=2)
    member = make.member(couple)
    change(ana, one, "people", members=member.pk, format="video", place="https://meet.example/a")
    one.refresh_from_db()
    assert (one.format, one.place) == ("video", "https://meet.example/a")
