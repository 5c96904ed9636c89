"""Many people at once, as an import brings them: added and changed in a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from clients.models import Case, Client
from clients.services.cases import title_of
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
    fields = set().union(*changes.values())
    if not fields:
        return
    cases = _cases(person for person, names in changes.items() if names & NAMES)
    before = {case.pk: title_of(case.members.all()) for case in cases}
    Client.objects.bulk_create(
        changes, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields)
    )
    followers = [case for case in cases.all() if case.title == before.get(case.pk)]
    for case in followers:
        case.title = title_of(case.members.all())
    Case.objects.bulk_update(followers, ["title"], batch_size=100)
    told = ((person, {"fields": sorted(names)}) for person, names in changes.items())
    audit.record_many(actor, "client.changed", told)


def _cases(people: Iterable[Client]) -> QuerySet[Case]:
    held = Case.objects.filter(members__client__in=list(people)).distinct()
    return held.prefetch_related("members__client")
