"""Commands of an administrator: keysets, and the audit trail from the command line."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from practice import crypto
from practice.models import AuditEvent
from practice.services import audit
from tests import factories
from tests.servers import run_manage, server_environment


def test_a_keyset_is_for_its_owner_alone_and_seals(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "record.json"
    call_command("make_keyset", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    settings.KEYSET_FILE = file
    sealed = crypto.seal_bytes("陈静".encode(), "somewhere")
    assert "陈静".encode() not in sealed
    assert crypto.open_bytes(sealed, "somewhere").decode() == "陈静"
    with pytest.raises(crypto.CannotOpen, match="elsewhere does not open"):
        crypto.open_bytes(sealed, "elsewhere")


def test_two_keysets_are_two(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        call_command("make_keyset", tmp_path / name)
    assert (tmp_path / "a.json").read_text() != (tmp_path / "b.json").read_text()


def test_a_keyset_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text("the only key")
    with pytest.raises(CommandError, match="stays as it is"):
        call_command("make_keyset", file)
    assert file.read_text() == "the only key"


def test_a_keyset_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("make_keyset", tmp_path / "missing" / "record.json")


def test_a_production_without_keysets_can_make_them(tmp_path: Path) -> None:
    environment = server_environment(tmp_path / "data", "hearthwork_never_made")
    environment["HEARTHWORK_PRODUCTION"] = "1"
    done = run_manage(environment, "make_keyset", str(tmp_path / "record.json"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "record.json").exists()


def test_the_audit_trail_is_sealed_and_holds(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(audit.SEALS_AT_ONCE + 1):
        audit.record(None, f"thing.number{number}")
    call_command("verify_audit")
    assert f"{audit.SEALS_AT_ONCE + 1} events wait for their seal" in capsys.readouterr().out
    call_command("seal_audit")
    assert f"{audit.SEALS_AT_ONCE + 1} events sealed" in capsys.readouterr().out
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "0 events wait" in said
    assert "The audit trail holds" in said


def test_many_events_at_once_are_sealed_like_any_other(db: None) -> None:
    people = [factories.make_user() for _number in range(3)]
    audit.record_many(people[0], "user.told", ((person, {"n": 1}) for person in people))
    audit.seal_tail()
    assert list(audit.faults()) == []
    told = AuditEvent.objects.filter(action="user.told")
    assert [event.subject_id for event in told] == [person.pk for person in people]
    assert {(event.actor_id, event.detail["n"]) for event in told} == {(people[0].pk, 1)}
