"""Coming in: what somebody reads who mistypes, tries too often, or opens the link of another."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from clients.services.cases import create_client
from clients.services.invitations import invite, token_of
from practice.models import User
from tests.factories import login_of, make_individual_case, make_therapist, make_user

pytestmark = pytest.mark.django_db
GOOD = "seven grey herons"


@pytest.fixture(autouse=True)
def no_tries_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def link(mailoutbox: list[Any]) -> str:
    """The way in of somebody who was just invited."""
    therapist = make_therapist()
    person = create_client(therapist, legal_name="Chen Jing", email="jing@test.example")
    return f"/accounts/invitation/{token_of(invite(therapist, person))}/"


def sign_in(user: User, password: str) -> str:
    answer = Browser().post("/accounts/login/", {"login": user.email, "password": password})
    return answer.content.decode()


def test_a_wrong_password_is_said_in_plain_words() -> None:
    page = sign_in(make_user(is_client=True), "a guess")
    assert "E-mail and password do not go together." in page


def test_too_many_tries_ask_for_patience() -> None:
    user = make_user(is_client=True)
    pages = [sign_in(user, f"guess {number}") for number in range(12)]
    assert "wait a few minutes" in pages[-1]
    assert "wait a few minutes" not in pages[0]


def test_a_link_opened_at_the_screen_of_another_says_so(link: str) -> None:
    browser = Browser()
    other = login_of(make_individual_case(make_therapist(), "Zhao Lei"))
    browser.force_login(other)
    page = browser.get(link).content.decode()
    assert "Zhao Lei is signed in here just now." in page
    assert "is signed in here" not in Browser().get(link).content.decode()
    browser.post(link, {"password": GOOD})
    assert browser.get("/saving/token/").json()["user"] != str(other.pk)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Please choose a password."),
        ("tea", "This one is too short."),
        ("password123", "Many people use this one"),
        ("48151623420815", "These are only numbers."),
        ("chen jing", "too close to your name"),
        ("🫖" * 300, "at most 200"),
    ],
    ids=["none", "short", "common", "numbers", "the name", "endless"],
)
def test_a_weak_password_is_refused_with_the_remedy(link: str, password: str, said: str) -> None:
    browser = Browser()
    assert said in browser.post(link, {"password": password}).content.decode()
    assert browser.post(link, {"password": GOOD}).status_code == 302
