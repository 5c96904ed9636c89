"""Scheduling, moving and counting sessions; the page of a case's sessions and the panels."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from clients.models import Case
from practice.models import AuditEvent, Practice
from sessions.models import Plan, Session, marks, numbered
from sessions.services import sessions
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)
from tests.sessions.hours import READY, hour, signed

pytestmark = pytest.mark.django_db


def url(case: Case) -> str:
    return reverse("sessions:case_sessions", args=[case.pk])


def typed(case: Case, **changes: Any) -> dict[str, Any]:
    """What the form for a new session sends."""
    row = {
        "new-on": (timezone.now() + timedelta(days=3)).date().isoformat(),
        "new-at": "16:00",
        "new-minutes": "50",
        "new-format": "room",
        "new-members": [str(member.pk) for member in case.members.all()],
    }
    return {name: value for name, value in (row | changes).items() if value is not None}


def test_a_session_comes_with_its_people_its_plan_and_an_audit_line() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    therapy_session = hour(ana, case, days=2)
    assert therapy_session.attendances.count() == 2
    assert Plan.objects.filter(therapy_session=therapy_session).exists()
    event = AuditEvent.objects.get(action="session.scheduled")
    assert (event.actor_id, event.case_id) == (ana.pk, case.pk)


@pytest.mark.parametrize("year", [1890, 2150])
def test_an_impossible_year_is_named(year: int) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    starts_at = datetime(year, 3, 5, 16, tzinfo=UTC)
    with pytest.raises(ValidationError, match=str(year)):
        sessions.schedule(ana, case, starts_at=starts_at, members=case.members.all())
    assert not Session.objects.exists()


def test_somebody_of_another_case_cannot_come() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    other = make.make_individual_case(ana)
    with pytest.raises(ValidationError) as refused:
        hour(ana, case, members=[make.member(other)])
    assert list(refused.value.message_dict) == ["members"]


def test_sessions_are_counted_by_time_and_a_member_counts_their_own() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    alone = hour(ana, case, days=-9, members=[make.member(case, "B")])
    late, early = hour(ana, case, days=-1), hour(ana, case, days=-5)
    sessions.move(ana, hour(ana, case, days=-3), starts_at=None)
    assert numbered(Session.objects.all()) == {alone.pk: 1, early.pk: 2, late.pk: 3}
    of_a = Session.objects.attended_by(make.login_of(case, "A"))
    assert {row.pk: row for row in of_a if row.counts}.keys() == {early.pk, late.pk}
    assert [mark.label for mark in marks(of_a)] == ["S1", "S2"]


def test_moving_takes_the_plan_along() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    therapy_session = hour(ana, case, days=2)
    at = timezone.now() + timedelta(days=4)
    moved = sessions.move(ana, therapy_session, starts_at=at)
    assert (moved.starts_at, moved.plan, moved.status) == (at, therapy_session.plan, "planned")


def test_a_signed_hour_keeps_its_time_and_people() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    note = signed(ana, hour(ana, case))
    with pytest.raises(ValidationError):
        sessions.move(ana, note.therapy_session, starts_at=timezone.now())
    with pytest.raises(ValidationError):
        sessions.set_attendance(
            ana, note.therapy_session, members=[make.member(case)], format="video"
        )


def test_the_form_makes_a_session_at_the_practice_time() -> None:
    Practice.objects.create(time_zone="Asia/Shanghai")
    case = make.make_couple_case(ana := make.make_therapist())
    response = sign_in(ana).post(url(case), typed(case))
    assert response.status_code == 302
    assert Session.objects.get().starts_at.hour == 8


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"new-on": "1890-01-01", "new-has_taken_place": "on"}, "1890"),
        ({"new-on": "2026-01-01"}, "This time has passed"),
        ({"new-on": "31 February"}, "year, month and day"),
        ({"new-members": []}, "Choose who comes"),
        ({"new-minutes": "0"}, "at least 5 minutes"),
        ({"new-place": "x" * 400}, "at most 300"),
        ({"new-has_taken_place": "on"}, "still to come"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_kept(changes: Any, message: str) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    row = typed(case, **{"new-place": "Room of the blue chair", **changes})
    page = sign_in(ana).post(url(case), row).content.decode()
    assert message in page
    assert row["new-place"] in page
    assert not Session.objects.exists()


def test_a_time_that_is_taken_is_refused_in_words() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    browser, row = sign_in(ana), typed(case)
    browser.post(url(case), row)
    assert "at this time already" in browser.post(url(case), row).content.decode()
    assert Session.objects.count() == 1


def test_change_moves_and_takes_one_partner_out() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    therapy_session, browser = hour(ana, case, days=2), sign_in(ana)
    page = reverse("sessions:session_change", args=[therapy_session.pk])
    assert browser.get(page).status_code == 200
    one = {"people": "1", "people-members": [str(make.member(case).pk)], "people-format": "video"}
    assert browser.post(page, one).status_code == 302
    assert [row.member for row in therapy_session.attendances.all()] == [make.member(case)]
    assert browser.post(page, {"move": "1", "move-on": "", "move-at": ""}).status_code == 302
    therapy_session.refresh_from_db()
    assert (therapy_session.format, therapy_session.status) == ("video", "moved")
    assert (
        "Give a date and a time"
        in browser.post(
            page, {"move": "1", "move-on": "2027-01-05", "move-at": ""}
        ).content.decode()
    )


def test_strangers_find_nothing_and_a_supervisor_reads() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    therapy_session = hour(ana, case, days=2)
    assert_closed_to_strangers(url(case), case.title)
    change = reverse("sessions:session_change", args=[therapy_session.pk])
    assert_closed_to_strangers(change, case.title)
    assert_closed_to_strangers(change, case.title, method="post")
    sam = sign_in(make_supervisor(case))
    assert sam.get(url(case)).status_code == 200
    assert sam.post(url(case), typed(case)).status_code == 403
    assert sign_in(make.login_of(case)).get(url(case)).status_code == 404
    assert sign_in(ana).delete(url(case)).status_code == 405


def test_the_list_costs_the_same_with_thirty_sessions() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    hour(ana, case, days=-1)
    browser = sign_in(ana)
    browser.get(url(case))
    few = queries_of(browser, url(case))
    for day in range(2, 31):
        hour(ana, case, days=-day)
    assert queries_of(browser, url(case)) == few <= 12


def test_today_shows_own_hours_and_unsigned_notes_with_their_age() -> None:
    case = make.make_couple_case(ana := make.make_therapist(), ("Zhao Lei", "Zhou Ting"))
    waits = hour(ana, case, days=-4)
    signed(ana, hour(ana, case, days=-8), READY)
    page = sign_in(ana).get("/today/").content.decode()
    assert "Notes to sign" in page
    assert "Session 2," in page
    ended_on = timezone.localdate(waits.ends_at, timezone=Practice.load().zone)
    assert f"{(Practice.load().today() - ended_on).days} days ago" in page
    assert "Session 1," not in page
    ben = sign_in(make.make_therapist("Ben")).get("/today/").content.decode()
    assert case.title not in ben


def test_a_note_is_begun_where_it_is_missing() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.load_library()
    past, coming = hour(ana, case, days=-1), hour(ana, case, days=1)
    page = sign_in(ana).get(url(case)).content.decode()
    start = reverse("sessions:note_start", args=[past.pk])
    assert start in page
    assert reverse("sessions:note_start", args=[coming.pk]) not in page
    assert "Save the draft" in sign_in(ana).post(start, follow=True).content.decode()
    assert start not in sign_in(ana).get(url(case)).content.decode()


def test_the_overview_shows_the_next_session() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    overview = reverse("clients:case_detail", args=[case.pk])
    assert "Plan it" not in sign_in(ana).get(overview).content.decode()
    hour(ana, case, days=2)
    assert "Plan it" in sign_in(ana).get(overview).content.decode()
