"""The demo practice: its row, its people and its three stories, made once and then left alone.

What a case of it holds is built in demo_case.py; starting over lives in demo_reset.py.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from clients.models import Case, Client, Supervision
from practice.models import Practice, User
from practice.services import audit, library
from practice.services.practice_rules import choose_retention
from sessions.services.demo_case import make_case
from sessions.services.demo_days import Days, named_id

Json = dict[str, Any]
DEMO_FILE = settings.BASE_DIR / "fixtures" / "demo_practice.json"
ADDRESS = "{}@demo.example"


class RefusedError(Exception):
    """The demo stays away from this database; the message says why, and what to do."""


@dataclass(frozen=True)
class Account:
    """A line of the table that is printed at the start."""

    name: str
    email: str
    what: str


def read_demo() -> Json:
    return json.loads(DEMO_FILE.read_text(encoding="utf-8"))


def accounts() -> list[Account]:
    """Everybody who can sign in, as the demo file presents them."""
    return [
        Account(person["name"], ADDRESS.format(key), person["what"])
        for key, person in read_demo()["people"].items()
    ]


def password() -> str:
    return read_demo()["password"]


def is_there() -> bool:
    """Whether this database holds the demo practice already."""
    return Practice.objects.filter(is_demo=True).exists()


# Whole or not at all: a start that was cut short leaves an empty database, to be tried again.
@transaction.atomic
def make_demo(step: Callable[[str], None] = lambda _what: None) -> bool:
    """Make the demo practice; False when it is there, in which case nothing is written.

    `step` is told what comes next. Raises RefusedError when the database holds anything else.
    """
    refuse_other_databases()
    if is_there():
        return False
    told = read_demo()
    step("library")
    library.load(library.shipped_files())
    practice = Practice.objects.create(is_demo=True, **told["practice"])
    days = Days(timezone.localdate(timezone=practice.zone), practice.zone)
    step("people")
    people = _make_people(told, days)
    choose_retention(people["owner"], **told["retention"])
    for case in told["cases"]:
        step(case["name"])
        make_case(case, people=people, days=days)
    audit.record(people["owner"], "demo.made")
    return True


def refuse_other_databases() -> None:
    """Raise RefusedError for a database without tables, and for one that is somebody's own."""
    if Practice._meta.db_table not in connection.introspection.table_names():
        raise RefusedError("This database has no tables yet. Run manage.py migrate, then again.")
    if is_there():
        return
    if any(model.objects.exists() for model in (Practice, User, Client, Case)):
        raise RefusedError(
            "This database holds a practice of its own, and it stays as it is. "
            "Name an empty folder for the demo: HEARTHWORK_DATA=/path/to/folder"
        )


def _make_people(told: Json, days: Days) -> dict[str, User]:
    """Every login, supervision, and the people of the office's list who have no case."""
    people = {key: _make_login(key, person, told) for key, person in told["people"].items()}
    for row in told["supervision"]:
        Supervision.objects.create(
            supervisor=people[row["supervisor"]],
            supervisee=people[row["supervisee"]],
            since=days.at(row["since"]),
        )
    Client.objects.bulk_create(Client(**contact) for contact in told["contacts"])
    return people


def _make_login(key: str, person: Json, told: Json) -> User:
    roles = {f"is_{role}": True for role in person["roles"]}
    return User.objects.create_user(
        ADDRESS.format(key),
        told["password"],
        pk=named_id("user", key),
        name=person["name"],
        credentials=person.get("credentials", ""),
        **roles,
    )
