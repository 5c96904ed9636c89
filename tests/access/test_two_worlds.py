"""A partner's pages are the same, letter by letter, with and without the other's private matter.

Ten couples of worlds in each run; `WORLDS=200` makes it two hundred.
"""

import os
import random
import uuid
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from clients.models import Answer, Assignment, Case
from practice.models import Practice
from practice.remembered import forget
from sessions.models import Note
from sessions.services import note_life
from tests import factories
from tests.access.private_acts import ACTS, Person, place_oneself, save, share
from tests.access.table import routes
from tests.access.visitor import PARAMETER, text_of
from tests.access.written import exercise, give
from tests.clients.staff_pages import make_supervisor
from tests.sessions.hours import draft, hour

WORLDS = range(int(os.environ.get("WORLDS", "10")))
PARTNERS = {"A": "B", "B": "A"}
# Leaving signs out, and shows nothing of anybody.
LEFT_OUT = {"clients:portal_exit"}
BESIDES = ["home", "clients:portal", "mfa_index", "account_change_password"]
PORTAL = sorted(
    name
    for name, route in routes().items()
    if route.startswith("portal/") and name not in LEFT_OUT and name not in BESIDES
)
# Keys that nothing has: their pages are to be those of the other's things.
UNKNOWN = [uuid.UUID(int=number) for number in (1, 2, 3)]
Act = Callable[[Person], None]
Pages = dict[str, tuple[int, str]]
Without = dict[str, Pages]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def couple(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Case]:
    """Two people who have written, shared, and done something together already."""
    with django_db_blocker.unblock(), transaction.atomic():
        Practice(name="Hearthwork", crisis_line="Crisis line").save()
        factories.load_library()
        case = factories.make_couple_case(factories.make_therapist())
        make_supervisor(case)
        factories.make_journey(case)
        give(case, None, exercise("both"))
        for position in PARTNERS:
            person = Person(case, position, random.Random(position))
            person.written()
            share(person)
            place_oneself(person)
            save(person, Assignment.objects.get(case=case, member=None), "ours")
        open_a_note(case)
        yield case
        transaction.set_rollback(True)
    forget()


def open_a_note(case: Case) -> None:
    """Of an hour that both were in, with words of both and of each."""
    ana = case.workers.get().user
    note = draft(ana, hour(ana, case), {f"own_words-{one}-quotes": one for one in ("joint", *"ab")})
    note_life.offer(ana, note, is_offered=True)


def looks(reader: Person, others: list[uuid.UUID]) -> Pages:
    """Every portal page of `reader`, and every page about the keys in `others`."""
    browser = Client()
    browser.force_login(reader.user)
    found = {name: ask(browser, f"/{routes()[name]}") for name in BESIDES}
    for name in PORTAL:
        for number, keys in enumerate(product(*places(reader, others, name))):
            found[f"{name} {number}"] = ask(browser, address(name, keys))
    return found


def address(name: str, keys: tuple[uuid.UUID, ...]) -> str:
    left = iter(keys)
    return PARAMETER.sub(lambda _part: str(next(left)), f"/{routes()[name]}")


def places(reader: Person, others: list[uuid.UUID], name: str) -> list[list[uuid.UUID]]:
    """For each part of the address: what of theirs may stand there, then what is not theirs."""
    case = reader.case
    opened = Note.objects.offered_to(reader.user).filter(therapy_session__case=case)
    written = Answer.objects.shared_with(reader.user).filter(assignment__case=case)
    given = Assignment.objects.mine(reader.user).filter(case=case)
    special = {"clients:portal_shared": written, "sessions:portal_review": opened}
    rows = special.get(name, given)
    keys = [*rows.order_by("pk").values_list("pk", flat=True), *others]
    parts = [found[1] for found in PARAMETER.finditer(routes()[name])]
    return [[case.pk, others[0]] if part == "case_pk" else keys for part in parts]


def ask(browser: Client, url: str) -> tuple[int, str]:
    with transaction.atomic():
        found = browser.get(url)
        told = text_of(found)
        transaction.set_rollback(True)
    return found.status_code, told


def keys_of(person: Person, reader: Person) -> list[uuid.UUID]:
    """A case, a thing to try and an answer of theirs, the newest; made-up keys where none is."""
    kinds = (
        Case.objects.portal_of(person.user).exclude(pk=person.case.pk).order_by("-opened_on"),
        Assignment.objects.filter(member=person.member).order_by("-given_at", "pk"),
        Answer.objects.filter(member=person.member)
        .exclude(pk__in=Answer.objects.shared_with(reader.user))
        .order_by("-created_at", "pk"),
    )
    found = (rows.first() for rows in kinds)
    return [row.pk if row else key for row, key in zip(found, UNKNOWN, strict=True)]


@pytest.fixture(scope="module")
def without(couple: Case, django_db_blocker: DjangoDbBlocker) -> Without:
    """The pages of each partner while the other did nothing more."""
    with django_db_blocker.unblock():
        readers = {one: Person(couple, one, random.Random(0)) for one in PARTNERS}
        return {one: looks(reader, UNKNOWN) for one, reader in readers.items()}


def differences(case: Case, position: str, acts: list[Act], without: Without) -> list[str]:
    """Names of the pages of one partner that tell whether the other did all this."""
    chance = random.Random(str([position, [act.__name__ for act in acts]]))
    reader, other = Person(case, position, chance), Person(case, PARTNERS[position], chance)
    for act in acts:
        act(other)
    before, after = without[position], looks(reader, keys_of(other, reader))
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def acts_of(seed: int) -> list[Act]:
    """Six of them, in a turn that leaves none out in ten worlds."""
    chance = random.Random(seed)
    in_turn = [ACTS[(3 * seed + step) % len(ACTS)] for step in range(3)]
    return [*in_turn, *chance.choices(ACTS, k=3)]


@pytest.mark.parametrize("seed", WORLDS)
def test_private_matter_leaves_no_trace(seed: int, couple: Case, without: Without) -> None:
    acts = acts_of(seed)
    assert differences(couple, "AB"[seed % 2], acts, without) == [], [a.__name__ for a in acts]


def test_every_act_was_done() -> None:
    assert {act for seed in WORLDS for act in acts_of(seed)} == set(ACTS)


def test_what_is_shared_is_seen(couple: Case, without: Without) -> None:
    assert "clients:portal_sharing 0" in differences(couple, "A", [share], without)


def test_every_portal_page_is_compared() -> None:
    assert len(PORTAL) >= 9
