"""What stands against the outside on every address: tokens in forms, the policy of pages, no copies
kept by browsers or proxies.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.table import Row, address_rows
from tests.access.visitor import Visitor

PAGES = [row for row in address_rows() if row.method == "GET"]
POLICY = ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")


def views(resolver: URLResolver) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.name), entry.callback
        else:
            yield from views(entry)


def test_every_form_needs_its_token() -> None:
    exempt = [name for name, view in views(get_resolver()) if getattr(view, "csrf_exempt", False)]
    assert exempt == []


@pytest.mark.django_db
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_every_answer_brings_its_policy(row: Row, visitor: Visitor) -> None:
    for person in ("anonymous", "A", "therapist", "root"):
        told = visitor.ask(row, person).text
        assert [part for part in POLICY if part not in told] == [], person
        assert "X-Content-Type-Options: nosniff" in told


@pytest.mark.django_db
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_no_page_of_a_login_is_kept(row: Row, visitor: Visitor) -> None:
    for person in ("A", "therapist"):
        told = visitor.ask(row, person)
        assert "no-store" in told.text, person


def test_every_test_that_the_threats_name_is_there() -> None:
    tests = Path(__file__).parents[1]
    threats = tests.parent / "docs" / "security" / "threats.md"
    named = set(re.findall(r"`([a-z]+/[a-z_]+\.py)`", threats.read_text(encoding="utf-8")))
    assert len(named) > 8
    assert [name for name in sorted(named) if not (tests / name).exists()] == []
