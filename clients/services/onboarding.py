"""Many people at once, as an import brings them: added and changed in a few statements."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from clients.models import Client
from clients.services.cases import follow_names, named_after
from practice.services import audit

NAMES = {"legal_name", "name"}


@transaction.atomic
def add_people(actor: Any, people: Sequence[Client]) -> None:
    """New people whose fields were checked; each gets an audit event of its own."""
    Client.objects.bulk_create(people)
    audit.record_many(actor, "client.created", ((person, {}) for person in people))


@transaction.atomic
def change_people(actor: Any, changes: Mapping[Client, set[str]]) -> None:
    """Save the named fields of people who are here.

    A case that is shown under its people's names follows a new name.
    """
    # Of all rows together: one statement writes the same columns in each of them.
    fields = set().union(*changes.values())
    if not fields:
        return
    followers = named_after(person for person, names in changes.items() if names & NAMES)
    # As an upsert: bulk_update would write one CASE for each field of each row.
    Client.objects.bulk_create(
        changes, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields)
    )
    follow_names(followers)
    told = ((person, {"fields": sorted(names)}) for person, names in changes.items())
    audit.record_many(actor, "client.changed", told)
