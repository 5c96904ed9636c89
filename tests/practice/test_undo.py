"""The way back from what was just done, and the list of keys without scripts."""

import pytest
from django.urls import reverse

from practice.models import Question
from tests import factories as make
from tests.clients.staff_pages import sign_in

pytestmark = pytest.mark.django_db


def test_what_was_set_aside_comes_back_by_undo() -> None:
    ana = make.make_therapist()
    given = make.give(make.make_individual_case(ana))
    browser = sign_in(ana)
    aside = reverse("clients:homework_set_aside", args=[given.pk])
    page = browser.post(aside, {"because": "It is too much now."}, follow=True)
    assert "Undo" in page.text
    undo = page.context["undo"]
    assert "It is back" in browser.post(undo["url"], undo["fields"], follow=True).text
    given.refresh_from_db()
    assert given.status == "open"


def test_a_question_that_was_put_away_comes_back_by_undo() -> None:
    ana = make.make_therapist()
    make.load_library()
    key = Question.objects.values_list("key", flat=True)[0]
    browser = sign_in(ana)
    away = reverse("library_question_away", args=[key])
    page = browser.post(away, {"is_away": "1"}, follow=True)
    undo = page.context["undo"]
    again = browser.post(undo["url"], undo["fields"], follow=True)
    assert "can suggest it again" in again.text
    assert "Undo" not in again.text


def test_the_keys_are_a_page_too() -> None:
    ana = make.make_therapist()
    page = sign_in(ana).get(reverse("keys")).text
    # The list of the dialog and that of the page are one.
    assert page.count("<kbd>g</kbd> <kbd>t</kbd>") == 2
