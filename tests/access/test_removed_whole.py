"""A record that is removed leaves no row and no file; every other record stays byte for byte.

The oracle walks forward, from each row of every table along its foreign keys to a case; the product
walks backward, from the case. Both must name the same rows.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Case, Client, Destruction, Picture
from clients.services.holds import lift_hold
from practice.models import AuditEvent, Practice
from practice.services import audit
from sessions.models import Session
from sessions.services.retention import years_after
from tests.access.world import World

pytestmark = pytest.mark.django_db
# What grows by the act itself; the last are the logins that are signed in.
GROWS = {"practice.AuditEvent", "practice.AuditSeal", "clients.Destruction", "sessions.Session"}
# The couple has rows in nearly every table that can hold any; these above all.
FILLED = (
    "clients.Answer", "clients.CaseGrant", "clients.LegalHold", "clients.Picture", "clients.Score",
    "clients.Screening", "therapy_sessions.Addendum", "therapy_sessions.Note",
    "therapy_sessions.NoteReview", "therapy_sessions.ProcessNote", "therapy_sessions.Summary",
)  # fmt: skip
Rows = dict[str, dict[Any, tuple[Any, ...]]]


def tables() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def everything() -> Rows:
    """Each table, row by row, as the database holds it."""
    told: Rows = {}
    for model in tables():
        key, columns = model._meta.pk.column, [f.column for f in model._meta.concrete_fields]
        place = columns.index(key)
        names = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(f'SELECT {names} FROM "{table}"')  # noqa: S608 - our own names
            rows = [tuple(map(plain, row)) for row in cursor.fetchall()]
        told[model._meta.label] = {row[place]: row for row in rows}
    return told


def plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return value.hex if isinstance(value, UUID) else value


def ways_to_case(model: type[models.Model], depth: int = 5) -> Iterator[str]:
    """Chains of foreign keys that lead from a row to a case."""
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not field.is_relation or target is model or depth == 0:
            continue
        if target is Case:
            yield field.name
        elif target not in (get_user_model(), Client):
            yield from (f"{field.name}__{way}" for way in ways_to_case(target, depth - 1))


def belong_to(case: Case) -> dict[str, set[Any]]:
    """Keys of all rows that hang from the case, table by table; of people, those of no other."""
    found: dict[str, set[Any]] = {"clients.Case": {plain(case.pk)}}
    for model in tables():
        of_it = models.Q()
        for way in ways_to_case(model):
            of_it |= models.Q(**{way: case.pk})
        if of_it:
            keys = model._base_manager.filter(of_it).values_list("pk", flat=True)
            found[model._meta.label] = set(map(plain, keys))
    return found


def make_old(case: Case) -> None:
    day = years_after(Practice.load().today(), -10)
    Case.objects.filter(pk=case.pk).update(opened_on=day)
    for number, row in enumerate(Session.objects.filter(case=case)):
        begins = Practice.load().instant(day)
        Session.objects.filter(pk=row.pk).update(starts_at=begins.replace(hour=number % 20))


def signed_in(world: World, *people: str) -> list[Browser]:
    browsers = [Browser() for _person in people]
    for browser, person in zip(browsers, people, strict=True):
        browser.force_login(world.logins[person])
    return browsers


def remove(world: World, case: Case, browsers: list[Browser], commit: Callable[..., Any]) -> None:
    """By the pages: the first proposes, the second confirms with the code."""
    first, second = browsers
    asked = {"what": "record", "asked": str(world.logins["owner"].pk)}
    first.post(reverse("sessions:retention_propose", args=[case.pk]), asked)
    assert Destruction.objects.waiting().filter(case_id=case.pk).exists()
    with commit(execute=True):
        second.post(reverse("sessions:retention_destroy", args=[case.pk]), {"code": case.code})
    assert not Case.objects.filter(pk=case.pk).exists()


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def left_over(before: Rows, after: Rows, gone: dict[str, set[Any]]) -> list[str]:
    """Tables that differ from what should be there, byte for byte."""
    wrong = []
    for label, rows in before.items():
        stays = {key: row for key, row in rows.items() if key not in gone.get(label, set())}
        if label not in GROWS and after[label] != stays:
            wrong.append(label)
    return wrong


def test_the_couple_goes_whole_and_nothing_else_changes(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = world.couple
    lift_hold(world.therapist, case)
    make_old(case)
    rows = Picture.objects.filter(answer__assignment__case=case)
    pictures = {str(pk) for pk in rows.values_list("pk", flat=True)}
    assert pictures
    browsers = signed_in(world, "therapist", "owner")
    gone, before, stored = belong_to(case), everything(), files()
    filled = {label for label, keys in gone.items() if keys}
    for label in FILLED:
        assert label in filled, label
    remove(world, case, browsers, django_capture_on_commit_callbacks)
    after = everything()
    assert left_over(before, after, gone) == []
    assert {path.name for path in stored - files()} == pictures
    # Both have another case here: they stay, with their logins.
    people = [world.objects[f"client {who}"]["pk"] for who in "AB"]
    assert Client.objects.filter(pk__in=people, user__is_active=True).count() == 2


def test_somebody_without_another_case_goes_with_their_login(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case, login = world.cases["the stranger"], world.logins["stranger"]
    make_old(case)
    remove(world, case, signed_in(world, "other", "owner"), django_capture_on_commit_callbacks)
    needle = {login.pk.hex, world.objects["client stranger"]["pk"].hex, case.pk.hex}
    holders = {
        label
        for label, rows in everything().items()
        for row in rows.values()
        if needle & {value for value in row if isinstance(value, str)}
    }
    assert holders <= {"practice.AuditEvent", "clients.Destruction"}


def test_the_trail_stays_whole_and_tells_no_word(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = world.cases["the stranger"]
    make_old(case)
    earlier = list(AuditEvent.objects.filter(case_id=case.pk).values_list("pk", flat=True))
    assert earlier
    remove(world, case, signed_in(world, "other", "owner"), django_capture_on_commit_callbacks)
    events = AuditEvent.objects.filter(case_id=case.pk)
    assert set(earlier) < set(events.values_list("pk", flat=True))
    told = " ".join(str(event.detail) for event in events)
    assert [name for name, word in world.words.items() if word in told] == []
    while audit.seal_tail():
        pass
    assert list(audit.faults()) == []
