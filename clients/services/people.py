"""Contact fields of people: what office and therapists may correct. No clinical text is here."""

from typing import Any

from django.db import transaction

from clients.models import Client
from clients.services.cases import follow_names, named_after
from practice.services import audit


@transaction.atomic
def change_contact(actor: Any, client: Client, **fields: Any) -> Client:
    """New contact fields; raises ValidationError naming each field that is not right.

    A case that is shown under its people's names follows a new name.
    """
    followers = named_after([client])
    for name, value in fields.items():
        setattr(client, name, value)
    client.full_clean()
    client.save(update_fields=list(fields))
    follow_names(followers)
    audit.record(actor, "client.changed", client, fields=sorted(fields))
    return client
