"""Sharing looks the same with and without a safety flag, letter by letter: to who gives, and to who
would read. What is given while it stands is taken like any other, and held. What people keep for
themselves, a name for the trouble too, stays as it is.
"""

import random
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from clients.models import Answer, AnswerGrant, Assignment, Case, Screening
from clients.models.reach import Reader
from clients.services.answers import answerable
from clients.services.cases import record_screening
from clients.services.grants import sync_grants
from clients.services.safety import lower_safety_flag
from practice.models import Practice
from tests import factories
from tests.access.private_acts import Person, save
from tests.access.test_two_worlds import PARTNERS, Pages
from tests.access.visitor import masked, text_of
from tests.access.written import exercise, give

pytestmark = pytest.mark.django_db
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
Act = Callable[[Case], list[HttpResponse]]


@pytest.fixture
def couple() -> Case:
    Practice(name="Hearthwork", crisis_line="Crisis line").save()
    factories.load_library()
    case = factories.make_couple_case(factories.make_therapist())
    factories.make_journey(case)
    for position in PARTNERS:
        for key in ("own", "pair"):
            given = give(case, position, exercise(key))
            sync_grants(case)
            save(Person(case, position, random.Random(f"{position}{key}")), given, "mine")
    factories.give(case, "scale_placement")  # a name for the trouble is asked for, and used there
    return case


def worry(case: Case) -> None:
    """What B told alone raises the flag."""
    ask(case, "B", Screening.Outcome.CONCERN)


def ask(case: Case, position: str, outcome: str) -> None:
    therapist, member = case.workers.get().user, factories.member(case, position)
    record_screening(therapist, member, asked_alone_on=date(2026, 3, 9), outcome=outcome)


def browser(case: Case, position: str) -> Client:
    found = Client()
    found.force_login(factories.login_of(case, position))
    return found


def choose(case: Case, key: str, *, position: str = "A", **sent: str) -> list[HttpResponse]:
    """The choice, the preview and the yes, with all that the pages answered."""
    given = Assignment.objects.get(exercise=exercise(key), member__position=position)
    url, post = f"/portal/homework/{given.pk}/audience/", browser(case, position).post
    return [post(url, sent), post(url, {**sent, "confirm": "1"}, follow=True)]


def gift(case: Case) -> list[HttpResponse]:
    url, giver = f"/portal/{case.pk}/gift/", browser(case, "A")
    begun = giver.post(url, follow=True)
    given = Assignment.objects.get(is_gift=True)
    save(Person(case, "A", random.Random(7)), given, answerable(given)[0].key)
    sent = {"audience": "all", "confirm": "1", "share_now": "1"}
    audience = f"/portal/homework/{given.pk}/audience/"
    return [begun, giver.get(audience), giver.post(audience, sent, follow=True)]


ACTS: dict[str, Act] = {
    "nothing": lambda _case: [],
    "a share for the morning": lambda case: choose(case, "own", audience="all"),
    "a share at once": lambda case: choose(case, "own", audience="all", share_now="1"),
    "one thing": lambda case: one_thing(case),
    "taken back": lambda case: [
        *choose(case, "own", audience="all", share_now="1"),
        *choose(case, "own", audience="therapist"),
    ],
    "half of a pair": lambda case: choose(case, "pair", audience="pair"),
    "both of a pair": lambda case: [
        *choose(case, "pair", audience="pair"),
        *choose(case, "pair", audience="pair", position="B"),
    ],
    "a gift": gift,
    "a name for the trouble": lambda case: keep(case, "problem/new/", words="The fog"),
    "words kept": lambda case: keep(case, "inner/new/", words="It passes"),
    "an own habit": lambda case: keep(
        case, "habits/new/", name="Tea", cadence="daily", since="2026-03-05"
    ),
}


def keep(case: Case, end: str, **sent: str) -> list[HttpResponse]:
    url, own = f"/portal/{case.pk}/kept/{end}", browser(case, "A")
    return [own.get(url), own.post(url, {"audience": "self", **sent}, follow=True)]


