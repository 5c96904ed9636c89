"""The way through a programme: the service and the therapist's map of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from clients.models import Journey, PhaseVisit
from clients.services.journeys import (
    begin_cycle,
    current_visits,
    enter_phase,
    start_journey,
    today,
)
from practice.models import Phase, Programme
from tests import factories as make

pytestmark = pytest.mark.django_db


def phase(journey: Journey, number: int) -> Phase:
    return journey.programme.phases.get(number=number)


def standing(journey: Journey) -> set[tuple[int, str]]:
    """(phase number, name of the member or "all") of those stays that last."""
    return {
        (visit.phase.number, str(visit.member or "all")) for visit in current_visits(journey.case)
    }


def test_starting_enters_the_first_phase() -> None:
    make.load_library()
    case = make.make_individual_case(ana := make.make_therapist())
    programme = Programme.objects.get(key="collaborative", is_current=True)
    journey = start_journey(ana, case, programme, started_on=date(2026, 3, 2))
    assert standing(journey) == {(1, "all")}
    with pytest.raises(ValidationError, match="on this way already"):
        start_journey(ana, case, programme, started_on=date(2026, 3, 3))


def test_moving_on_keeps_the_reason_with_both_stays() -> None:
    journey = make.make_journey(make.make_individual_case(ana := make.make_therapist()))
    enter_phase(ana, journey, phase(journey, 3), why=" She asked for the picture ")
    left, entered = journey.visits.order_by("phase__number")
    assert (left.left_on, left.why_left) == (today(), "She asked for the picture")
    assert (entered.left_on, entered.why_entered) == (None, "She asked for the picture")


def test_any_phase_may_be_entered_again() -> None:
    journey = make.make_journey(make.make_individual_case(ana := make.make_therapist()))
    for number in (2, 1, 2):
        enter_phase(ana, journey, phase(journey, number))
    assert journey.visits.filter(phase__number=2).count() == 2
    assert standing(journey) == {(2, "all")}


def test_entering_where_one_stands_says_so() -> None:
    journey = make.make_journey(make.make_individual_case(ana := make.make_therapist()))
    with pytest.raises(ValidationError, match="in this phase already"):
        enter_phase(ana, journey, phase(journey, 1))


def test_a_partner_may_stand_elsewhere_and_come_back() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    lei = make.member(case, "A")
    enter_phase(ana, journey, phase(journey, 2), member=lei)
    assert standing(journey) == {(1, "all"), (2, "Lei")}
    enter_phase(ana, journey, phase(journey, 1), member=lei)
    assert standing(journey) == {(1, "all")}


def test_everybody_moving_gathers_those_who_stood_elsewhere() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    enter_phase(ana, journey, phase(journey, 2), member=make.member(case, "A"))
    enter_phase(ana, journey, phase(journey, 2))
    assert standing(journey) == {(2, "all")}


def test_the_next_cycle_begins_and_the_first_stays_as_it_was() -> None:
    journey = make.make_journey(make.make_individual_case(ana := make.make_therapist()))
    begin_cycle(ana, journey, phase(journey, 1), why="A new question")
    journey.refresh_from_db()
    assert journey.cycle == 2
    assert list(journey.visits.values_list("cycle", "left_on")) == [(1, today()), (2, None)]


@pytest.mark.parametrize(("days", "words"), [(1, "not come yet"), (-999, "before the last move")])
def test_an_impossible_day_is_refused_and_nothing_moves(days: int, words: str) -> None:
    journey = make.make_journey(make.make_individual_case(ana := make.make_therapist()))
    with pytest.raises(ValidationError, match=words):
        enter_phase(ana, journey, phase(journey, 2), on=today() + timedelta(days=days))
    assert PhaseVisit.objects.count() == 1


def test_a_phase_of_another_programme_is_refused() -> None:
    journey = make.make_journey(make.make_individual_case(ana := make.make_therapist()))
    other = Programme.objects.create(key="other", title_map={"en": "Other"}, fingerprint="x")
    foreign = Phase.objects.create(programme=other, key="a", number=1, day_from=1)
    with pytest.raises(ValidationError, match="another programme"):
        enter_phase(ana, journey, foreign)
