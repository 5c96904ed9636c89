"""Giving, taking back and setting aside: the service and the therapist's page."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Answer, Assignment, AssignmentGrant, Case, Screening
from clients.services.cases import record_screening
from clients.services.grants import sync_grants
from clients.services.homework import assign_exercises, put_back, set_aside, take_back
from practice.models import Exercise
from tests import factories as make

pytestmark = pytest.mark.django_db


def exercises(*keys: str) -> list[Exercise]:
    return [make.exercise(key) for key in keys]


def write(assignment: Assignment, **fields: object) -> Answer:
    """Words of the assignment's member, as the portal keeps them."""
    now = timezone.now()
    row = {"data": {}, "audience": "therapist", "created_at": now, "changed_at": now}
    return Answer.objects.create(assignment=assignment, member=assignment.member, **(row | fields))


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
    workable = [row for row in Exercise.objects.filter(is_current=True) if _fits_one(row)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = assign_exercises(ana, journey, workable, to="each")
    counted = [q["sql"] for q in queries if "audit" not in q["sql"] and "SAVEPOINT" not in q["sql"]]
    assert len(rows) == 2 * len(workable) >= 20
    assert len(counted) <= 5, "\n".join(sql[:120] for sql in counted)


def _fits_one(exercise: Exercise) -> bool:
    return not exercise.not_workable_because and "individual" in exercise.who


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
        ("exception_log", "A", "running log"),
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
    write(written)
    take_back(ana, unopened)
    for row in (opened, written):
        with pytest.raises(ValidationError, match="set it aside instead"):
            take_back(ana, row)
    assert set(Assignment.objects.all()) == {opened, written}


def test_setting_aside_needs_a_reason_and_keeps_the_words() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    answer = write(row := make.give(case))
    with pytest.raises(ValidationError, match="why"):
        set_aside(ana, row, because="  ")
    set_aside(ana, row, because="Too much this week 🌧")
    row = Assignment.objects.get(pk=row.pk)
    assert (row.status, row.set_aside_because) == ("set_aside", "Too much this week 🌧")
    assert Answer.objects.get(assignment=row) == answer
    assert put_back(ana, row).status == "open"
