"""Contact fields of people: what office and therapists may correct. No clinical text is here."""

from typing import Any

from django.db import transaction

from clients.models import Case, Client
from clients.services.cases import title_of
from practice.services import audit


@transaction.atomic
def change_contact(actor: Any, client: Client, **fields: Any) -> Client:
    """New contact fields; raises ValidationError naming each field that is not right.

    A case that is shown under its people's names follows a new name.
    """
    before = {case.pk: title_of(case.members.all()) for case in _cases(client)}
    for name, value in fields.items():
        setattr(client, name, value)
    client.full_clean()
    client.save(update_fields=list(fields))
    for case in _cases(client):
        if case.title == before.get(case.pk):
            case.title = title_of(case.members.all())
            case.save(update_fields=["title"])
    audit.record(actor, "client.changed", client, fields=sorted(fields))
    return client


def _cases(client: Client) -> list[Case]:
    cases = Case.objects.filter(members__client=client)
    return list(cases.prefetch_related("members__client"))
