"""An exercise can be read, and printed, before it is given."""

import uuid

import pytest
from django.test import Client as Browser
from django.urls import reverse

from practice.models import Exercise, User
from tests import factories


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    session = browser.session
    session["second_factor_set"] = True
    session.save()
    return browser


def page(exercise: Exercise) -> str:
    return reverse("library_exercise", args=[exercise.pk])


@pytest.fixture
def therapist(db: None) -> Browser:
    return signed_in(factories.make_therapist())


def test_every_exercise_is_there_with_all_that_it_asks(therapist: Browser) -> None:
    exercises = Exercise.objects.filter(programme_key="collaborative", is_current=True)
    assert len(exercises) == 18
    for exercise in exercises:
        answer = therapist.get(page(exercise))
        told = answer.content.decode()
        assert answer.status_code == 200
        for words in [exercise.title, *(spec.prompt["en"] for spec in exercise.fields)]:
            assert words.split("“")[0].split("'")[0] in told
        assert "<textarea" not in told  # a sheet to write on, not a form


def test_what_reaches_the_therapist_is_said(therapist: Browser) -> None:
    hope = factories.exercise("hope_question")
    assert "What reaches you" in therapist.get(page(hope)).content.decode()


def test_it_is_for_those_who_give_or_supervise(db: None) -> None:
    exercise = factories.exercise()
    doors = {
        role: signed_in(factories.make_user(**{f"is_{role}": True})).get(page(exercise)).status_code
        for role in ("therapist", "supervisor", "owner", "office", "client")
    }
    assert doors == {
        "therapist": 200,
        "supervisor": 200,
        "owner": 200,
        "office": 404,
        "client": 404,
    }
    assert Browser().get(page(exercise)).status_code == 302


def test_an_unknown_exercise_is_not_there_and_nothing_is_sent(therapist: Browser) -> None:
    assert therapist.get(reverse("library_exercise", args=[uuid.uuid4()])).status_code == 404
    assert therapist.post(page(factories.exercise())).status_code == 405


def test_the_map_of_a_journey_leads_there(db: None) -> None:
    case = factories.make_individual_case(ana := factories.make_therapist())
    factories.make_journey(case)
    told = signed_in(ana).get(reverse("clients:case_journey", args=[case.pk])).content.decode()
    assert page(factories.exercise("relationship_narrative")) in told
    assert page(factories.exercise("collaborative_stance")) in told
