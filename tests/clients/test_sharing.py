"""Audiences: chosen by the author, cooled before the partner reads, taken back at once."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from clients.models import Answer, Assignment, Score, Screening
from clients.services import answers
from clients.services.cases import (
    asked_members,
    cleared_members,
    is_cleared,
    is_sharing_offered,
    joint_steps_open,
    record_screening,
    sharing_offered,
)
from clients.services.circle import circle_of
from clients.services.grants import sync_grants
from clients.services.sharing import (
    change_audience,
    next_morning,
    offered_audiences,
)
from clients.services.team import leave_case
from practice.services.saving import Closed
from tests.factories import give, login_of, make_couple_case, make_therapist, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer() -> Answer:
    given = give(make_couple_case(make_therapist()))
    answers.save_section(
        login_of(given.case),
        given,
        section="my_picture",
        posted=QueryDict("my_picture=Tea+together"),
        base_version=0,
        key=uuid.uuid4(),
    )
    return Answer.objects.select_related("assignment__case").get()


@pytest.fixture
def author(answer: Answer) -> Any:
    return login_of(answer.assignment.case, "A")


@pytest.fixture
def partner(answer: Answer) -> Any:
    return login_of(answer.assignment.case, "B")


def partner_reads(partner: Any) -> bool:
    return Answer.objects.shared_with(partner).exists()


def test_a_share_waits_until_the_morning(answer: Answer, author: Any, partner: Any) -> None:
    shared = change_audience(author, answer, "all")
    assert shared.shares_on == next_morning(timezone.now())
    assert not partner_reads(partner)


def test_the_morning_is_seven_on_the_practices_clock() -> None:
    found = next_morning(datetime(2026, 3, 5, 23, 30, tzinfo=timezone.get_default_timezone()))
    assert (found.day, found.hour) == (6, 7)


def test_share_now_and_take_back(answer: Answer, author: Any, partner: Any) -> None:
    change_audience(author, answer, "all")
    change_audience(author, answer, "all", share_now=True)
    assert partner_reads(partner)
    change_audience(author, answer, "therapist")
    assert not partner_reads(partner)
    assert Answer.objects.get().shares_on is None


def test_only_the_author_chooses(answer: Answer, partner: Any) -> None:
    with pytest.raises(Closed):
        change_audience(partner, answer, "all", share_now=True)
    assert Answer.objects.get().audience == "therapist"


def test_the_exercise_names_what_can_be_chosen(answer: Answer, author: Any) -> None:
    for foreign in ("partners", "everybody"):
        with pytest.raises(ValidationError):
            change_audience(author, answer, foreign)


def test_no_share_before_both_were_asked_alone() -> None:
    case = make_couple_case(make_therapist(), screened=False)
    given, author = give(case), login_of(case)
    answers.save_section(
        author, given, section="my_picture", posted=QueryDict("my_picture=x"),
        base_version=0, key=uuid.uuid4(),
    )  # fmt: skip
    with pytest.raises(ValidationError):
        change_audience(author, Answer.objects.get(), "all")
    assert change_audience(author, Answer.objects.get(), "self").audience == "self"


def test_a_new_concern_stops_what_still_waits(answer: Answer, author: Any, partner: Any) -> None:
    change_audience(author, answer, "all")
    therapist = answer.assignment.case.workers.get().user
    record_screening(
        therapist,
        member(answer.assignment.case, "B"),
        asked_alone_on=timezone.localdate(),
        outcome=Screening.Outcome.CONCERN,
    )
    assert not partner_reads(partner)


def test_leaving_ends_the_sharing(answer: Answer, author: Any, partner: Any) -> None:
    change_audience(author, answer, "all", share_now=True)
    case = answer.assignment.case
    leave_case(author, member(case, "B"), left_on=timezone.localdate())
    assert not partner_reads(partner)


def test_a_revision_is_kept_and_scores_follow(author: Any, answer: Answer) -> None:
    change_audience(author, answer, "self")
    assert answer.revisions.get().reason == "audience"
    given = give(answer.assignment.case, "scale_placement")
    answers.save_section(
        author, given, section="score", posted=QueryDict("score-low=3"),
        base_version=0, key=uuid.uuid4(),
    )  # fmt: skip
    placed = Answer.objects.get(assignment=given)
    change_audience(author, placed, "self")
    assert Score.objects.get().audience == "self"
    assert list(Score.objects.visible_to(answer.assignment.case.workers.get().user)) == []


@pytest.mark.parametrize("screened", [True, False])
@pytest.mark.parametrize("flag", [True, False])
@pytest.mark.parametrize("leaves", [True, False])
def test_the_page_offers_what_the_rule_allows(screened: bool, flag: bool, leaves: bool) -> None:
    case = make_couple_case(make_therapist(), screened=screened)
    given = give(case)
    case.safety_flag = flag
    case.save()
    if leaves:
        leave_case(case.workers.get().user, member(case, "B"), left_on=timezone.localdate())
    rows = Assignment.objects.annotate(
        cleared=cleared_members("case_id"), asked=asked_members("case_id")
    ).select_related("case")
    row = rows.get(pk=given.pk)
    is_open = is_cleared(row.case, row.cleared)
    assert is_open == joint_steps_open(case) == (screened and not flag and not leaves)
    offered = offered_audiences(row, partner_open=is_sharing_offered(row.case, row.asked))
    assert ("all" in offered) == sharing_offered(case) == (screened and not leaves)


def test_the_circle_names_everybody_with_a_live_grant(answer: Answer) -> None:
    case = answer.assignment.case
    circle = circle_of(case.pk)
    assert circle is not None
    assert circle.names("therapist") == "You and Ana Ruiz."
    assert circle.names("all") == "You, your partner and Ana Ruiz."
    assert circle.names("self") == "Only you."
    assert "Ana Ruiz will ask you" in circle.consequence("therapist")
    case.workers.update(until=timezone.now() - timedelta(days=1))
    sync_grants(case)
    emptied = circle_of(case.pk)
    assert emptied is not None
    assert emptied.names("therapist") == "You and your therapist."
