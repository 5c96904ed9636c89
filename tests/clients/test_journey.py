"""The way through a programme: the service and the therapist's map of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from clients.forms.dates import today
from clients.models import Assignment, Case, Journey, PhaseVisit
from clients.services.journeys import (
    begin_cycle,
    current_visits,
    enter_phase,
    start_journey,
)
from practice.models import Phase, Programme, User
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)

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


def test_a_phase_is_begun_again_where_they_stand() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    typed = {"phase": phase(journey, 1).pk, "on": today().isoformat(), "why": "Once more"}
    post(ana, case, "phase_enter", **typed, who="both", again="1")
    first, second = journey.visits.all().order_by("left_on")
    stays = sorted((s.left_on is None, s.why_left, s.why_entered) for s in (first, second))
    assert stays == [(False, "Once more", ""), (True, "", "Once more")]
    post(ana, case, "phase_enter", **typed, who="A", again="1")
    assert standing(journey) == {(1, "all"), (1, "Lei")}


def test_the_map_names_who_stands_where() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    enter_phase(ana, journey, phase(journey, 3), member=make.member(case, "A"))
    page = sign_in(ana).get(map_of(case)).content.decode()
    assert "Ting: here now" in page
    assert "Lei: here now" in page
    assert "Both: here now" not in page


def test_everybody_moving_gathers_those_who_stood_elsewhere() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case)
    enter_phase(ana, journey, phase(journey, 2), member=make.member(case, "A"))
    enter_phase(ana, journey, phase(journey, 2))
    assert standing(journey) == {(2, "all")}


def test_the_next_cycle_begins_and_the_first_stays_as_it_was() -> None:
    journey = make.make_journey(make.make_individual_case(ana := make.make_therapist()))
    begin_cycle(ana, journey, phase(journey, 1), number=2, why="A new question")
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
    with pytest.raises(ValidationError, match="another course"):
        enter_phase(ana, journey, foreign)


def map_of(case: Case) -> str:
    return reverse("clients:case_journey", args=[case.pk])


def post(user: User, case: Case, name: str, **typed: object) -> HttpResponse:
    return sign_in(user).post(reverse(f"clients:{name}", args=[case.pk]), typed, follow=True)


def test_the_map_shows_where_people_stand_and_what_became_of_each_exercise() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.give(case)
    page = sign_in(ana).get(map_of(case)).content.decode()
    assert page.count('aria-current="step"') == 1
    for words in ("Both: here now", "about days 8–14", "Lei: open"):
        assert words in page
    assert_closed_to_strangers(map_of(case), "Zhao", case.code)
    for path in ("start", "enter", "give"):
        assert_closed_to_strangers(f"{map_of(case)}{path}/", case.code, method="post")
        assert sign_in(ana).get(f"{map_of(case)}{path}/").status_code == 405


def test_another_phase_is_shown_when_asked_for_and_an_unknown_one_is_not() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    browser = sign_in(ana)
    shown = [
        browser.get(map_of(case), {"phase": asked}).context["shown"].key
        for asked in ("vision", "nowhere", "")
    ]
    assert shown == ["vision", "partnership", "partnership"]


def test_a_programme_is_started_from_the_page() -> None:
    make.load_library()
    case = make.make_individual_case(ana := make.make_therapist())
    programme = Programme.objects.get(key="collaborative", is_current=True)
    page = post(ana, case, "journey_start", programme=programme.pk, started_on="2026-03-02")
    assert "Here now" in page.content.decode()
    page = post(ana, case, "journey_start", programme=programme.pk, started_on="2026-03-02")
    assert case.journeys.count() == 1
    page = post(ana, make.make_individual_case(ana), "journey_start", started_on="1890-01-01")
    assert "check the year" in page.content.decode()
    assert "Choose a course" in page.content.decode()


def test_what_is_ticked_is_given_with_a_word_and_a_day() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    later = (today() + timedelta(days=3)).isoformat()
    typed = {"message": "One line is fine", "suggested_on": later, "delivers_on": later}
    exercise = make.exercise("hope_question")
    page = post(ana, case, "exercise_give", exercises=[exercise.pk], to="each", **typed)
    assert "2 things to try are given" in page.content.decode()
    row = Assignment.objects.get(member__position="A")
    assert (row.message, row.suggested_on.isoformat()) == ("One line is fine", later)
    assert row.delivers_at > timezone.now() + timedelta(days=1)


def test_the_whole_phase_gives_what_fits_and_leaves_out_the_rest() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    post(ana, case, "exercise_give", phase="partnership", to="A", whole="1")
    keys = set(Assignment.objects.values_list("exercise__key", flat=True))
    assert keys == {"relationship_narrative", "collaborative_stance", "hope_question"}


def test_the_whole_phase_reaches_the_partner_who_has_less_of_it() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    make.give(case, "relationship_narrative", to="A")
    page = post(ana, case, "exercise_give", phase="partnership", to="each", whole="1", follow=True)
    given = Assignment.objects.values_list("exercise__key", "member__position")
    assert sorted(given) == [
        ("collaborative_stance", "A"),
        ("collaborative_stance", "B"),
        ("hope_question", "A"),
        ("hope_question", "B"),
        ("relationship_narrative", "A"),
        ("relationship_narrative", "B"),
    ]
    words = page.content.decode()
    assert "5 things to try are given." in words


def test_a_phase_that_both_have_already_is_not_given_again() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    post(ana, case, "exercise_give", phase="partnership", to="each", whole="1")
    page = post(ana, case, "exercise_give", phase="partnership", to="each", whole="1")
    assert "This is still open with Lei, Ting." in page.content.decode()
    assert Assignment.objects.count() == 6


def test_what_is_refused_stays_ticked_with_its_reason() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    hope = make.exercise("hope_question")
    page = post(
        ana, case, "exercise_give", phase="partnership", exercises=[hope.pk], to="together",
        message="Kept 🌿",
    ).content.decode()  # fmt: skip
    assert "made for one person" in page
    assert f'value="{hope.pk}" checked' in page
    assert "Kept 🌿" in page
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"to": ""}, "Choose who it is for"),
        ({"to": "A"}, "Choose at least one thing"),
        ({"to": "A", "exercises": ["00000000-0000-0000-0000-000000000000"]}, "valid choice"),
        ({"to": "A", "exercises": ["no-key"]}, "not a valid"),
        ({"to": "Z", "exercises": []}, "valid choice"),
        ({"to": "A", "suggested_on": "1890-01-01"}, "check the year"),
        ({"to": "A", "suggested_on": "2026-01-01"}, "This day is over"),
        ({"to": "A", "delivers_on": "2090-01-01"}, "too far ahead"),
        ({"to": "A", "message": "x" * 5_001}, "at most 5000"),
    ],
)
def test_odd_input_gets_a_message_and_gives_nothing(typed: dict[str, object], words: str) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    assert words in post(ana, case, "exercise_give", **typed).content.decode()
    assert not Assignment.objects.exists()


def test_a_phase_is_entered_with_its_reason_and_the_next_turn_begun() -> None:
    journey = make.make_journey(case := make.make_couple_case(ana := make.make_therapist()))
    typed = {"phase": phase(journey, 3).pk, "on": today().isoformat(), "why": "Asked for it"}
    page = post(ana, case, "phase_enter", **typed, who="B").content.decode()
    assert "Asked for it" in page
    assert standing(journey) == {(1, "all"), (3, "Ting")}
    post(ana, case, "phase_enter", **typed, who="both", cycle="2")
    journey.refresh_from_db()
    assert journey.cycle == 2
    assert standing(journey) == {(3, "all")}


def test_an_impossible_move_keeps_the_reason_typed() -> None:
    journey = make.make_journey(case := make.make_couple_case(ana := make.make_therapist()))
    typed = {"phase": phase(journey, 1).pk, "on": today().isoformat(), "why": "Typed reason"}
    typed["who"] = "both"
    page = post(ana, case, "phase_enter", **typed).content.decode()
    assert "in this phase already" in page
    assert "Typed reason" in page


def test_a_supervisor_sees_the_map_and_may_not_act_on_it() -> None:
    make.make_journey(case := make.make_couple_case(make.make_therapist()))
    sam = make_supervisor(case)
    page = sign_in(sam).get(map_of(case)).content.decode()
    assert "Your story, your way" in page
    assert "Give something to try" not in page
    for name in ("journey_start", "phase_enter", "exercise_give"):
        assert post(sam, case, name).status_code == 403


def test_the_map_costs_the_same_with_much_on_it() -> None:
    make.make_journey(case := make.make_couple_case(ana := make.make_therapist()))
    make.give(case)
    browser = sign_in(ana)
    one = queries_of(browser, map_of(case))
    for _number in range(30):
        make.give(case, "relationship_narrative", to="B")
    assert queries_of(browser, map_of(case)) == one <= 12
