"""The world of the access tables: built once a module, untouched by the tests that visit it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from practice.models import Practice
from practice.remembered import forget
from tests.access.visitor import Visitor
from tests.access.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """It lives in one transaction; each test's own one lies inside it and is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        Practice(name="Hearthwork", crisis_line="Crisis line").save()
        yield make_world()
        transaction.set_rollback(True)
    forget()


@pytest.fixture(scope="module")
def visitor(world: World, django_db_blocker: DjangoDbBlocker) -> Visitor:
    with django_db_blocker.unblock():
        return Visitor(world)
