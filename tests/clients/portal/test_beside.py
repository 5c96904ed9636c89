"""Beside an exercise: the name that somebody gave the problem, what works already, what rests."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Assignment, Case, Quote
from clients.services import kept
from clients.services.cases import record_screening
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


def raise_flag(case: Case) -> None:
    record_screening(
        case.workers.get().user, make.member(case, "B"),
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


def test_under_a_concern_no_name_is_used_or_asked_for(case: Case, browse: Browser) -> None:
    given, other = make.give(case, "scale_placement"), make.give(case, "scale_placement", to="B")
    name(case, "the fog")
    raise_flag(case)
    assert "the fog" not in page(browse, given)
    assert OFFER not in page(signed_in(make.login_of(case, "B")), other)


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
