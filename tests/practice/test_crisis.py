"""Whom to call stands on every page of people who come: by country, or in the practice's words."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from practice.models import Practice
from practice.models.crisis import country_choices, crisis_lines, crisis_words
from tests.reading_grade import reading_grade

pytestmark = pytest.mark.django_db
NEVER_ALONE = "This page is not watched day and night."


def foot(**settings: str) -> str:
    Practice(**settings).save()
    page = Browser().get(reverse("account_login")).content.decode()
    assert NEVER_ALONE in page
    return page


@pytest.mark.parametrize("country", sorted(crisis_lines()))
def test_a_country_brings_both_its_numbers(country: str) -> None:
    page = foot(country=country)
    facts = crisis_lines()[country]
    assert facts["line"] in page
    assert all(number in page for number in facts["emergency"].split(", "))


def test_the_practice_may_write_its_own() -> None:
    page = foot(country="US", crisis_line="Ring the bell.")
    assert "Ring the bell." in page
    assert "988" not in page


def test_without_a_country_the_page_still_says_what_to_do() -> None:
    assert "Call the emergency number where you are." in foot()


def test_only_lines_that_answer_at_any_hour_say_so() -> None:
    by_day = [code for code, facts in crisis_lines().items() if not facts["day_and_night"]]
    said = [code for code, _name in country_choices() if "day or night" in crisis_words(code)]
    assert sorted([*said, *by_day]) == sorted(crisis_lines())


def test_it_is_easy_to_read() -> None:
    assert [code for code in crisis_lines() if reading_grade(crisis_words(code)) > 6] == []
