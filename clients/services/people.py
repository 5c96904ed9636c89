"""Contact fields of people: what office and therapists may correct. No clinical text is here."""

from typing import Any

from django.db import transaction

from clients.models import Case, Client
from clients.services.cases import follow_names, named_after
from clients.services.grants import sync_grants
from practice.services import audit


@transaction.atomic
def change_contact(actor: Any, client: Client, **fields: Any) -> Client:
    """New contact fields; raises ValidationError naming each field that is not right.

    A case that is shown under its people's names follows a new name; the portal of somebody who
    turns out not to be of age waits for whoever decides along.
    """
    followers = named_after([client])
    born_on = Client.objects.values_list("born_on", flat=True).get(pk=client.pk)
    for name, value in fields.items():
        setattr(client, name, value)
    client.full_clean()
    client.save(update_fields=list(fields))
    follow_names(followers)
    if client.born_on != born_on:
        for case in Case.objects.filter(members__client=client):
            sync_grants(case)
    audit.record(actor, "client.changed", client, fields=sorted(fields))
    return client
