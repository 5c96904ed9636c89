"""A file where words belong: refused at the field, and nothing typed or kept is lost by it."""

import html
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Answer, Assignment, Case
from practice.fields import registry
from practice.models import User
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.pictures import made

pytestmark = pytest.mark.django_db
KINDS = [name for name in registry.names() if not registry.get(name).repeats]
LOGS = [name for name in registry.names() if registry.get(name).repeats]
REFUSED = "A file came here, and it was not kept. Please write it in words."


def sent_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("kitchen.jpg", made("JPEG"), "image/jpeg")


@pytest.fixture
def ana() -> User:
    return make.make_therapist()


@pytest.fixture
def case(ana: User) -> Case:
    return make.make_couple_case(ana)


def given(case: Case, kind: str) -> Assignment:
    """An exercise of a field of this kind, and one of plain words beside it."""
    row = make.give(case)
    options = registry.get(kind).example().options
    fields = [
        {"key": "odd", "kind": kind, "prompt": {"en": "Here"}, "options": options},
        {"key": "plain", "kind": "long_text", "prompt": {"en": "Beside it"}},
    ]
    like = row.exercise
    like.pk, like.key, like.body = None, f"files_{kind}", like.body | {"fields": fields}
    like._state.adding = True
    like.save()
    row.exercise = like
    row.save()
    return row


def author(case: Case) -> Browser:
    browser = Browser()
    browser.force_login(make.login_of(case))
    return browser


def said(page: HttpResponse) -> str:
    return html.unescape(page.content.decode())


def send(**more: Any) -> dict[str, Any]:
    return {"version": "0", "key": str(uuid.uuid4()), **more}


@pytest.mark.parametrize("name", ["odd", "odd-0-text"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_refused_at_its_field_and_the_words_beside_it_are_kept(
    case: Case, kind: str, name: str
) -> None:
    row = given(case, kind)
    kept = {"odd": registry.get(kind).example().value}
    make.write(row, data=kept, version=1)
    address = reverse("clients:portal_exercise", args=[row.pk])
    form = send(plain="KEPT WORDS", version="1") | {name: sent_file()}
    page = said(author(case).post(address, form))
    assert page.count(REFUSED) == 1
    assert "KEPT WORDS" in page
    answer = Answer.objects.get()
    assert answer.data == kept | {"plain": {"text": "KEPT WORDS"}}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_in_an_autosave_is_refused_too(case: Case, kind: str) -> None:
    row = given(case, kind)
    address = reverse("clients:portal_exercise", args=[row.pk])
    form = send(section="odd", odd=sent_file())
    found = author(case).post(address, form, headers={"x-autosave": "1"})
    assert (found.status_code, json.loads(found.content)["errors"]) == (422, {"odd": [REFUSED]})
    assert not Answer.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_staff_who_enter_are_told_the_same(case: Case, ana: User, kind: str) -> None:
    row = given(case, kind)
    address = reverse("clients:homework_enter", args=[row.pk])
    form = {"happened_on": "2026-03-05", "plain": "KEPT WORDS", "odd": sent_file()}
    page = said(sign_in(ana).post(address, form))
    assert page.count(REFUSED) == 1
    assert "KEPT WORDS" in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize("kind", LOGS)
def test_in_an_entry_of_a_log_as_well(case: Case, ana: User, kind: str) -> None:
    row = given(case, kind)
    mark = uuid.uuid4()
    address = reverse("clients:portal_entry", args=[row.pk, mark])
    typed = {"odd-count": "1", "odd-0-id": str(mark), "odd-0-context": "KEPT WORDS"}
    for person, url in (
        (author(case), address),
        (sign_in(ana), reverse("clients:homework_enter", args=[row.pk])),
    ):
        page = said(person.post(url, send(**typed) | {"odd-0-thoughts": sent_file()}))
        assert page.count(REFUSED) == 1
        assert "KEPT WORDS" in page
    assert not Answer.objects.exists()


def test_a_picture_where_one_belongs_is_no_fault(case: Case) -> None:
    row = given(case, "picture")
    address = reverse("clients:portal_exercise", args=[row.pk])
    page = author(case).post(address, send(plain="x") | {"odd-file": sent_file()}, follow=True)
    assert REFUSED not in said(page)
