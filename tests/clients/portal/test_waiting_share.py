"""A share that waits for the morning: every page says who reads it now, and who from when."""

import re
import uuid
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment
from clients.services import answers, finishing
from tests.factories import give, login_of, make_couple_case, make_therapist

pytestmark = pytest.mark.django_db
NOT_YET = "You and Ana Ruiz. "
NOW = "You, your partner and Ana Ruiz."


@pytest.fixture
def given() -> Assignment:
    return give(make_couple_case(make_therapist()))


@pytest.fixture
def browse(given: Assignment) -> Browser:
    """The author, with words written down and meant for the partner."""
    write(given, "Tea by the window")
    browser = Browser()
    browser.force_login(login_of(given.case))
    return browser


def write(given: Assignment, words: str) -> None:
    posted = QueryDict(mutable=True)
    posted["my_picture"] = words
    answers.save_section(
        login_of(given.case),
        given,
        section="my_picture",
        posted=posted,
        base_version=1,
        key=uuid.uuid4(),
    )


def choose(browse: Browser, given: Assignment, **more: str) -> str:
    """The audience that reaches the partner; the page that this leads to."""
    url = reverse("clients:portal_audience", args=[given.pk])
    answer = browse.post(url, {"audience": "all", **more}, follow=True)
    return " ".join(answer.content.decode().split())


def morning() -> str:
    shares_on = Answer.objects.get().shares_on
    assert shares_on is not None
    return f"{timezone.localtime(shares_on).day} "


def test_the_preview_speaks_of_what_is_to_come(browse: Browser, given: Assignment) -> None:
    page = choose(browse, given)
    assert f"Who will see this:</strong> {NOW}" in page
    assert "It goes out tomorrow at 07:00." in page
    assert "Yes, tomorrow morning" in page


def test_until_the_morning_nobody_is_said_to_read_it(browse: Browser, given: Assignment) -> None:
    page = choose(browse, given, confirm="1")
    assert f"Who sees this now: {NOT_YET}Your partner from {morning()}" in page
    assert f"Who sees this:</strong> {NOT_YET}Your partner from {morning()}" in page
    assert NOW not in page
    listed = browse.get(reverse("clients:portal_sharing", args=[given.case_id])).content.decode()
    under = re.search(r"<h3>You and Ana Ruiz\.</h3>(.*?)</ul>", listed, re.DOTALL)
    assert under
    assert f"Your partner from {morning()}" in under[1]
    assert NOW not in listed


def test_looking_again_keeps_the_time_or_sends_it_now(browse: Browser, given: Assignment) -> None:
    choose(browse, given, confirm="1")
    page = choose(browse, given)
    assert f"It goes out on {morning()}" in page
    assert "Share it now" in page
    assert f"Who sees this now: {NOW}" in choose(browse, given, confirm="1", share_now="1")


def test_what_is_out_is_not_offered_once_more(browse: Browser, given: Assignment) -> None:
    choose(browse, given, confirm="1", share_now="1")
    Answer.objects.update(shares_on=timezone.now() - timedelta(days=1))
    page = choose(browse, given)
    assert "Share it now" not in page
    assert "It goes out" not in page


def test_writing_after_all_takes_back_the_way_without_words(given: Assignment) -> None:
    author = login_of(given.case)
    finishing.mark_done(author, given, low_word="tell_therapist")
    finishing.reopen(author, given)
    write(given, "Tea by the window")
    assert finishing.low_word_of(Answer.objects.get()) == "I will tell my therapist"
    finishing.mark_done(author, given)
    assert finishing.low_word_of(Answer.objects.get()) == ""
