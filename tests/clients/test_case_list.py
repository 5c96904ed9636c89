"""The list of cases: what it shows, in which order, and views of it kept under a name."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Case
from clients.services.journeys import enter_phase
from practice.models import SavedView, User
from tests.clients.staff_pages import sign_in
from tests.factories import make_couple_case, make_individual_case, make_journey, make_therapist

pytestmark = pytest.mark.django_db
LIST = "/cases/"


@pytest.fixture
def ana() -> User:
    return make_therapist()


@pytest.fixture
def desk(ana: User) -> Browser:
    """Three cases: a couple that is open, one person, and one person whose case is closed."""
    couple = make_couple_case(ana)
    journey = make_journey(couple)
    enter_phase(ana, journey, journey.programme.phases.get(key="exceptions"))
    make_individual_case(ana, "Mia Berg")
    closed = make_individual_case(ana, "Tom Falk")
    Case.objects.filter(pk=closed.pk).update(closed_on=date(2026, 1, 1))
    return sign_in(ana)


def shown(desk: Browser, **asked: str) -> str:
    return desk.get(LIST, asked).content.decode()


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ({}, ["Lei", "Berg", "Falk"], []),
        ({"kind": "couple"}, ["Lei"], ["Berg", "Falk"]),
        ({"state": "open"}, ["Lei", "Berg"], ["Falk"]),
        ({"state": "closed"}, ["Falk"], ["Lei", "Berg"]),
        ({"phase": "exceptions"}, ["Lei"], ["Berg", "Falk"]),
        ({"kind": "individual", "q": "berg"}, ["Berg"], ["Lei", "Falk"]),
        ({"kind": "nonsense", "state": "\0", "phase": "gone"}, ["Lei", "Berg", "Falk"], []),
    ],
)
def test_it_shows_what_was_chosen(
    desk: Browser, asked: dict[str, str], there: list[str], gone: list[str]
) -> None:
    page = shown(desk, **asked)
    assert [name for name in there if name not in page] == []
    assert [name for name in gone if name in page] == []


def test_nothing_that_fits_is_said_with_the_way_back(desk: Browser) -> None:
    page = shown(desk, state="concern")
    assert "No case fits what you chose." in page
    assert "Show all cases" in page


def keep(desk: Browser, name: str, asked: str) -> str:
    answer = desk.post(reverse("clients:view_keep"), {"name": name, "asked": asked}, follow=True)
    return answer.content.decode()


def test_a_view_is_kept_shown_and_forgotten(desk: Browser, ana: User) -> None:
    page = keep(desk, "Closed ones", "q=&sort=newest&state=closed")
    assert "Falk" in page
    assert "Berg" not in page
    assert 'href="/cases/?sort=newest&amp;state=closed" aria-current="true"' in page
    view = SavedView.objects.get()
    assert view.user == ana
    desk.post(reverse("clients:view_forget", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_same_name_is_kept_anew(desk: Browser) -> None:
    keep(desk, "Mine", "state=closed")
    keep(desk, "Mine", "state=open")
    assert [view.asked for view in SavedView.objects.all()] == ["state=open"]


def test_nothing_is_kept_but_what_the_list_allows(desk: Browser) -> None:
    keep(desk, "Odd", "state=open&next=https://elsewhere.example&sort=pk&kind=%00")
    assert SavedView.objects.get().asked == "state=open"


def test_without_a_name_it_says_so_and_shows_the_same(desk: Browser) -> None:
    page = keep(desk, "  ", "state=closed")
    assert "Write a name for this view first." in page
    assert "Falk" in page
    assert not SavedView.objects.exists()


def test_a_view_of_somebody_else_is_not_there(desk: Browser) -> None:
    keep(desk, "Mine", "state=closed")
    other = sign_in(make_therapist("Ben Okafor"))
    assert "Mine" not in other.get(LIST).content.decode()
    other.post(reverse("clients:view_forget", args=[SavedView.objects.get().pk]))
    assert SavedView.objects.count() == 1
