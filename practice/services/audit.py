"""Writing the audit trail, sealing it into a chain, and finding any row that was touched."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from practice.models import AuditEvent, AuditSeal

BEGINNING = "0" * 64
SEALS_AT_ONCE = 500  # so that the first small change after a long import answers as fast as any
LOCK_NUMBER = 7_190_424  # any constant: the name of the advisory lock on PostgreSQL


def record(
    actor: Any, action: str, subject: models.Model | None = None, *, case: Any = None, **detail: Any
) -> AuditEvent:
    """Add one event in the current transaction; it is sealed right after the commit.

    `action` is noun.verb ("note.signed"); `detail` must hold no clinical text.
    """
    event = AuditEvent.objects.create(
        at=timezone.now(),
        # A command has no actor.
        actor_id=getattr(actor, "pk", None),
        action=action,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        case_id=getattr(case, "pk", case),
        detail=detail,
    )
    # The chain is one for all: sealed in the transaction, a long import would hold everybody up.
    transaction.on_commit(seal_tail)
    return event


def record_many(
    actor: Any, action: str, subjects: Iterable[tuple[models.Model, dict[str, Any]]]
) -> None:
    """One event for each (subject, detail), in few statements; for what belongs to no case.

    Long imports use it: their events are sealed step by step with the next commits.
    """
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now,
            actor_id=getattr(actor, "pk", None),
            action=action,
            subject_type=subject._meta.label,
            subject_id=subject.pk,
            detail=detail,
        )
        for subject, detail in subjects
    )
    transaction.on_commit(seal_tail)


def digest(event: AuditEvent, before: str) -> str:
    """SHA-256 over every column of the event and the hash before it, in hexadecimal."""
    columns = [
        event.pk,
        event.at.isoformat(),
        str(event.actor_id),
        str(event.on_behalf_of),
        event.action,
        event.subject_type,
        str(event.subject_id),
        str(event.case_id),
        event.detail,
        str(event.nonce),
        before,
    ]
    # Sorted, since PostgreSQL gives the keys of a JSON column back in an order of its own.
    return hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()


def seal_tail() -> int:
    """Link the events that have no seal yet, oldest first; returns how many.

    Another process that is sealing just now is left to it: the next commit carries on.
    """
    with transaction.atomic():
        # SQLite needs no lock here: its transactions begin IMMEDIATE, one writer at a time.
        if connection.vendor == "postgresql" and not _lock():
            return 0
        last = AuditSeal.objects.order_by("-number").first()
        number, before = (last.number, last.hash) if last else (0, BEGINNING)
        seals = []
        for event in AuditEvent.objects.filter(seal=None).order_by("pk")[:SEALS_AT_ONCE]:
            number, before = number + 1, digest(event, before)
            seals.append(AuditSeal(number=number, event=event, hash=before))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_NUMBER])
        return bool(cursor.fetchone()[0])


def faults() -> Iterator[str]:
    """Every place where the chain does not hold, in words; nothing when all is well."""
    before, expected = BEGINNING, 1
    for seal in AuditSeal.objects.select_related("event").order_by("number").iterator():
        if seal.number != expected:
            yield f"seal {expected} is missing: rows were cut out before seal {seal.number}"
        if digest(seal.event, before) != seal.hash:
            yield f"event {seal.event_id} (seal {seal.number}) is not what was sealed"
        before, expected = seal.hash, seal.number + 1


def unsealed() -> int:
    """How many events wait for their seal."""
    return AuditEvent.objects.filter(seal=None).count()
