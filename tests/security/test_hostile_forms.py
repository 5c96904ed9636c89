"""Whatever is put into whatever field, the answer is a page, never a fault of the program."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client as Browser

from tests.access.table import address_rows
from tests.access.visitor import Visitor, address_of
from tests.security.forms import FoundForm, forms_of

HOSTILE = {
    "a zero byte": "a\0b",
    "a number too large to count": "1E+999999",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "markup and another line": "<script>alert(1)</script>\r\nSet-Cookie: a=b {{ 1 }}",
}
PEOPLE = ("A", "therapist", "office", "anonymous")
# The forms of the style guide lead nowhere; the second steps of this world hold no secret.
WITHOUT_EFFECT = {"styleguide", "mfa_reauthenticate"}
AUTOSAVE = {"X-Autosave": "1"}

pytestmark = pytest.mark.django_db


def pages_of(visitor: Visitor, person: str) -> Iterator[tuple[str, str]]:
    """One page of each address that this person may open."""
    seen = set(WITHOUT_EFFECT)
    for row in address_rows():
        if row.method == "GET" and row.cell(person) == "200" and row.address not in seen:
            seen.add(row.address)
            url, _sent = address_of(visitor.world, row)
            yield url, visitor.ask(row, person).text


def send(visitor: Visitor, person: str, form: FoundForm, data: dict[str, Any]) -> HttpResponseBase:
    """As the page would send it; a form that saves itself, as its script would."""
    browser = Browser(raise_request_exception=False)
    if visitor.logins[person]:
        browser.cookies["sessionid"] = visitor.logins[person]
    headers = AUTOSAVE if data.get("section") else {}
    with transaction.atomic():
        found = getattr(browser, form.method)(form.action.split("#")[0], data, headers=headers)
        transaction.set_rollback(True)
    return found  # type: ignore[no-any-return] # what a browser's verbs give


@pytest.mark.parametrize("person", PEOPLE)
def test_no_field_brings_the_program_down(visitor: Visitor, person: str) -> None:
    faults, sent = set(), 0
    for page, html in pages_of(visitor, person):
        for form in forms_of(page, html):
            for what, value in HOSTILE.items():
                sends = list(form.sends(value))
                if "version" in form.fields:
                    sends += [{**sends[-1], "section": [one]} for one in (value, *form.fields)]
                for data in sends:
                    sent += 1
                    if send(visitor, person, form, data).status_code >= 500:
                        changed = sorted(n for n, v in data.items() if v == [value])
                        faults.add((form.action, what, *changed[:3]))
    assert sent > 20
    assert faults == set()
