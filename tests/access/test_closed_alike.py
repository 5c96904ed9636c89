"""A joint step that is not open looks the same to both, letter by letter, whoever holds it back.

So does a habit that came out of one, and each person's own name for the trouble.
"""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from clients.models import Assignment, Case, Quote, Readiness, Ritual, Screening
from clients.services import kept
from clients.services.cases import record_screening
from clients.services.grants import sync_grants
from clients.services.joint_steps import close_for_both
from clients.services.readiness import set_readiness
from practice.models import Practice
from tests import factories
from tests.access.private_acts import Person
from tests.access.test_flag_alike import KEYS
from tests.access.test_two_worlds import PARTNERS, UNKNOWN, Pages, looks
from tests.access.visitor import masked
from tests.access.written import exercise, give

pytestmark = pytest.mark.django_db
Act = Callable[[Case, Assignment], None]
LEVELS = Readiness.Level
LEFT_OUT = {"clients:portal_ready"}  # one's own level, to oneself
TRIED = {
    "parts": {"action": {"text": "Tea on the desk"}},
    "frequency": "per_event",
    "event": "before we part",
    "length_days": 3,
}
HABIT = {"name": "A word at the door", "cadence": "per_event", "since": "2026-03-05", "version": 1}


@pytest.fixture
def couple() -> Case:
    """Both are ready for everything; the one thing they were given stands open to them."""
    practice = Practice(name="Hearthwork", crisis_line="Crisis line")
    practice.save()
    factories.load_library()
    case = factories.make_couple_case(factories.make_therapist())
    factories.make_journey(case)
    factories.make_ready(case)
    give(case, None, exercise("both"))
    sync_grants(case)
    return case


@pytest.fixture
def keeping(couple: Case) -> Case:
    """A habit out of what both tried; A has a name for the trouble, B is asked for one."""
    case = couple
    tried = factories.give(case, "micro_experiment", to=None)
    source = factories.write(tried, data={"experiment": TRIED}, member=None, audience="all")
    user = factories.login_of(case)
    kept.begin_ritual(user, case, kept.Habit("Tea at four"), source=source)
    kept.keep_words(user, case, kind="problem", words="The fog")
    for position in PARTNERS:
        factories.give(case, "scale_placement", to=position)
    return case


def nobody(case: Case, given: Assignment) -> None:
    """The therapist has not opened anything yet."""
    Assignment.objects.filter(member=None).update(opened_for_both_at=None)


def therapist(case: Case, given: Assignment) -> None:
    for step in Assignment.objects.filter(member=None):
        close_for_both(case.workers.get().user, step)


def lowers(position: str) -> Act:
    def act(case: Case, given: Assignment) -> None:
        set_readiness(
            factories.login_of(case, position), factories.member(case, position), LEVELS.ALONE
        )

    return act


def worries(position: str) -> Act:
    """What one told alone raises the flag."""

    def act(case: Case, given: Assignment) -> None:
        record_screening(
            case.workers.get().user,
            factories.member(case, position),
            asked_alone_on=Practice.load().today(),
            outcome=Screening.Outcome.CONCERN,
        )

    return act


ACTS = {
    "nobody opened it": nobody,
    "the therapist closed it": therapist,
    "A lowered the level": lowers("A"),
    "B lowered the level": lowers("B"),
    "A told a concern": worries("A"),
    "B told a concern": worries("B"),
}


def after(case: Case, reader: str, act: Act) -> Pages:
    """The pages of one partner once `act` was done; it is undone again."""
    with transaction.atomic():
        act(case, both_of(case))
        found = looks(Person(case, reader, random.Random(0)), UNKNOWN)
        transaction.set_rollback(True)
    return {name: page for name, page in found.items() if name.partition(" ")[0] not in LEFT_OUT}


@pytest.mark.parametrize("reader", PARTNERS)
def test_to_each_it_looks_the_same_whatever_closed_it(reader: str, couple: Case) -> None:
    pages = {name: after(couple, reader, act) for name, act in ACTS.items()}
    first = pages["nobody opened it"]
    telling = {
        (why, name)
        for why, found in pages.items()
        for name in {**first, **found}
        if first.get(name) != found.get(name)
    }
    assert telling == set()
    assert any("This is not open yet." in page for _status, page in first.values())


def both_of(case: Case) -> Assignment:
    return Assignment.objects.get(case=case, exercise=exercise("both"))


def test_nor_do_the_answers_to_words_that_come_too_late(couple: Case) -> None:
    given = both_of(couple)
    said = {autosaved(couple, given, reader, act) for reader in PARTNERS for act in ACTS.values()}
    assert len(said) == 1
    ((status, _words),) = said
    assert status == 403


