"""Every exercise of both programmes on a person’s page: it opens, asks, and ends in one tap."""

import html
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import Assignment, Case
from clients.services.homework import assign_exercises
from tests import factories as make
from tests.practice.programme_facts import PROGRAMMES, exercises

pytestmark = pytest.mark.django_db
JOINT = [
    (programme, code)
    for programme in PROGRAMMES
    for code, exercise in exercises(programme).items()
    if "together" in exercise["who"]
]


def in_words(text: dict[str, str], exercise: dict[str, Any]) -> str:
    """A text of the library as somebody without a name of their own for the problem reads it."""
    general = exercise.get("problem_words", {"en": ""})["en"]
    said = text["en"]
    if said.startswith("{problem}"):
        general = general[:1].upper() + general[1:]
    return said.replace("{problem}", general)


class Person:
    """One partner in a browser without scripts, where nobody named the problem."""

    def __init__(self, case: Case, position: str = "A") -> None:
        self.browser = Client()
        self.browser.force_login(make.login_of(case, position))

    def shown(self, given: Assignment) -> str:
        answer = self.browser.get(reverse("clients:portal_exercise", args=[given.pk]))
        assert answer.status_code == 200, given.exercise.code
        return html.unescape(answer.content.decode())

    def finish(self, given: Assignment, way: str) -> None:
        data = {"version": 0, "key": str(uuid.uuid4()), "finish": way}
        self.browser.post(reverse("clients:portal_exercise", args=[given.pk]), data)
        given.refresh_from_db()


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_each_is_given_asks_in_its_own_words_and_ends_in_one_tap(programme: str) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    journey = make.make_journey(case, programme)
    person = Person(case)
    for code, exercise in exercises(programme).items():
        row = make.exercise(exercise["key"], programme)
        (given,) = assign_exercises(ana, journey, [row], to="A")
        Assignment.objects.filter(pk=given.pk).update(delivers_at=given.given_at)
        page = person.shown(given)
        assert in_words(exercise["title"], exercise) in page, code
        for field in exercise["fields"]:
            if field["kind"] not in ("daily_check", "log_entry") and field["role"] != "partner":
                assert in_words(field["prompt"], exercise) in page, f"{code} {field['key']}"
        person.finish(given, "tell_therapist")
        assert given.status == Assignment.Status.DONE, code


@pytest.mark.parametrize(("programme", "code"), JOINT)
def test_each_joint_step_opens_for_two_and_begins_anew_for_one(programme: str, code: str) -> None:
    exercise = exercises(programme)[code]
    case = make.make_couple_case(make.make_therapist())
    make.make_ready(case)
    make.make_journey(case, programme)
    joint = make.give(case, exercise["key"], to=None)
    begins = in_words(exercise["intro"], exercise)
    for_one = in_words(exercise["for_one"], exercise)
    for position in "AB":
        page = Person(case, position).shown(joint)
        assert begins in page
        assert for_one not in page
    alone = make.give(case, exercise["key"], to="B")
    page = Person(case, "B").shown(alone)
    assert for_one in page
    assert begins not in page
