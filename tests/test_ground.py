"""The ground that all other tests stand on: right database, own folder, no silent skip."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from zeal import NPlusOneError

from tests.conftest import refuse_skip
from tests.postgres import database_url

ROOT = Path(__file__).resolve().parent.parent
VENDORS = {"sqlite": "sqlite", "postgres": "postgresql"}


def skipped(reason: str) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid="tests/test_x.py::test_x",
        location=("tests/test_x.py", 1, "test_x"),
        keywords={},
        outcome="skipped",
        longrepr=("tests/test_x.py", 1, f"Skipped: {reason}"),
        when="setup",
    )


def test_the_database_is_the_one_asked_for(db: None) -> None:
    assert connection.vendor == VENDORS[os.environ.get("TEST_DATABASE", "sqlite")]


def test_nothing_of_a_test_run_lies_in_the_project(run_folder: Path) -> None:
    assert Path(settings.DATA_DIR).is_relative_to(run_folder)
    assert not run_folder.is_relative_to(ROOT)
    assert not settings.PRODUCTION


@pytest.mark.parametrize(
    ("ci", "reason", "outcome"),
    [
        ("true", "needs chromium, which is not on this machine", "failed"),
        ("true", "could not import 'pypdf'", "failed"),
        ("true", "only on PostgreSQL", "skipped"),
        ("", "needs chromium, which is not on this machine", "skipped"),
    ],
)
def test_a_skip_fails_the_build(
    monkeypatch: pytest.MonkeyPatch, ci: str, reason: str, outcome: str
) -> None:
    monkeypatch.setenv("CI", ci)
    assert refuse_skip(skipped(reason)).outcome == outcome


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("postgres://me:secret@db.example:5433/postgres", "postgres://me:secret@db.example:5433/x"),
        ("postgres://postgres@//run/sockets/postgres", "postgres://postgres@//run/sockets/x"),
    ],
)
def test_a_database_url_names_another_database_of_the_same_server(
    server: str, expected: str
) -> None:
    assert database_url(server, "x") == expected


def test_one_query_per_row_is_noticed(
    db: None, no_query_per_row: Callable[[], AbstractContextManager[None]]
) -> None:
    three = Permission.objects.order_by("pk")
    with no_query_per_row():
        assert [row.content_type.model for row in three.select_related("content_type")[:3]]
    with pytest.raises(NPlusOneError), no_query_per_row():
        assert [row.content_type.model for row in three[:3]]
