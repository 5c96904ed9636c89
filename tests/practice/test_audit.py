"""The audit trail: append-only in the database itself, chained, and honest about gaps."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from practice.models import AuditEvent, AuditSeal
from practice.services import audit
from tests import factories

TRIGGERS = {
    "sqlite": ["practice_auditevent_update", "practice_auditseal_delete"],
    "postgresql": ["practice_auditevent_rows", "practice_auditseal_rows"],
}


@pytest.fixture
def chain(db: None) -> list[AuditEvent]:
    actor = factories.make_user()
    events = [audit.record(actor, f"thing.number{number}", actor) for number in range(4)]
    audit.seal_tail()
    return events


def without_guards() -> None:
    """What somebody with the owner's rights on the database could do."""
    with connection.cursor() as cursor:
        for name in TRIGGERS[connection.vendor]:
            table = name.rsplit("_", 1)[0]
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{place}")


@pytest.mark.parametrize("model", [AuditEvent, AuditSeal])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_changes(chain: list[AuditEvent], model: type, verb: str) -> None:
    rows = model._default_manager.all()
    column = "action" if model is AuditEvent else "hash"
    change = {
        "update": lambda: rows.update(**{column: "x"}),
        "delete": lambda: rows._raw_delete(rows.db),
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change[verb]()
    assert AuditEvent.objects.filter(action="thing.number0").count() == 1


def test_an_untouched_chain_holds(chain: list[AuditEvent]) -> None:
    assert list(audit.faults()) == []
    assert audit.unsealed() == 0
    call_command("verify_audit", verbosity=0)


def test_an_altered_row_is_found(chain: list[AuditEvent]) -> None:
    without_guards()
    AuditEvent.objects.filter(pk=chain[1].pk).update(action="thing.other")
    assert list(audit.faults()) == [f"event {chain[1].pk} (seal 2) is not what was sealed"]
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit")


def test_a_cut_row_is_found(chain: list[AuditEvent]) -> None:
    without_guards()
    AuditSeal.objects.filter(number=2).delete()
    assert "seal 2 is missing" in next(audit.faults())


def test_an_event_without_seal_is_reported_and_sealed_later(chain: list[AuditEvent]) -> None:
    audit.record(None, "thing.after")
    assert audit.unsealed() == 1
    call_command("seal_audit")
    assert audit.unsealed() == 0
    assert list(audit.faults()) == []


def test_an_event_goes_with_its_change(db: None) -> None:
    """A change that is rolled back leaves no event, and an event no change of its own."""
    with transaction.atomic():
        audit.record(None, "thing.undone")
        transaction.set_rollback(True)
    assert not AuditEvent.objects.filter(action="thing.undone").exists()


def test_a_commit_seals_by_itself(db: None, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        audit.record(None, "thing.committed")
    assert AuditSeal.objects.filter(event__action="thing.committed").count() == 1
