"""A form that comes too late is answered with its words: signed out, old token, gone, closed."""

import pytest
from django.test import Client as Browser

from clients.models import Assignment, Case, Client
from tests.factories import give, login_of, make_couple_case, make_therapist

pytestmark = pytest.mark.django_db
WORDS = "The lamp was on 🫖 <b>שלום</b>"
SHOWN = "The lamp was on 🫖 &lt;b&gt;שלום&lt;/b&gt;"


@pytest.fixture
def case() -> Case:
    return make_couple_case(make_therapist())


@pytest.fixture
def address(case: Case) -> str:
    """The address of an exercise that partner A has open."""
    return f"/portal/homework/{give(case, 'hope_question', to='A').pk}/"


def signed_in(case: Case, *, checks: bool = False) -> Browser:
    browser = Browser(enforce_csrf_checks=checks)
    browser.force_login(login_of(case))
    return browser


def form(words: str = WORDS) -> dict[str, str]:
    return {"my_picture": words, "version": "0", "key": "4a3d6b1e-6f1f-4c62-9a34-2d2b8c9e7f01"}


def test_a_login_that_ended_while_typing_gives_the_words_back(address: str) -> None:
    answer = Browser().post(
        address, form(), headers={"Referer": f"http://testserver{address}?paper=1"}
    )
    assert answer.status_code == 403
    assert SHOWN in answer.content.decode()
    assert f"/accounts/login/?next={address}" in answer.content.decode()
    assert "data-exit" in answer.content.decode()
    assert "4a3d6b1e" not in answer.content.decode()


def test_staff_get_theirs_back_as_well() -> None:
    sent = {"legal_name": "Zhao Lei", "contact_rules": "Mornings only, never a message."}
    answer = Browser().post("/clients/new/", sent)
    assert "Mornings only, never a message." in answer.content.decode()
    assert not Client.objects.exists()


def test_a_button_alone_leads_to_sign_in_and_back_to_its_page(address: str) -> None:
    came_from = {"Referer": f"http://testserver{address}"}
    answer = Browser().post(
        f"{address}reopen/", {"csrfmiddlewaretoken": "x" * 64}, headers=came_from
    )
    assert answer.headers["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("came_from", ["", "https://evil.example/form/", "http://testserver:81/a/"])
def test_nobody_is_led_to_where_they_did_not_come_from(address: str, came_from: str) -> None:
    answer = Browser().post(f"{address}reopen/", headers={"Referer": came_from})
    assert answer.headers["Location"] == "/accounts/login/?next=/"


def test_an_old_token_gives_the_words_back(case: Case, address: str) -> None:
    answer = signed_in(case, checks=True).post(address, form())
    assert (answer.status_code, SHOWN in answer.content.decode()) == (403, True)


def test_what_is_gone_gives_the_words_back(case: Case, address: str) -> None:
    browser = signed_in(case)
    Assignment.objects.all().delete()
    answer = browser.post(address, form())
    assert (answer.status_code, SHOWN in answer.content.decode()) == (404, True)
    assert SHOWN not in browser.get(address).content.decode()


def test_words_of_a_form_on_another_site_are_never_shown(case: Case, address: str) -> None:
    for browser in (Browser(), signed_in(case, checks=True)):
        answer = browser.post(address, form(), headers={"Origin": "https://evil.example"})
        assert "The lamp was on" not in answer.content.decode()


def test_passwords_are_never_shown_back() -> None:
    browser = Browser(enforce_csrf_checks=True)
    answer = browser.post("/accounts/login/", {"login": "a@b.example", "password": "kettle-9-x"})
    assert answer.status_code == 403
    assert "kettle-9-x" not in answer.content.decode()
