"""What was given stays on the map of a way, whatever later versions of the course do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Case
from practice.services import library
from tests import factories as make
from tests.clients.staff_pages import sign_in

pytestmark = pytest.mark.django_db
Json = dict[str, Any]
SHIPPED = next(p for p in library.shipped_files() if p.stem == "programme_collaborative")
GONE = "or has it no longer"


@pytest.fixture
def case() -> Case:
    case = make.make_couple_case(make.make_therapist())
    make.give(case)
    return case


@pytest.fixture
def browser(case: Case) -> Browser:
    return sign_in(case.workers.get().user)


@pytest.fixture
def publish(tmp_path: Path) -> Callable[[Callable[[list[Json]], None]], None]:
    """A later version of the course, with its phases changed."""

    def publish(change: Callable[[list[Json]], None]) -> None:
        course = json.loads(SHIPPED.read_text(encoding="utf-8"))
        change(course["phases"])
        path = tmp_path / "later.json"
        path.write_text(json.dumps(course), encoding="utf-8")
        library.load([path])

    return publish


def take(phases: list[Json]) -> Json:
    """The exercise that was given, taken out of its phase."""
    found = next(row for row in phases[0]["exercises"] if row["key"] == "hope_question")
    phases[0]["exercises"].remove(found)
    return found


def move(phases: list[Json]) -> None:
    phases[2]["exercises"].append(take(phases))


def move_to_a_new_phase(phases: list[Json]) -> None:
    found = take(phases)
    later = {**phases[-1], "key": "later", "number": len(phases) + 1, "exercises": [found]}
    phases.append(later)


def drop(phases: list[Json]) -> None:
    take(phases)


def given_on_map(browser: Browser, case: Case) -> dict[str, str]:
    """Phase -> its page, for each phase of the map that shows what was given."""
    address = reverse("clients:case_journey", args=[case.pk])
    phases = browser.get(address).context["phases"]
    pages = {
        row.phase.key: browser.get(address, {"phase": row.phase.key}).content.decode()
        for row in phases
    }
    return {key: page for key, page in pages.items() if "Lei: open" in page}


@pytest.mark.parametrize(
    ("change", "stands_in", "may_be_given"),
    [
        (move, "vision", True),
        (move_to_a_new_phase, "partnership", False),
        (drop, "partnership", False),
    ],
)
def test_what_was_given_stays_on_the_map(
    change: Any, stands_in: str, may_be_given: bool, case: Case, browser: Browser, publish: Any
) -> None:
    before = given_on_map(browser, case)
    publish(change)
    ((phase, page),) = given_on_map(browser, case).items()
    assert (list(before), phase) == (["partnership"], stands_in)
    assert (GONE not in page) == may_be_given
    row = next(r for r in page.split("<li>") if "Lei: open" in r)
    assert ('name="exercises"' in row) == may_be_given


def test_a_way_that_began_later_has_the_new_place(
    case: Case, browser: Browser, publish: Any
) -> None:
    publish(move_to_a_new_phase)
    later = make.make_couple_case(case.workers.get().user, ("Li", "Wu"))
    make.give(later, journey=make.make_journey(later))
    address = reverse("clients:case_journey", args=[later.pk])
    page = browser.get(address, {"phase": "later"}).content.decode()
    assert ("Li: open" in page, GONE in page) == (True, False)


def test_a_joint_step_is_closed_where_its_button_stands(
    case: Case, browser: Browser, publish: Any
) -> None:
    """In the phase to which a later version moved it."""
    step = make.give(case, to=None)
    publish(move)
    close = reverse("clients:homework_close", args=[step.pk])
    there = browser.post(f"{close}?phase=vision").headers["Location"]
    assert there == f"{reverse('clients:case_journey', args=[case.pk])}?phase=vision#give"
