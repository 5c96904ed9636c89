"""A joint step that is not open looks the same to both, letter by letter, whoever holds it back."""

import random
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from clients.models import Assignment, Case, Readiness, Screening
from clients.services.cases import record_screening
from clients.services.grants import sync_grants
from clients.services.joint_steps import close_for_both
from clients.services.readiness import set_readiness
from practice.models import Practice
from tests import factories
from tests.access.private_acts import Person
from tests.access.test_two_worlds import PARTNERS, UNKNOWN, Pages, looks
from tests.access.visitor import masked
from tests.access.written import exercise, give

pytestmark = pytest.mark.django_db
Act = Callable[[Case, Assignment], None]
LEVELS = Readiness.Level
LEFT_OUT = {
    "clients:portal_ready",  # one's own level, to oneself
    "clients:portal_kept",  # a name for the trouble is not offered where somebody may be in danger
}


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


def nobody(case: Case, given: Assignment) -> None:
    """The therapist has not opened it yet."""
    Assignment.objects.filter(pk=given.pk).update(opened_for_both_at=None)


def therapist(case: Case, given: Assignment) -> None:
    close_for_both(case.workers.get().user, given)


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
        act(case, Assignment.objects.get(member=None))
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


def test_nor_do_the_answers_to_words_that_come_too_late(couple: Case) -> None:
    given = Assignment.objects.get(member=None)
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


def test_what_is_open_looks_open(couple: Case) -> None:
    """The control: the comparison sees an opening."""
    opened = after(couple, "A", lambda _case, _given: None)
    assert opened != after(couple, "A", therapist)
