"""Giving, taking back and setting aside: the service and the therapist's page."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, AssignmentGrant, Case, Screening
from clients.services.cases import record_screening
from clients.services.grants import sync_grants
from clients.services.homework import assign_exercises, put_back, set_aside, take_back
from practice.models import AuditEvent, Exercise, User
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)

pytestmark = pytest.mark.django_db


def exercises(*keys: str) -> list[Exercise]:
    return [make.exercise(key) for key in keys]


def grants() -> set[tuple[object, object]]:
    return set(AssignmentGrant.objects.values_list("user_id", "content_object_id"))


def test_each_partner_gets_an_own_row_and_a_grant_on_it() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    rows = assign_exercises(ana, make.make_journey(case), exercises("hope_question"), to="each")
    assert [row.member for row in rows] == [make.member(case, "A"), make.member(case, "B")]
    expected = {(make.login_of(case, place), row.pk) for place, row in zip("AB", rows, strict=True)}
    assert grants() == {(user.pk, pk) for user, pk in expected}


def test_the_grants_are_what_sync_would_derive() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    assign_exercises(ana, journey, exercises("hope_question", "coping_list"), to="each")
    assign_exercises(ana, journey, exercises("progress_narrative"), to="together")
    before = grants()
    sync_grants(case)
    assert grants() == before
    assert len(before) == 6


def test_a_programme_for_two_is_given_in_five_queries() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    offered = Exercise.objects.filter(programme_key="collaborative", is_current=True)
    workable = [row for row in offered if _fits_one(row)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = assign_exercises(ana, journey, workable, to="each")
    counted = [q["sql"] for q in queries if "audit" not in q["sql"] and "SAVEPOINT" not in q["sql"]]
    assert len(rows) == 2 * len(workable) >= 20
    assert len(counted) <= 5, "\n".join(sql[:120] for sql in counted)


def _fits_one(exercise: Exercise) -> bool:
    return "individual" in exercise.who


def test_together_waits_for_the_screening_of_each_alone() -> None:
    case = make.make_couple_case(ana := make.make_therapist(), screened=False)
    journey = make.make_journey(case)
    with pytest.raises(ValidationError, match="asked alone about safety"):
        assign_exercises(ana, journey, exercises("progress_narrative"), to="together")
    for place in "AB":
        record_screening(
            ana,
            make.member(case, place),
            asked_alone_on=date(2026, 3, 1),
            outcome=Screening.Outcome.CLEAR,
        )
    (row,) = assign_exercises(ana, journey, exercises("progress_narrative"), to="together")
    assert row.together
    assert {user for user, _row in grants()} == {
        make.login_of(case, "A").pk,
        make.login_of(case, "B").pk,
    }


@pytest.mark.parametrize(
    ("key", "to", "reason"),
    [
        ("hope_question", "together", "made for one person"),
        ("hope_question", "Z", "Nobody stands"),
    ],
)
def test_what_cannot_be_given_says_why_and_gives_nothing(key: str, to: str, reason: str) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    with pytest.raises(ValidationError, match=reason):
        assign_exercises(ana, journey, exercises("coping_list", key), to=to)
    assert not Assignment.objects.exists()


def test_a_safety_concern_pauses_all_giving() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    Case.objects.filter(pk=case.pk).update(safety_flag=True)
    journey.refresh_from_db()
    with pytest.raises(ValidationError, match="paused"):
        assign_exercises(ana, journey, exercises("hope_question"), to="A")


def test_what_is_still_open_is_not_given_twice_but_may_come_again_later() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    (row,) = assign_exercises(ana, journey, exercises("hope_question"), to="A")
    with pytest.raises(ValidationError, match="still open with Lei"):
        assign_exercises(ana, journey, exercises("hope_question"), to="each")
    Assignment.objects.filter(pk=row.pk).update(status=Assignment.Status.DONE)
    assert len(assign_exercises(ana, journey, exercises("hope_question"), to="each")) == 2


def test_take_back_only_while_nobody_opened_it() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    unopened, opened, written = (
        make.give(case, key) for key in ("hope_question", "coping_list", "scale_placement")
    )
    Assignment.objects.filter(pk=opened.pk).update(opened_at=timezone.now())
    make.write(written)
    take_back(ana, unopened)
    for row in (opened, written):
        with pytest.raises(ValidationError, match="set it aside instead"):
            take_back(ana, row)
    assert set(Assignment.objects.all()) == {opened, written}


def test_setting_aside_needs_a_reason_and_keeps_the_words() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    answer = make.write(row := make.give(case))
    with pytest.raises(ValidationError, match="why"):
        set_aside(ana, row, because="  ")
    set_aside(ana, row, because="Too much this week 🌧")
    row = Assignment.objects.get(pk=row.pk)
    assert (row.status, row.set_aside_because) == ("set_aside", "Too much this week 🌧")
    assert Answer.objects.get(assignment=row) == answer
    assert put_back(ana, row).status == "open"


def page_of(case: Case) -> str:
    return reverse("clients:case_homework", args=[case.pk])


def act(user: User, name: str, row: Assignment, **typed: str) -> HttpResponse:
    address = reverse(f"clients:homework_{name}", args=[row.pk])
    return sign_in(user).post(address, typed, follow=True)


def test_the_page_shows_what_reached_the_therapist_and_whose_alone_it_is() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.write(make.give(case), words={"my_picture": "Tea at the window\n🌿 <b>us</b>"})
    make.write(make.give(case, to="B"), audience="all", words={"my_picture": "Shared words"})
    page = sign_in(ana).get(page_of(case)).content.decode()
    assert "Tea at the window<br>🌿 &lt;b&gt;us&lt;/b&gt;" in page
    assert page.count("Only Lei") == 1
    assert "Only Ting" not in page
    assert "Both partners and you" in page


def test_a_share_that_still_waits_is_marked_as_the_authors_alone() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    waits_until = timezone.now() + timedelta(hours=8)
    answer = make.write(
        make.give(case),
        audience="all",
        shares_on=waits_until,
        words={"my_picture": "Tea."},
    )
    page = sign_in(ana).get(page_of(case)).content.decode()
    assert "Only Lei" in page
    assert "Both partners and you" not in page
    answer.shares_on = timezone.now()
    answer.save()
    page = sign_in(ana).get(page_of(case)).content.decode()
    assert "Only Lei" not in page
    assert "Both partners and you" in page


@pytest.mark.parametrize("audience", ["self", "partners"])
def test_words_that_are_not_for_the_therapist_leave_no_trace(audience: str) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    row = make.give(case)
    without = sign_in(ana).get(page_of(case)).content
    make.write(row, audience=audience, words={"my_picture": "PRIVATE"})
    # The same page but for its tokens, which differ at every request.
    token = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub(b"", sign_in(ana).get(page_of(case)).content) == token.sub(b"", without)
    assert not AuditEvent.objects.filter(action="answers.read").exists()


def test_reading_anothers_words_is_audited_once_a_page() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    for key in ("hope_question", "coping_list"):
        make.write(make.give(case, key))
    sign_in(ana).get(page_of(case))
    events = AuditEvent.objects.filter(action="answers.read")
    assert list(events.values_list("actor_id", "case_id")) == [(ana.pk, case.pk)]


def test_a_moment_of_the_log_is_shown_with_its_time() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    entry = {
        "id": "2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05",
        "when": {"words": "last spring"},
        "parts": {},
        "nothing_better": False,
    }
    make.write(make.give(case, "exception_log"), data={"entries": {"entries": [entry]}})
    assert "last spring" in sign_in(ana).get(page_of(case)).content.decode()


def test_the_page_is_filtered_by_person_and_state() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    lei, ting = make.give(case), make.give(case, to="B")
    set_aside(ana, ting, because="Later")
    browser = sign_in(ana)
    shown = {
        query: [row.pk for row, *_ in browser.get(f"{page_of(case)}?{query}").context["given"]]
        for query in ("who=A", "state=set_aside", "who=together", "state=odd&who=Z")
    }
    assert shown.pop("state=odd&who=Z") in ([lei.pk, ting.pk], [ting.pk, lei.pk])
    assert shown == {"who=A": [lei.pk], "state=set_aside": [ting.pk], "who=together": []}


def test_the_buttons_take_back_set_aside_and_put_back() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    row = make.give(case)
    page = act(ana, "set_aside", row, because="").content.decode()
    assert "Say in a few words why" in page
    assert "Too much 🌧" in act(ana, "set_aside", row, because="Too much 🌧").content.decode()
    act(ana, "put_back", row)
    assert Assignment.objects.get().status == "open"
    make.write(row)
    assert "set it aside instead" in act(ana, "take_back", row).content.decode()
    Answer.objects.all().delete()
    act(ana, "take_back", row)
    assert not Assignment.objects.exists()


def test_strangers_get_nothing_and_a_supervisor_reads() -> None:
    case = make.make_couple_case(make.make_therapist())
    make.write(row := make.give(case), words={"my_picture": "SECRET"})
    assert_closed_to_strangers(page_of(case), "SECRET", case.code)
    browser = sign_in(sam := make_supervisor(case))
    assert "SECRET" in browser.get(page_of(case)).content.decode()
    for name in ("take_back", "set_aside", "put_back"):
        address = reverse(f"clients:homework_{name}", args=[row.pk])
        assert_closed_to_strangers(address, "SECRET", method="post")
        assert act(sam, name, row, because="x").status_code == 403
    assert Assignment.objects.get().status == "open"


def test_the_page_costs_the_same_with_one_row_and_with_thirty() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.write(make.give(case))
    browser = sign_in(ana)
    one = queries_of(browser, page_of(case))
    for _number in range(30):
        make.write(make.give(case, "coping_list", to="B"))
    assert queries_of(browser, page_of(case)) == one <= 12
