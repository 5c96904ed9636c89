"""Beside an exercise: the name that somebody gave the problem, what works already, what rests."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, Case, Quote
from clients.portal.exercise_page import ExercisePage
from clients.services import kept
from clients.services.cases import open_case, record_screening
from clients.services.scores import record_score
from tests import factories as make
from tests.clients.portal.test_pages import reads, signed_in

pytestmark = pytest.mark.django_db
OFFER = "a name of your own"


@pytest.fixture
def case() -> Case:
    case = make.make_couple_case(make.make_therapist())
    make.make_journey(case)
    return case


@pytest.fixture
def browse(case: Case) -> Browser:
    return signed_in(make.login_of(case))


def page(browser: Browser, given: Assignment) -> str:
    return browser.get(reverse("clients:portal_exercise", args=[given.pk])).content.decode()


def name(case: Case, words: str, position: str = "A") -> Quote:
    return kept.keep_words(make.login_of(case, position), case, kind="problem", words=words)


def raise_flag(case: Case, position: str = "B") -> None:
    record_screening(
        case.workers.get().user, make.member(case, position),
        asked_alone_on=date(2026, 3, 9), outcome="concern",
    )  # fmt: skip


@pytest.mark.parametrize("key", ["scale_placement", "prevention_plan"])
def test_the_name_stands_in_the_texts_and_general_words_without_one(
    key: str, case: Case, browse: Browser
) -> None:
    given = make.give(case, key)
    general = make.exercise(key).body["problem_words"]["en"]
    plain = page(browse, given)
    assert (general in plain.lower(), "{problem}" in plain) == (True, False)
    name(case, "the fog")
    told = page(browse, given).lower()
    assert ("the fog" in told, general in told) == (True, False)


def test_a_name_is_each_persons_own(case: Case) -> None:
    name(case, "the fog")
    given = make.give(case, "scale_placement", to="B")
    partner = signed_in(make.login_of(case, "B"))
    assert "fog" not in page(partner, given)
    assert OFFER in page(partner, given)


def test_it_is_offered_once(case: Case, browse: Browser) -> None:
    given = make.give(case, "scale_placement")
    assert OFFER in page(browse, given)
    browse.post(reverse("clients:portal_unnamed", args=[case.pk]))
    assert OFFER not in page(browse, given)
    assert OFFER not in page(browse, make.give(case, "hope_question"))


def test_a_name_put_away_is_not_used_nor_asked_for_again(case: Case, browse: Browser) -> None:
    given, row = make.give(case, "scale_placement"), name(case, "the fog")
    kept.rest_words(make.login_of(case), row, rests=True)
    told = page(browse, given)
    assert ("the fog" in told, OFFER in told) == (False, False)


def test_of_one_alone_no_name_is_used_or_asked_for_under_a_concern(case: Case) -> None:
    alone = make.agree(open_case(case.workers.get().user, [make.member(case).client]))
    browser, given = signed_in(make.login_of(alone)), make.give(alone, "scale_placement")
    assert OFFER in page(browser, given)
    raise_flag(alone, "A")
    assert OFFER not in page(browser, given)
    name(alone, "the fog")
    assert "the fog" not in page(browser, given)


def test_in_a_couple_a_concern_changes_nothing_of_it(case: Case, browse: Browser) -> None:
    """A name that went with the flag would tell the other of it."""
    given, other = make.give(case, "scale_placement"), make.give(case, "scale_placement", to="B")
    name(case, "the fog")
    raise_flag(case)
    assert "the fog" in page(browse, given)
    assert OFFER in page(signed_in(make.login_of(case, "B")), other)


def test_nor_is_it_asked_for_before_each_was_asked_alone() -> None:
    case = make.make_couple_case(make.make_therapist(), screened=False)
    given = make.give(case, "scale_placement")
    assert OFFER not in page(signed_in(make.login_of(case)), given)


def test_what_works_already_stands_beside_the_menu(case: Case, browse: Browser) -> None:
    given = make.give(case, "action_menu")
    for words in ("Sunday walks", "Tea at four"):
        row = kept.keep_words(make.login_of(case), case, kind="protect", words=words)
    kept.keep_words(make.login_of(case, "B"), case, kind="protect", words="NOT YOURS")
    kept.rest_words(make.login_of(case), row, rests=True)
    told = page(browse, given)
    assert [words in told for words in ("Sunday walks", "Tea at four", "NOT YOURS")] == [
        True, False, False,
    ]  # fmt: skip
    assert "Sunday walks" not in page(browse, make.give(case, "hope_question"))


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_four_queries(rows: int, case: Case, browse: Browser) -> None:
    given = make.give(case, "action_menu")
    for number in range(rows):
        kept.keep_words(make.login_of(case), case, kind="protect", words=f"words {number}")
    name(case, "the fog")
    page(browse, given)
    assert reads(browse, reverse("clients:portal_exercise", args=[given.pk])) == 4
    for number in range(rows):
        kept.keep_words(make.login_of(case), case, kind="inner", words=f"sentence {number}")
    plan = make.give(case, "prevention_plan")
    page(browse, plan)
    assert reads(browse, reverse("clients:portal_exercise", args=[plan.pk])) == 4


def picked(given: Assignment) -> list[str]:
    answer = Answer.objects.filter(assignment=given, member__isnull=False).first()
    return [pick["text"] for pick in answer.data["strategies"]["picks"]] if answer else []


def pick(browse: Browser, given: Assignment, row: Quote) -> None:
    sent = {"strategies": str(row.pk), "version": "0", "key": str(uuid.uuid4())}
    browse.post(reverse("clients:portal_exercise", args=[given.pk]), sent)


def test_an_inner_sentence_can_be_picked_into_the_plan(case: Case, browse: Browser) -> None:
    user, given = make.login_of(case), make.give(case, "prevention_plan")
    row = kept.keep_words(user, case, kind="inner", words="Busy, not gone", audience="self")
    kept.keep_words(user, case, kind="protect", words="NOT FOR THIS")
    kept.keep_words(make.login_of(case, "B"), case, kind="inner", words="NOT YOURS")
    told = page(browse, given)
    assert [words in told for words in ("Busy, not gone", "NOT FOR THIS", "NOT YOURS")] == [
        True, False, False,
    ]  # fmt: skip
    pick(browse, given, row)
    assert picked(given) == ["Busy, not gone"]
    kept.rest_words(user, row, rests=True)
    assert "Busy, not gone" in page(browse, given)  # what was picked stays


def test_words_put_away_or_anothers_cannot_be_picked(case: Case, browse: Browser) -> None:
    given = make.give(case, "prevention_plan")
    row = kept.keep_words(make.login_of(case), case, kind="inner", words="Put away")
    kept.rest_words(make.login_of(case), row, rests=True)
    hers = kept.keep_words(make.login_of(case, "B"), case, kind="inner", words="NOT YOURS")
    assert "Put away" not in page(browse, given)
    for one in (row, hers):
        pick(browse, given, one)
    assert picked(given) == []


def test_ones_own_is_not_offered_in_what_both_write(case: Case) -> None:
    kept.keep_words(make.login_of(case), case, kind="inner", words="Busy, not gone")
    loaded = ExercisePage.load(make.login_of(case), make.give(case, "prevention_plan").pk)
    spec = next(one for one in loaded.specs if one.key == "strategies")
    offers = (loaded.material.offering(spec, None, joint=joint) for joint in (False, True))
    assert [[one.text for one in field.offered] for field in offers] == [["Busy, not gone"], []]


def test_kept_words_from_another_case_are_not_offered(case: Case, browse: Browser) -> None:
    other = make.agree(open_case(case.workers.get().user, [make.member(case).client]))
    kept.keep_words(make.login_of(case), other, kind="inner", words="FROM ELSEWHERE")
    assert "FROM ELSEWHERE" not in page(browse, make.give(case, "prevention_plan"))


def place(case: Case, position: str, low: int, days: int) -> None:
    record_score(
        case.workers.get().user, case, member=make.member(case, position), low=Decimal(low),
        high=Decimal(low + 1), taken_at=timezone.now() - timedelta(days=days), source="staff",
    )  # fmt: skip


def test_the_ends_of_ones_own_line_stand_beside_the_story(case: Case, browse: Browser) -> None:
    story, line = make.give(case, "progress_narrative"), "Your own line"
    assert line not in page(browse, story)
    place(case, "A", 2, 40)
    place(case, "B", 8, 50)
    first = page(browse, story)
    assert ("2–3" in first, "The last time" in first, "8–9" in first) == (True, False, False)
    for low, days in ((4, 20), (6, 1)):
        place(case, "A", low, days)
    told = page(browse, story)
    assert [number in told for number in ("2–3", "4–5", "6–7", "8–9")] == [True, False, True, False]
    assert told.index("2–3") < told.index("6–7")
    assert line not in page(browse, make.give(case, "action_menu"))
    assert reads(browse, reverse("clients:portal_exercise", args=[story.pk])) == 4
