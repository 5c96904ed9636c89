"""The own line: words without a number, too long ones, "rather not" beside them; none is lost."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Case, Score
from tests.factories import load_library, login_of, make_couple_case, make_therapist

pytestmark = pytest.mark.django_db
WORDS = "The car was quiet 🫖"


@pytest.fixture
def case() -> Case:
    load_library()
    return make_couple_case(make_therapist())


def place(case: Case, **sent: str) -> tuple[int, str]:
    browser = Browser()
    browser.force_login(login_of(case))
    answer = browser.post(reverse("clients:portal_progress", args=[case.pk]), sent)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": WORDS}, "Pick a number to keep these words with."),
        ({"words": WORDS, "score-rather_not": "1"}, "Pick a number to keep these words with."),
        ({"words": WORDS * 40, "score-rather_not": "1"}, "There is room for 500 characters"),
        ({"words": WORDS * 40, "score-low": "4"}, "There is room for 500 characters"),
        ({"words": WORDS, "score-low": "11"}, "Please pick a number from the line."),
        ({}, "leave this page for another day"),
    ],
    ids=["no number", "rather not", "long and rather not", "long", "off the line", "nothing"],
)
def test_what_cannot_be_kept_is_said_and_stays_in_the_field(
    case: Case, sent: dict[str, str], said: str
) -> None:
    status, page = place(case, **sent)
    assert (status, said in page) == (200, True)
    assert sent.get("words", "") in page
    assert not Score.objects.exists()


def test_words_of_spaces_alone_are_no_words(case: Case) -> None:
    assert place(case, **{"words": "  \n ", "score-rather_not": "1"})[0] == 302


def test_a_range_is_kept_with_its_words(case: Case) -> None:
    assert place(case, **{"words": WORDS, "score-low": "6", "score-high": "4"})[0] == 302
    score = Score.objects.get()
    assert (score.low, score.high, score.words) == (4, 6, WORDS)
