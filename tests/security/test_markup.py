"""Markup in every text that people type comes out as text: pages, drawings, files, mails."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client as Browser
from django.utils.html import escape
from openpyxl import load_workbook

from practice.crypto import SealedJSONField, SealedTextField
from practice.models import Practice, User
from sessions.services.note_life import guard_lifted
from tests.access.table import address_rows
from tests.access.visitor import Visitor
from tests.access.world import World

MARK = """"><img src=x onerror=alert(1)>'{{ 7*7 }}<b"""
FORMULA = "=cmd|' /C calc'!A1"
AGREED = ("clients_secretspolicy", "clients_agreement", "clients_consent", "clients_withdrawal")
TYPED = {"legal_name", "name", "pronouns", "phone", "contact_rules", "title", "place", "signed_as"}
PEOPLE = ("A", "B", "therapist", "peer", "office", "owner")
PAGES = [row for row in address_rows() if row.method == "GET"]

pytestmark = pytest.mark.django_db


def fill(value: Any) -> Any:
    """The same shape with markup in place of each word of the world."""
    if isinstance(value, dict):
        return {key: fill(one) for key, one in value.items()}
    if isinstance(value, list):
        return [fill(one) for one in value]
    return MARK if isinstance(value, str) and value.startswith("Zq") else value


def typed_fields(model: type[models.Model]) -> list[models.Field]:
    own: list[models.Field] = list(model._meta.concrete_fields)
    return [one for one in own if isinstance(one, SealedTextField) or one.name in TYPED]


def _lift_what_was_agreed() -> None:
    """Nothing lifts this guard in the product; this transaction is taken back whole."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:  # what waits for the end of the transaction would hold the table
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in AGREED:
            place = f" ON {table}" if postgresql else ""
            cursor.execute(f"DROP TRIGGER {table}_kept{place}")


def _replace_all() -> None:
    ours = ("clients", "therapy_sessions")
    for model in (*(m for m in apps.get_models() if m._meta.app_label in ours), User, Practice):
        for row in model._default_manager.all() if typed_fields(model) else ():
            for one in typed_fields(model):
                is_json = isinstance(one, SealedJSONField)
                old = getattr(row, one.attname)
                setattr(row, one.attname, fill(old) if is_json else MARK[: one.max_length])
            row.save()


@pytest.fixture
def marked(world: World) -> Iterator[World]:
    """Every text that can be typed, replaced; undone with the test."""
    with transaction.atomic():
        # What is signed was typed too, and stays as it is but for whoever lifts its guard.
        _lift_what_was_agreed()
        with guard_lifted(None, "markup in place of every word"):
            _replace_all()
        yield world
        transaction.set_rollback(True)


@pytest.mark.parametrize("person", PEOPLE)
def test_markup_stays_text_on_every_page(marked: World, person: str) -> None:
    visitor, shown = Visitor(marked), 0
    for row in PAGES:
        if row.cell(person) != "200":
            continue
        text = visitor.ask(row, person).text
        if "Content-Type: text/html" not in text:
            continue
        assert "<img src=x" not in text, row.name
        assert "49&#x27;" not in text, row.name
        shown += escape("<img src=x") in text
    assert shown > 5


def test_no_list_that_leaves_the_house_holds_a_formula(world: World) -> None:
    """Names that a spreadsheet would run; quoted in CSV, and no formula in a workbook."""
    clients = apps.get_model("clients.Client")
    for client in clients.objects.all():
        client.legal_name = client.name = client.phone = FORMULA
        client.save()
    browser = Browser()
    browser.cookies["sessionid"] = Visitor(world).logins["office"]
    csv, xlsx = (browser.post("/transfer/export/", {"kind": kind}) for kind in ("csv", "xlsx"))
    text = csv.content.decode("utf-8-sig")
    assert "'=cmd" in text
    assert '"=cmd' not in text
    cells = [c for r in load_workbook(io.BytesIO(xlsx.content)).active.iter_rows() for c in r]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("'=cmd") for cell in cells)
