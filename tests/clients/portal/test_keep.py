"""Keeping something of what one wrote, by one tap: as words, as what works, as a habit."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, Case, Quote, Ritual
from tests import factories as make
from tests.clients.portal.test_pages import reads, signed_in

pytestmark = pytest.mark.django_db
TRIED = {
    "parts": {"action": {"text": "Tea on her desk"}, "condition": {"text": "after dinner"}},
    "frequency": "per_event",
    "event": "before we part",
    "length_days": 3,
}
WAYS = {"items": [{"id": "0b0f2f0a-5a0e-4a1c-9b61-6f3f5d1c2a10", "text": "Running by the river"}]}


@pytest.fixture
def case() -> Case:
    case = make.make_couple_case(make.make_therapist())
    make.make_journey(case)
    return case


@pytest.fixture
def browse(case: Case) -> Browser:
    return signed_in(make.login_of(case))


def written(case: Case, key: str, data: dict[str, Any], **fields: Any) -> Assignment:
    given = make.give(case, key)
    make.write(given, data=data, version=1, **fields)
    return given


def url_of(given: Assignment) -> str:
    return reverse("clients:portal_keep", args=[given.pk])


def tap(browser: Browser, given: Assignment, words: str, kept_as: str) -> Any:
    """Press one button of the line that holds these words."""
    page = browser.get(url_of(given)).content.decode()
    card = next(part for part in page.split('<section class="card">') if words in part)
    found = re.search(r'name="line" value="(\w+)"', card)
    assert found is not None
    return browser.post(url_of(given), {"line": found[1], "kept_as": kept_as})


@pytest.mark.parametrize("kind", ["protect", "inner", "words"])
def test_an_item_of_a_list_is_kept_by_one_tap(kind: str, case: Case, browse: Browser) -> None:
    given = written(case, "coping_list", {"ways": WAYS})
    for _twice in range(2):
        tap(browse, given, "Running by the river", kind)
    row = Quote.objects.get()
    assert (row.kind, row.words, row.audience) == (kind, "Running by the river", "therapist")
    assert (row.from_answer.assignment, row.from_item) == (given, WAYS["items"][0]["id"])


def test_a_line_of_a_text_is_kept_alone(case: Case, browse: Browser) -> None:
    given = written(case, "hope_question", {"my_picture": {"text": "First line\n\nSecond line"}})
    tap(browse, given, "Second line", "inner")
    assert Quote.objects.get().words == "Second line"


def test_what_was_for_oneself_alone_stays_so(case: Case, browse: Browser) -> None:
    words = {"my_picture": {"text": "Mine alone"}}
    tap(browse, written(case, "hope_question", words, audience="self"), "Mine alone", "words")
    assert Quote.objects.get().audience == "self"
    tried = written(case, "micro_experiment", {"experiment": TRIED}, audience="self")
    tap(browse, tried, "Tea on her desk", "habit")
    assert Ritual.objects.get().audience == "self"


def test_what_was_tried_becomes_a_habit_with_its_cue(case: Case, browse: Browser) -> None:
    given = written(case, "micro_experiment", {"experiment": TRIED})
    found = tap(browse, given, "Tea on her desk", "habit")
    row = Ritual.objects.get()
    assert (row.name, row.cue, row.cadence) == ("Tea on her desk", "before we part", "per_event")
    assert found.headers["Location"] == reverse("clients:portal_habit", args=[case.pk, row.pk])
    tap(browse, given, "Tea on her desk", "habit")
    assert Ritual.objects.count() == 1


def finish(browser: Browser, given: Assignment, button: str, **more: str) -> Any:
    sent = {"finish": button, "experiment-action": "Tea on her desk", "learning": "It warms us"}
    version = Answer.objects.filter(assignment=given).values_list("version", flat=True).first()
    return browser.post(
        reverse("clients:portal_exercise", args=[given.pk]),
        sent | {"version": str(version or 0)} | more,
    )


def test_the_button_saves_what_was_typed_and_keeps_it(case: Case, browse: Browser) -> None:
    given = make.give(case, "micro_experiment")
    page = browse.get(reverse("clients:portal_exercise", args=[given.pk])).content.decode()
    assert "Keep it as a habit" in page
    found = finish(browse, given, "keep")
    row = Ritual.objects.get()
    assert found.headers["Location"] == reverse("clients:portal_habit", args=[case.pk, row.pk])
    assert row.name == "Tea on her desk"
    assert Answer.objects.get(assignment=given).data["learning"]["text"] == "It warms us"


@pytest.mark.parametrize(("choice", "kept"), [("ritual", 1), ("not_now", 0)])
def test_a_choice_in_the_exercise_makes_it_a_habit(
    choice: str, kept: int, case: Case, browse: Browser
) -> None:
    given = make.give(case, "micro_experiment")
    finish(browse, given, "tell_therapist", keep_as=choice)
    assert Ritual.objects.count() == kept


def test_each_pick_of_a_week_may_become_a_habit(case: Case, browse: Browser) -> None:
    picks = [
        {
            "id": f"5e9b7d23-1c4f-4d6a-b8e0-7a9c2f4e6d0{n}",
            "from": f"2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f0{n}",
            "text": f"Action {n}",
            "parts": {"what_i_try": {"text": f"I try {n}"}},
        }
        for n in (1, 2)
    ]
    given = written(case, "commitment_experiment", {"picks": {"picks": picks}})
    tap(browse, given, "I try 2", "habit")
    assert [row.name for row in Ritual.objects.all()] == ["I try 2"]


def test_what_both_tried_becomes_a_habit_of_both(case: Case, browse: Browser) -> None:
    given = make.give(case, "micro_experiment", to=None)
    now = timezone.now()
    Assignment.objects.filter(pk=given.pk).update(opened_for_both_at=now)
    make.write(given, data={"experiment": TRIED}, member=None, audience="all")
    tap(browse, given, "Tea on her desk", "habit")
    assert (Ritual.objects.get().member, Ritual.objects.get().audience) == (None, "all")
    Ritual.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(safety_flag=True)
    tap(browse, given, "Tea on her desk", "habit")
    assert not Ritual.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"line": "0" * 24, "kept_as": "words"}, {"kept_as": "hat"}])
def test_what_no_button_sends_keeps_nothing(
    sent: dict[str, str], case: Case, browse: Browser
) -> None:
    given = written(case, "coping_list", {"ways": WAYS})
    found = browse.post(url_of(given), sent, follow=True)
    assert "Please choose again" in found.content.decode()
    assert not Quote.objects.exists()


def test_it_costs_four_queries(case: Case, browse: Browser) -> None:
    given = written(case, "coping_list", {"ways": WAYS})
    browse.get(reverse("clients:portal_exercise", args=[given.pk]))
    assert reads(browse, url_of(given)) == 4


ENTRY = "0b0f2f0a-5a0e-4a1c-9b61-6f3f5d1c2a11"


def logged(case: Case, audience: str = "therapist", **parts: str) -> Assignment:
    entry = {
        "id": ENTRY,
        "when": {"words": "last spring"},
        "parts": {key: {"text": words} for key, words in parts.items()},
        "nothing_better": False,
    }
    data = {"entries": {"entries": [entry]}}
    return written(case, "exception_log", data, entry=uuid.UUID(ENTRY), audience=audience)


def test_all_that_an_entry_of_a_log_says_can_be_kept(case: Case, browse: Browser) -> None:
    given = logged(case, context="Cooking", key_information="My hands know how\nNobody hurried")
    log = reverse("clients:portal_exercise", args=[given.pk])
    assert f'href="{url_of(given)}"' in browse.get(log).content.decode()
    for words, kind in (("Cooking", "protect"), ("Nobody hurried", "inner")):
        tap(browse, given, words, kind)
    kept = {(row.kind, row.words, row.from_item) for row in Quote.objects.all()}
    assert kept == {("protect", "Cooking", ENTRY), ("inner", "Nobody hurried", ENTRY)}


def test_an_entry_has_a_page_of_its_own_to_keep_from(case: Case, browse: Browser) -> None:
    given = logged(case, "self", context="Mine alone")
    place = [given.pk, ENTRY]
    url = reverse("clients:portal_entry_keep", args=place)
    assert (
        f'href="{url}"' in browse.get(reverse("clients:portal_entry", args=place)).content.decode()
    )
    mark = re.search(r'name="line" value="(\w+)"', browse.get(url).content.decode())
    assert mark is not None
    assert browse.post(url, {"line": mark[1], "kept_as": "words"}).headers["Location"] == url
    row = Quote.objects.get()
    assert (row.words, row.audience) == ("Mine alone", "self")
    partner = signed_in(make.login_of(case, "B"))
    assert [partner.get(url).status_code, partner.post(url).status_code] == [404, 404]
