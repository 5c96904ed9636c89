"""Runs a list through its plan: looks only, or writes all accepted rows in one transaction."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from clients.models import Client
from clients.services.onboarding import add_people, change_people
from clients.transfer.plan import Batch, Person, Planner, Refusal
from clients.transfer.presets import Record
from practice.services import audit

MOST_SHOWN = 100

Progress = Callable[[int], object]


def _say_nothing(_rows: int) -> None:
    """The progress of a run that nobody watches."""


class OthersWereFaster(Exception):
    """Somebody changed the people here since the preview; nothing was written."""


@dataclass
class Report:
    """How many rows became what, the first of each kind, and a mark of the whole outcome."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    shown_added: list[Person] = field(default_factory=list)
    shown_changed: list[Person] = field(default_factory=list)
    shown_refused: list[Refusal] = field(default_factory=list)
    marks: Any = field(default_factory=hashlib.sha256, repr=False)

    @property
    def accepted(self) -> int:
        return self.added + self.changed

    @property
    def rows(self) -> int:
        return self.accepted + self.unchanged + self.refused

    @property
    def mark(self) -> str:
        """Tells whether an import became what its preview showed."""
        return str(self.marks.hexdigest())

    def count(self, batch: Batch) -> None:
        self.marks.update(_mark(batch))
        self.added += len(batch.added)
        self.changed += len(batch.changed)
        self.unchanged += len(batch.unchanged)
        self.refused += len({refusal.row for refusal in batch.refused})
        self.shown_added += batch.added[: MOST_SHOWN - len(self.shown_added)]
        self.shown_changed += batch.changed[: MOST_SHOWN - len(self.shown_changed)]
        self.shown_refused += batch.refused[: MOST_SHOWN - len(self.shown_refused)]


def look(
    records: Iterable[Record], people: QuerySet[Client], step: Progress = _say_nothing
) -> Report:
    """What an import would do. Writes nothing."""
    report = Report()
    for batch in Planner(people).batches(records):
        report.count(batch)
        step(report.rows)
    return report


def bring_in(
    actor: Any,
    records: Iterable[Record],
    people: QuerySet[Client],
    *,
    preset: str,
    expected: str = "",
    step: Progress = _say_nothing,
) -> Report:
    """Write every accepted row, or none of them.

    `expected` is the mark of the preview: raises OthersWereFaster when it no longer holds.
    """
    report = Report()
    try:
        with transaction.atomic():
            for batch in Planner(people.select_for_update()).batches(records):
                _write(actor, batch)
                report.count(batch)
                step(report.rows)
            if expected and report.mark != expected:
                raise OthersWereFaster
            _record(actor, preset, report)
    except IntegrityError as error:
        # Somebody new took an address or id since the batch was compared: no lock holds those.
        raise OthersWereFaster from error
    return report


def _write(actor: Any, batch: Batch) -> None:
    add_people(actor, [person.client for person in batch.added])
    change_people(actor, {row.client: set(row.before) for row in batch.changed})


def _record(actor: Any, preset: str, report: Report) -> None:
    names = ("added", "changed", "unchanged", "refused")
    numbers = {name: getattr(report, name) for name in names}
    audit.record(actor, "clients.imported", preset=preset, **numbers)


def _mark(batch: Batch) -> bytes:
    """Bytes that differ whenever anything else becomes of a row."""
    outcomes = [
        [person.row for person in batch.added],
        [(person.row, str(person.client.pk), person.changes) for person in batch.changed],
        [person.row for person in batch.unchanged],
        batch.refused,
    ]
    return repr(outcomes).encode()
