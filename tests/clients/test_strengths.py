"""What people already have, unfolded on each page of their case."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clients.models import Case, Quote
from clients.services.kept import note_words
from practice.models import AuditEvent
from tests.clients.staff_pages import sign_in
from tests.factories import (
    give,
    load_library,
    make_couple_case,
    make_therapist,
    member,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    load_library()
    return make_couple_case(make_therapist())


@pytest.fixture
def desk(case: Case) -> Browser:
    return sign_in(case.workers.get().user)


def tell(case: Case, words: str, audience: str) -> None:
    """Words of partner A in an exercise on resources, told to its audience."""
    write(give(case, "coping_list"), {"first_used": words}, audience=audience)


def page(desk: Browser, case: Case) -> str:
    return desk.get(reverse("clients:case_strengths", args=[case.pk])).content.decode()


def panel(desk: Browser, case: Case) -> str:
    return desk.get(
        reverse("clients:case_strengths", args=[case.pk]), {"panel": ""}
    ).content.decode()


def test_every_page_of_a_case_has_it(desk: Browser, case: Case) -> None:
    for name in ("case_detail", "case_journey", "case_homework", "case_progress", "case_kept"):
        page = desk.get(reverse(f"clients:{name}", args=[case.pk])).content.decode()
        assert f'data-panel="{reverse("clients:case_strengths", args=[case.pk])}?panel"' in page


def test_it_tells_words_source_and_whose_they_are(desk: Browser, case: Case) -> None:
    tell(case, "Running by the river", "therapist")
    told = panel(desk, case)
    assert "Running by the river" in told
    assert "Only Lei" in told
    assert "Running by the river" in page(desk, case)
    assert reverse("clients:homework_earlier", args=[case.assignments.get().pk]) in told
    assert AuditEvent.objects.filter(action="answers.read", case_id=case.pk).count() == 2


def test_what_was_not_told_is_not_there(desk: Browser, case: Case) -> None:
    tell(case, "Nobody reads this", "self")
    assert "Nobody reads this" not in panel(desk, case)
    assert "Nothing of this was given to you" in page(desk, case)


def test_the_name_of_the_problem_stands_first_and_rests_under_a_concern(
    desk: Browser, case: Case
) -> None:
    tell(case, "Running by the river", "therapist")
    note_words(
        case.workers.get().user, member(case), kind=Quote.Kind.PROBLEM, words="the long quiet"
    )
    told = panel(desk, case)
    assert told.index("the long quiet") < told.index("Running by the river")
    Case.objects.filter(pk=case.pk).update(safety_flag=True)
    assert "the long quiet" not in panel(desk, case)


def test_it_costs_no_more_with_more_in_it(
    desk: Browser, case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("clients:case_strengths", args=[case.pk])
    for _number in range(3):
        tell(case, "Running by the river", "therapist")
    with CaptureQueriesContext(connection) as few:
        desk.get(address, {"panel": ""})
    for _number in range(9):
        tell(case, "Tea", "therapist")
    with django_assert_num_queries(len(few)):
        desk.get(address, {"panel": ""})
