"""A case from the first form: people written in or known, the case, and its programme, at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from clients.models import Case, Client
from clients.services.cases import create_client, open_case
from clients.services.journeys import start_journey
from practice.models import Programme


@transaction.atomic
def take_in(
    actor: Any,
    people: Sequence[Client | dict[str, Any]],
    *,
    secrets_policy: str,
    opened_on: date,
    therapist: Any = None,
    programme: Programme | None = None,
) -> Case:
    """All of it or nothing: a dict is the contact fields of somebody new."""
    clients = [
        person if isinstance(person, Client) else create_client(actor, **person)
        for person in people
    ]
    # One transaction: a page that fails half way leaves no people without a case behind.
    case = open_case(
        actor, clients, secrets_policy=secrets_policy, opened_on=opened_on, therapist=therapist
    )
    if programme is not None:
        start_journey(actor, case, programme, started_on=opened_on)
    return case
