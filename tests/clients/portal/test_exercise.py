"""The exercise page: with scripts and without, two tabs, long texts, and what is closed."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment
from clients.services.cases import record_screening
from practice.models import SaveReceipt
from tests.factories import (
    give,
    login_of,
    make_couple_case,
    make_individual_case,
    make_therapist,
    member,
)

pytestmark = pytest.mark.django_db
PICTURE = "my_picture"


@pytest.fixture
def given() -> Assignment:
    therapist = make_therapist()
    given = give(make_individual_case(therapist))
    # What leads to a partner is asked of nobody who was not asked alone about safety first.
    record_screening(
        therapist, member(given.case), asked_alone_on=date(2026, 3, 1), outcome="clear"
    )
    return given


@pytest.fixture
def browse(given: Assignment) -> Client:
    client = Client()
    client.force_login(login_of(given.case))
    return client


def page(given: Assignment, query: str = "") -> str:
    return reverse("clients:portal_exercise", args=[given.pk]) + query


def autosave(browse: Client, given: Assignment, words: str, **more: Any) -> HttpResponse:
    data = {"section": PICTURE, "version": 0, "key": str(uuid.uuid4()), PICTURE: words}
    return browse.post(page(given), data | more, headers={"X-Autosave": "1"})


def press(browse: Client, given: Assignment, **fields: Any) -> HttpResponse:
    return browse.post(page(given), {"version": 0, "key": str(uuid.uuid4())} | fields)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def words(given: Assignment) -> str:
    return Answer.objects.get(assignment=given).data[PICTURE]["text"]


def test_the_page_names_who_sees_it_before_a_word_is_typed(
    given: Assignment, browse: Client
) -> None:
    shown = text(browse.get(page(given)))
    assert given.exercise.title in shown
    assert "You and Ana Ruiz." in shown
    assert f'data-autosave="answer:{given.pk}"' in shown
    assert f'data-section="{PICTURE}"' in shown
    given.refresh_from_db()
    assert given.opened_at is not None


def test_autosave_answers_in_its_protocol(given: Assignment, browse: Client) -> None:
    key = str(uuid.uuid4())
    first = autosave(browse, given, "Tea 🙂", key=key)
    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert autosave(browse, given, "Tea 🙂", key=key).json() == first.json()
    clash = autosave(browse, given, "Coffee")
    assert clash.status_code == 409
    assert clash.json() == {"version": 1, "theirs": "Tea 🙂", "yours": "Coffee"}
    wrong = autosave(browse, given, "x" * 30_000, version=1)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, [PICTURE])
    assert autosave(browse, given, "x" * 50_000, version=1).status_code == 413
    assert words(given) == "Tea 🙂"


def test_no_receipt_holds_a_word(given: Assignment, browse: Client) -> None:
    autosave(browse, given, "CANARY")
    press(browse, given, my_picture="CANARY other")
    assert "CANARY" not in str(list(SaveReceipt.objects.values()))


def test_an_ended_login_is_told_so(given: Assignment, browse: Client) -> None:
    ended = autosave(Client(), given, "Tea")
    assert (ended.status_code, ended.json()) == (401, {"login": "/accounts/login/"})
    assert Client().get(page(given)).status_code == 302


def test_a_strangers_exercise_does_not_exist(given: Assignment) -> None:
    stranger = Client()
    stranger.force_login(login_of(make_individual_case(make_therapist("Ben"), "Liu Jia")))
    unknown = reverse("clients:portal_exercise", args=[uuid.uuid4()])
    for url in (page(given), unknown, reverse("clients:portal_audience", args=[given.pk])):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, {}).status_code == 404
    assert autosave(stranger, given, "mine").status_code == 404
    assert stranger.post(reverse("clients:portal_reopen", args=[given.pk])).status_code == 404
    assert stranger.delete(page(given)).status_code == 405


def test_the_partner_cannot_open_it() -> None:
    given = give(make_couple_case(make_therapist()), to="A")
    partner = Client()
    partner.force_login(login_of(given.case, "B"))
    assert partner.get(page(given)).status_code == 404


def test_what_is_not_delivered_yet_does_not_exist(given: Assignment, browse: Client) -> None:
    Assignment.objects.update(delivers_at=timezone.now() + timedelta(days=1))
    assert browse.get(page(given)).status_code == 404


def test_the_save_button_works_without_scripts(given: Assignment, browse: Client) -> None:
    assert press(browse, given, my_picture="Tea\r\nand bread").status_code == 302
    assert words(given) == "Tea\nand bread"
    assert "Tea\nand bread</textarea>" in text(browse.get(page(given)))


def test_a_text_over_the_limit_comes_back_whole(given: Assignment, browse: Client) -> None:
    long = "é🙂\x07" * 33_333
    shown = press(browse, given, my_picture=long, asked_partner="yes")
    assert shown.status_code == 200
    assert "Please look at this again" in text(shown)
    assert long.replace("\x07", "") in text(shown)
    assert set(Answer.objects.get().data) == {"asked_partner"}


def test_two_tabs_without_scripts_show_both_texts(given: Assignment, browse: Client) -> None:
    press(browse, given, my_picture="from tab one")
    shown = press(browse, given, my_picture="from tab two")
    assert "from tab one</blockquote>" in text(shown)
    assert "from tab two</blockquote>" in text(shown)
    assert words(given) == "from tab one"
    press(browse, given, my_picture="from tab two", version=shown.context["version"])
    assert words(given) == "from tab two"


def test_a_row_more_keeps_what_stands_in_the_others() -> None:
    given = give(make_individual_case(make_therapist()), "coping_list")
    browse = Client()
    browse.force_login(login_of(given.case))
    rows = {"ways-count": "1", "ways-0-text": "running", "ways-0-id": str(uuid.uuid4())}
    shown = press(browse, given, add="ways", **rows)
    assert shown.status_code == 200
    assert 'name="ways-1-text"' in text(shown)
    assert Answer.objects.get().data["ways"]["items"][0]["text"] == "running"


def test_done_for_now_says_what_is_empty_and_offers_few_words(
    given: Assignment, browse: Client
) -> None:
    early = text(press(browse, given, finish="done"))
    assert "This one is still empty" in early
    assert "I will tell my therapist" in early
    press(browse, given, finish="tell_therapist")
    given.refresh_from_db()
    assert given.status == "done"
    assert "You chose: I will tell my therapist." in text(browse.get(page(given)))


def test_done_is_read_and_taken_up_again(given: Assignment, browse: Client) -> None:
    press(browse, given, my_picture="Tea", finish="done")
    shown = text(browse.get(page(given)))
    assert "Write some more" in shown
    assert "<textarea" not in shown
    browse.post(reverse("clients:portal_reopen", args=[given.pk]))
    assert "<textarea" in text(browse.get(page(given)))
    assert browse.get(reverse("clients:portal_reopen", args=[given.pk])).status_code == 405


def test_enough_for_me_is_enough() -> None:
    given = give(make_individual_case(make_therapist()), "value_ranking")
    browse = Client()
    browse.force_login(login_of(given.case))
    fields = {"values-offer": ["honesty"], "focus": "honesty", "why": "it is", "this_week": "say"}
    assert "Enough for me" in text(press(browse, given, finish="done", **fields))
    version = Answer.objects.get().version
    rows = {f"{name}": value for name, value in fields.items() if name != "values-offer"}
    item = Answer.objects.get().data["values"]["items"][0]
    rows |= {"values-count": "1", "values-0-key": item["key"], "values-0-id": item["id"]}
    press(browse, given, finish="enough", version=version, **rows)
    given.refresh_from_db()
    assert given.status == "done"


def test_set_aside_shows_the_words_to_copy(given: Assignment, browse: Client) -> None:
    press(browse, given, my_picture="before")
    Assignment.objects.update(status=Assignment.Status.SET_ASIDE)
    assert "before" in text(browse.get(page(given)))
    late = press(browse, given, my_picture="typed too late", version=1)
    assert (late.status_code, "typed too late" in text(late)) == (403, True)
    assert autosave(browse, given, "late", version=1).status_code == 403
    assert words(given) == "before"


def test_the_paper_version_has_lines_and_no_form(given: Assignment, browse: Client) -> None:
    shown = text(browse.get(page(given, "?paper=1")))
    assert 'class="lines"' in shown
    assert "<textarea" not in shown
