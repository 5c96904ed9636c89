"""Whoever works here and reads what a person wrote leaves a line in the audit trail: on every
address, by every verb.
"""

import pytest
from django.db import transaction
from django.test import Client as Browser

from practice.models import AuditEvent
from tests.access.table import Row, address_rows
from tests.access.visitor import Visitor, address_of, text_of
from tests.access.world import World

STAFF = ("therapist", "peer", "supervisor")
ROWS = [row for row in address_rows() if row.address.startswith(("clients:", "sessions:"))]
# How to reach somebody, what was given, and what staff wrote themselves: no clinical reading.
PLAIN = (
    "name of", "full name", "phone of", "address of", "contact rules", "person in a list",
    "place of", "plan of", "question for", "draft note", "reflection", "message", "why", "title of",
    "who may be told", "what they are told", "who decides along", "cover of", "reason of a legal",
    "code of a case",
)  # fmt: skip
# A signed note is its author's own to read again.
OWN = {"therapist": ("signed note", "why something was added", "what was added", "answer to")}

pytestmark = pytest.mark.django_db


def read_by(world: World, visitor: Visitor, row: Row, person: str) -> tuple[list[str], int]:
    """The clinical words that the answer holds, and how many lines were written about it."""
    browser = Browser(raise_request_exception=False)
    browser.cookies["sessionid"] = visitor.logins[person]
    url, sent = address_of(world, row)
    with transaction.atomic():
        before = AuditEvent.objects.count()
        text = text_of(getattr(browser, row.method.lower())(url, sent))
        lines = AuditEvent.objects.count() - before
        transaction.set_rollback(True)
    plain = PLAIN + OWN.get(person, ())
    clinical = {name: word for name, word in world.words.items() if not name.startswith(plain)}
    return [name for name, word in clinical.items() if word in text], lines


@pytest.mark.parametrize("person", STAFF)
def test_no_word_is_read_without_a_line(world: World, visitor: Visitor, person: str) -> None:
    silent, read = {}, set()
    for row in ROWS:
        words, lines = read_by(world, visitor, row, person)
        read |= set(words)
        if words and not lines:
            silent[row.name] = words
    assert silent == {}
    assert len(read) > 5


def test_a_plan_that_could_not_be_saved_is_read_all_the_same(world: World) -> None:
    """The page comes back with everything on it, so that it counts as read."""
    browser = Browser()
    browser.force_login(world.therapist)
    address = f"/sessions/{world.objects['coming session']['pk']}/plan/"
    browser.post(address, {"focus": "x" * 10_001, "version": "0"})
    event = AuditEvent.objects.get(action="plan.read")
    assert event.actor_id == world.therapist.pk
