"""The people of the world that docs/security/access.md speaks of, their cases and journeys: a login
for every column of its tables.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from clients.models import Case, CaseWorker, Client, PhaseVisit, Supervision
from clients.services.cases import open_case
from practice.models import Phase, User
from tests import factories

STAFF = ("therapist", "other", "former", "supervisor", "peer", "office", "owner", "root")


@dataclass
class World:
    """`logins` by column, `objects` by the table's word for them, `words` by their name."""

    logins: dict[str, User] = field(default_factory=dict)
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    def word(self, name: str) -> str:
        """A text that stands nowhere else, remembered under `name`."""
        return self.words.setdefault(name, f"Zq{next(self.numbers)}word")

    @property
    def therapist(self) -> User:
        return self.logins["therapist"]

    @property
    def couple(self) -> Case:
        return self.cases["the couple"]


def add_staff(world: World) -> None:
    """Ana with her cases, Ben with his, two supervisors of hers, and one who was both before."""
    made = world.logins
    made["therapist"] = factories.make_therapist("Ana Ruiz")
    made["other"] = factories.make_therapist("Ben Roth")
    made["former"] = factories.make_therapist("Fay Lund", is_supervisor=True)
    made["supervisor"] = factories.make_user("Sam Oh", is_supervisor=True)
    made["peer"] = factories.make_therapist("Pia Voss", is_supervisor=True)
    made["office"] = factories.make_office()
    made["owner"] = factories.make_user("Olga", is_owner=True, is_staff=True)
    made["root"] = User.objects.create_superuser(
        "root@test.example", factories.PASSWORD, name="Root"
    )
    kinds = Authenticator.Type
    steps = [Authenticator(user=made[name], type=kinds.TOTP, data={}) for name in STAFF]
    Authenticator.objects.bulk_create(steps)
    step = Authenticator.objects.get(user=made["office"])
    world.objects["second step of the office"] = {"object_id": step.pk}
    world.objects["the practice"] = {"object_id": 1}
    for name, until in (("supervisor", None), ("peer", None), ("former", ago(days=1))):
        Supervision.objects.create(
            supervisor=made[name], supervisee=world.therapist, since=ago(days=90), until=until
        )


def add_cases(world: World) -> None:
    """The couple, A's own case beside it, somebody else's, and a couple that B is to leave."""
    ana, ben = world.therapist, world.logins["other"]
    a, b, stranger = (
        _client(world, name, by) for name, by in (("A", ana), ("B", ana), ("stranger", ben))
    )
    limited = Case.Secrets.LIMITED
    world.cases |= {
        "the couple": open_case(ana, [a, b], secrets_policy=limited, opened_on=date(2026, 1, 5)),
        "A alone": open_case(ana, [a]),
        "the stranger": open_case(ben, [stranger]),
        "the parted couple": open_case(ana, [a, b], secrets_policy=limited),
    }
    for name, case in world.cases.items():
        factories.agree(case)
        world.objects[name] = {"pk": case.pk}
        CaseWorker.objects.create(
            case=case, user=world.logins["former"], since=ago(days=80), until=ago(days=1)
        )
    worker = CaseWorker.objects.get(case=world.couple, user=world.therapist)
    world.objects["the couple, a worker"] = {"pk": world.couple.pk, "worker_pk": worker.pk}
    members = {f"member {who}": factories.member(world.couple, who) for who in "AB"}
    members["a member of another case"] = factories.member(world.cases["the stranger"])
    for name, member in members.items():
        keys = {"pk": world.couple.pk, "member_pk": member.pk}
        world.objects[f"the couple, {name}"] = keys


def add_left_case(world: World) -> None:
    """A case of somebody whose login is closed."""
    gone = factories.make_therapist("Gil Moor")
    left = factories.make_individual_case(gone, "Nia Left")
    gone.is_active = False
    gone.save()
    world.objects["a case left by its therapist"] = {"pk": left.pk}


def _client(world: World, name: str, therapist: User) -> Client:
    client = factories.make_client(therapist, f"{name} Login")
    client.name = world.word(f"name of {name}")
    client.legal_name = world.word(f"full name of {name}")
    client.phone = world.word(f"phone of {name}")
    client.contact_rules = world.word(f"contact rules of {name}")
    client.email = f"{world.word(f'address of {name}')}@test.example".lower()
    world.words[f"address of {name}"] = client.email
    client.save()
    assert client.user is not None
    world.logins[name] = client.user
    world.objects[f"client {name}"] = {"pk": client.pk, "object_id": client.pk}
    world.objects[f"login of {name}"] = {"object_id": client.user.pk}
    return client


def add_journeys(world: World) -> None:
    """Each case is on its way; A stood in a phase of her own for a while, for a reason."""
    for case in world.cases.values():
        factories.make_journey(case)
    journey = world.couple.journeys.get()
    PhaseVisit.objects.create(
        journey=journey,
        phase=Phase.objects.get(programme=journey.programme, number=2),
        member=factories.member(world.couple),
        entered_on=date(2026, 3, 9),
        left_on=date(2026, 3, 20),
        why_entered=world.word("why A entered a phase"),
        why_left=world.word("why A left a phase"),
    )


def ago(*, days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