def one_thing(case: Case) -> list[HttpResponse]:
    given = Assignment.objects.get(exercise=exercise("own"), member__position="A")
    url, post = f"/portal/homework/{given.pk}/audience/?part=mine", browser(case, "A").post
    sent = {"audience": "all", "share_now": "1"}
    return [post(url, sent), post(url, {**sent, "confirm": "1"}, follow=True)]


def told(act: Act, case: Case, *, flagged: bool, reader: str) -> tuple[list[str], Pages]:
    """What the pages answered to the act, and the pages of `reader` afterwards; undone again."""
    with transaction.atomic():
        if flagged:
            worry(case)
        said = [one_key(masked(page.content.decode())) for page in act(case)]
        found = seen_by(case, reader)
        transaction.set_rollback(True)
    return said, found


def seen_by(case: Case, reader: str) -> Pages:
    """Every page on which something given, or an offer to give, may show."""
    given = Assignment.objects.mine(factories.login_of(case, reader)).order_by("given_at", "pk")
    names = ["", "homework/", "sharing/", "sharing/readers/", "gift/", "rough-day/", "progress/"]
    names += ["kept/", "kept/problem/new/"]
    urls = [f"/portal/{case.pk}/{name}" for name in names]
    for row in given:
        urls += [f"/portal/homework/{row.pk}/{name}" for name in ("", "audience/")]
    for answer in Answer.objects.order_by("created_at", "pk"):
        urls.append(f"/portal/{case.pk}/shared/{answer.pk}/")
    look = browser(case, reader).get
    pages = [(url, look(url)) for url in urls]
    return {
        f"{number} {one_key(url)}": (page.status_code, one_key(text_of(page)))
        for number, (url, page) in enumerate(pages)
    }


def one_key(page: str) -> str:
    """What is made anew in each world has a key of its own there."""
    return KEYS.sub("KEY", page)


def test_to_who_gives_a_flag_changes_nothing(couple: Case) -> None:
    for name, act in ACTS.items():
        plain = told(act, couple, flagged=False, reader="A")
        assert told(act, couple, flagged=True, reader="A") == plain, name
        assert sum(status == 200 for status, _page in plain[1].values()) > 8


def test_to_who_would_read_it_is_as_if_nothing_was_given(couple: Case) -> None:
    """But for the pair, in which the reader says yes themselves, and sees their own yes."""
    before = shown(told(ACTS["nothing"], couple, flagged=True, reader="B")[1])
    for name in ACTS.keys() - {"both of a pair"}:
        after = shown(told(ACTS[name], couple, flagged=True, reader="B")[1])
        assert after == before, name


def shown(pages: Pages) -> list[str]:
    return [page for status, page in pages.values() if status == 200]


def test_the_flag_lowered_all_of_it_waits_for_the_morning(couple: Case) -> None:
    worry(couple)
    for name in ("a share at once", "both of a pair", "a gift"):
        ACTS[name](couple)
    assert not AnswerGrant.objects.exists()
    for position in PARTNERS:
        ask(couple, position, Screening.Outcome.CLEAR)
    lower_safety_flag(couple.workers.get().user, couple)
    morning = {one.shares_on for one in Answer.objects.filter(audience="all")}
    assert len(morning) == 1
    assert AnswerGrant.objects.filter(starts_at__in=morning).count() == 4
    held = Answer.objects.filter(audience="all").select_related("assignment__case")
    assert not any(one.exists_for(Reader.PARTNER) for one in held)
    assert all(one.exists_for(Reader.PARTNER, max(morning)) for one in held)


def test_without_a_flag_what_is_given_at_once_is_read(couple: Case) -> None:
    """The control: the comparison sees a share that goes out."""
    before = shown(told(ACTS["nothing"], couple, flagged=False, reader="B")[1])
    after = shown(told(ACTS["a share at once"], couple, flagged=False, reader="B")[1])
    assert before != after