def autosaved(case: Case, given: Assignment, reader: str, act: Act) -> tuple[int, str]:
    browser = Client()
    browser.force_login(factories.login_of(case, reader))
    with transaction.atomic():
        act(case, given)
        sent = {"section": "ours", "version": 0, "key": str(UNKNOWN[0]), "ours": "too late"}
        url = f"/portal/homework/{given.pk}/"
        found = browser.post(url, sent, headers={"X-Autosave": "1"})
        transaction.set_rollback(True)
    return found.status_code, masked(found.content.decode())


def kept_pages(case: Case, reader: str, act: Act) -> list[str]:
    """Every page on which a habit or a name shows, as it reads once `act` was done."""
    browser = Client()
    browser.force_login(factories.login_of(case, reader))
    base = f"/portal/{case.pk}"
    urls = [f"{base}/{name}" for name in ("", "homework/", "kept/", "kept/problem/new/")]
    urls += [f"{base}/kept/habits/{row.pk}/" for row in Ritual.objects.filter(case=case)]
    given = Assignment.objects.mine(factories.login_of(case, reader)).order_by("given_at", "pk")
    urls += [f"/portal/homework/{row.pk}/{end}" for row in given for end in ("", "keep/")]
    with transaction.atomic():
        act(case, both_of(case))
        found = [browser.get(url) for url in urls]
        transaction.set_rollback(True)
    assert {page.status_code for page in found} == {200}
    return [KEYS.sub("KEY", masked(page.content.decode())) for page in found]


@pytest.mark.parametrize("reader", PARTNERS)
def test_nor_do_the_pages_of_a_habit_or_a_name(reader: str, keeping: Case) -> None:
    pages = {why: kept_pages(keeping, reader, act) for why, act in ACTS.items()}
    first = pages["nobody opened it"]
    assert [why for why, found in pages.items() if found != first] == []
    assert any("Tea at four" in page for page in first)
    told = "The fog" if reader == "A" else "Give it a name"
    assert sum(told in page for page in first) > 1


def tried_anew(case: Case, browser: Client) -> HttpResponse:
    """What both tried is to become a habit."""
    given = Assignment.objects.get(exercise__key="micro_experiment")
    url = f"/portal/homework/{given.pk}/keep/"
    mark = re.search(r'name="line" value="(\w+)"', browser.get(url).content.decode())
    assert mark is not None
    return browser.post(url, {"line": mark[1], "kept_as": "habit"}, follow=True)


def habit_page(end: str, **sent: Any) -> Callable[[Case, Client], HttpResponse]:
    def post(case: Case, browser: Client) -> HttpResponse:
        habit = Ritual.objects.get(case=case)
        return browser.post(f"/portal/{case.pk}/kept/habits/{habit.pk}/{end}", sent, follow=True)

    return post


def named(case: Case, browser: Client) -> HttpResponse:
    sent = {"words": "The wave", "audience": "self"}
    return browser.post(f"/portal/{case.pk}/kept/problem/new/", sent, follow=True)


POSTS: dict[str, Callable[[Case, Client], HttpResponse]] = {
    "a joint habit begun": tried_anew,
    "a joint habit changed": habit_page("", **HABIT),
    "a joint habit put to rest": habit_page("rest/"),
    "a name given": named,
}


@pytest.mark.parametrize("reader", PARTNERS)
@pytest.mark.parametrize("post", POSTS)
def test_nor_do_the_answers_about_a_habit_or_a_name(post: str, reader: str, keeping: Case) -> None:
    said = {name: answered(keeping, reader, post, act) for name, act in ACTS.items()}
    assert len(set(said.values())) == 1, said.keys()
    opened = answered(keeping, reader, post, lambda _case, _given: None)
    # The control: open, a habit is another matter, and a name is the same.
    assert (opened in said.values()) == (post == "a name given")


def answered(case: Case, reader: str, post: str, act: Act) -> tuple[int, str, int]:
    """The answer, letter by letter, and how many habits and names there are then."""
    browser = Client()
    browser.force_login(factories.login_of(case, reader))
    with transaction.atomic():
        act(case, both_of(case))
        found = POSTS[post](case, browser)
        kept_now = Ritual.objects.count() + Quote.objects.count()
        transaction.set_rollback(True)
    return found.status_code, KEYS.sub("KEY", masked(found.content.decode())), kept_now


def test_what_is_open_looks_open(couple: Case) -> None:
    """The control: the comparison sees an opening."""
    opened = after(couple, "A", lambda _case, _given: None)
    assert opened != after(couple, "A", therapist)
