"""Plain makers of people, cases and homework for tests; everything goes through the services."""

import itertools
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from clients.models import (
    Answer,
    Assignment,
    Case,
    CaseMember,
    Client,
    Consent,
    Journey,
    Readiness,
    Screening,
    Way,
)
from clients.services.cases import create_client, open_case, record_screening
from clients.services.consents import give_consent
from clients.services.grants import sync_grants
from clients.services.policies import sign_policy
from clients.services.readiness import set_readiness
from practice.models import Exercise, Phase, Programme, User
from practice.services import library

_numbers = itertools.count(1)
# What people of the tests have agreed to unless a test says otherwise.
STANDING = [kind for kind in Consent.Kind if kind not in ("release", "recording")]
PASSWORD = "kettle-and-lantern-9"


def make_user(name: str = "Someone", **fields: Any) -> User:
    number = next(_numbers)
    return User.objects.create_user(f"person{number}@test.example", PASSWORD, name=name, **fields)


def make_therapist(name: str = "Ana Ruiz", **fields: Any) -> User:
    return make_user(name, is_therapist=True, **fields)


def add_second_step(user: User) -> None:
    """As if they had set it up; staff of a practice that is no demo need one."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})


def make_office(name: str = "Office") -> User:
    return make_user(name, is_office=True)


def make_client(therapist: User, name: str = "Chen Jing", *, login: bool = True) -> Client:
    """A person, with a login of their own unless told otherwise."""
    client = create_client(therapist, legal_name=name, name=name.split()[-1])
    if login:
        client.user = make_user(name, is_client=True)
        client.save()
    return client


def make_individual_case(therapist: User, name: str = "Chen Jing") -> Case:
    return agree(open_case(therapist, [make_client(therapist, name)]))


def agree(case: Case, *positions: str) -> Case:
    """Everybody with a login agrees to all that opens things, as on their first days."""
    for one in case.members.select_related("client__user"):
        user = one.client.user
        if user and (not positions or one.position in positions):
            for kind in STANDING:
                give_consent(user, one.client, case, kind=kind, how=Way.PORTAL)
            if policy := case.policies.first():
                sign_policy(user, one, read=policy.as_read().content_hash)
    return case


def make_couple_case(
    therapist: User, names: tuple[str, str] = ("Zhao Lei", "Zhou Ting"), *, screened: bool = True
) -> Case:
    """A couple with two logins; screened clear unless told otherwise."""
    clients = [make_client(therapist, name) for name in names]
    case = agree(open_case(therapist, clients, secrets_policy=Case.Secrets.LIMITED))
    if screened:
        for member in case.members.all():
            record_screening(
                therapist, member, asked_alone_on=date(2026, 3, 1), outcome=Screening.Outcome.CLEAR
            )
    return case


def member(case: Case, position: str = "A") -> CaseMember:
    return case.members.select_related("client__user").get(position=position)


def login_of(case: Case, position: str = "A") -> User:
    """The login of partner A or B."""
    user = member(case, position).client.user
    assert user is not None
    return user


def load_library() -> None:
    """The library that comes with the product, unless it is there, as it is from the start."""
    if not Programme.objects.exists():
        library.load(library.shipped_files())


def make_ready(case: Case, level: int = Readiness.Level.TALKING) -> None:
    """Both say that they are ready to go that far."""
    for one in case.members.select_related("client__user"):
        set_readiness(one.client.user or case.workers.get().user, one, level)


def make_journey(case: Case, programme_key: str = "collaborative") -> Journey:
    """A way through a programme, standing in its first phase."""
    load_library()
    programme = Programme.objects.get(key=programme_key, is_current=True)
    journey = Journey.objects.create(case=case, programme=programme, started_on=date(2026, 3, 2))
    first = Phase.objects.get(programme=programme, number=1)
    journey.visits.create(phase=first, entered_on=journey.started_on)
    return journey


def exercise(key: str = "hope_question", programme_key: str = "collaborative") -> Exercise:
    load_library()
    return Exercise.objects.get(programme_key=programme_key, key=key, is_current=True)


def give(
    case: Case, key: str = "hope_question", *, to: str | None = "A", journey: Journey | None = None
) -> Assignment:
    """An exercise given to partner A or B, or to both together (`to=None`) and open to them."""
    journey = journey or case.journeys.first() or make_journey(case)
    now = timezone.now()
    assignment = Assignment.objects.create(
        case=case,
        journey=journey,
        exercise=exercise(key, journey.programme.key),
        member=member(case, to) if to else None,
        given_by=case.workers.get().user,
        given_at=now,
        delivers_at=now,
        opened_for_both_at=None if to else now,
    )
    sync_grants(case)
    return assignment


def write(
    assignment: Assignment,
    words: Mapping[str, str] | None = None,
    *,
    at: datetime | None = None,
    **fields: Any,
) -> Answer:
    """An answer of its member, stored as the portal stores it: `words` by the key of the field."""
    at = at or timezone.now()
    row = {
        "member": assignment.member,
        "data": {key: {"text": text} for key, text in (words or {}).items()},
        "audience": "therapist",
        "created_at": at,
        "changed_at": at,
    }
    return Answer.objects.create(assignment=assignment, **(row | fields))
