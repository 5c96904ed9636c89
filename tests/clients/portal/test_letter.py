"""A letter to a witness: the author's own words on paper, for those on their own list alone."""

import pytest
from django.test import Client

from clients.models import Assignment
from tests.factories import give, login_of, make_couple_case, make_therapist, write

pytestmark = pytest.mark.django_db
YUN = {"id": "0b0f2f0a-5a0e-4a1c-9b61-6f3f5d1c2a10", "text": "my friend Yun"}


@pytest.fixture
def given() -> Assignment:
    given = give(make_couple_case(make_therapist()), "celebration_meaning")
    words = {"what_it_means": "There was a lamp on.", "changed_view_us": "For no eyes but mine."}
    answer = write(given, words)
    answer.data = answer.data | {"witnesses": {"items": [YUN]}}
    answer.save()
    return given


def letter(given: Assignment, mark: str, position: str = "A") -> tuple[int, str]:
    browser = Client()
    browser.force_login(login_of(given.case, position))
    answer = browser.get(f"/portal/homework/{given.pk}/", {"letter": mark})
    return answer.status_code, answer.content.decode()


def test_it_holds_the_words_that_the_exercise_names_and_room_for_a_reply(given: Assignment) -> None:
    status, page = letter(given, YUN["id"])
    assert status == 200
    for words in ("Dear my friend Yun,", "There was a lamp on.", "Room for a reply"):
        assert words in page
    assert "For no eyes but mine." not in page


def test_the_page_leads_to_it(given: Assignment) -> None:
    browser = Client()
    browser.force_login(login_of(given.case))
    page = browser.get(f"/portal/homework/{given.pk}/").content.decode()
    assert f'href="?letter={YUN["id"]}"' in page
    assert "A letter to my friend Yun" in page


@pytest.mark.parametrize(
    "mark", ["9f1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d", "nobody", "\x00", "9" * 400]
)
def test_nobody_else_gets_one(given: Assignment, mark: str) -> None:
    assert letter(given, mark)[0] == 404


def test_the_partner_gets_none(given: Assignment) -> None:
    assert letter(given, YUN["id"], "B")[0] == 404


def test_an_exercise_without_witnesses_has_no_letters() -> None:
    given = give(make_couple_case(make_therapist()))
    write(given, {"my_picture": "Tea"})
    assert letter(given, YUN["id"])[0] == 404
