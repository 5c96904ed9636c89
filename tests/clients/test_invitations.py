"""Invitations: to a safe address only, signed, once, for fourteen days, and telling nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Case, Client, Invitation
from clients.services.cases import create_client, open_case
from clients.services.invitations import Unusable, accept, invite, open_invitation, token_of
from practice.models import User
from tests.factories import agree, login_of, make_individual_case, make_therapist

pytestmark = pytest.mark.django_db
GOOD = "seven grey herons"


@pytest.fixture
def therapist() -> User:
    return make_therapist()


@pytest.fixture
def person(therapist: User) -> Client:
    return create_client(therapist, legal_name="Chen Jing", email="Jing@Test.example")


def link(mail: Any) -> str:
    line = next(line for line in mail.body.splitlines() if "invitation" in line)
    return "/" + line.split("/", 3)[3]


def test_the_mail_tells_a_chance_reader_nothing(
    therapist: User, person: Client, mailoutbox: list[Any]
) -> None:
    invite(therapist, person)
    mail = mailoutbox[0]
    said = f"{mail.subject} {mail.body}".lower()
    assert mail.to == ["jing@test.example"]
    assert [word for word in ("chen", "jing", "ana", "therap", "session") if word in said] == []


@pytest.mark.parametrize(
    "fields", [{"channel": "none"}, {"channel": "phone"}, {"email": ""}], ids=str
)
def test_no_mail_goes_where_it_is_not_safe(
    therapist: User, person: Client, fields: dict[str, str], mailoutbox: list[Any]
) -> None:
    Client.objects.filter(pk=person.pk).update(**fields)
    person.refresh_from_db()
    with pytest.raises(ValidationError):
        invite(therapist, person)
    assert (mailoutbox, Invitation.objects.count()) == ([], 0)


def test_a_server_that_is_down_is_told_and_leaves_no_open_link(
    therapist: User, person: Client, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(ValidationError, match="did not go out"):
        invite(therapist, person)
    assert Invitation.objects.get().withdrawn_at is not None


def test_accepting_opens_the_persons_cases_and_works_once(
    therapist: User, person: Client, mailoutbox: list[Any]
) -> None:
    case = open_case(therapist, [person])
    invite(therapist, person)
    url = link(mailoutbox[0])
    browser = Browser()
    assert "Choose a password" in browser.get(url).content.decode()
    weak = browser.post(url, {"password": "12345"})
    assert "too short" in weak.content.decode()
    assert browser.post(url, {"password": GOOD}).headers["Location"] == "/portal/"
    assert browser.get(f"/portal/{case.pk}/").headers["Location"] == f"/portal/{case.pk}/agree/"
    agree(case)
    assert browser.get(f"/portal/{case.pk}/").status_code == 200
    person.refresh_from_db()
    assert (person.user.email, person.user.is_client) == ("jing@test.example", True)
    again = Browser().get(url)
    assert (again.status_code, "does not work any more" in again.content.decode()) == (410, True)


def test_old_withdrawn_and_made_up_links_look_the_same(therapist: User, person: Client) -> None:
    first = invite(therapist, person)
    second = invite(therapist, person)  # withdraws the first
    third = token_of(second)
    Invitation.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(days=1))
    pages = {
        Browser().get(f"/accounts/invitation/{token}/").content.decode().replace(token, "")
        for token in (token_of(first), third, "made-up", third[:-2] + "xx")
    }
    assert len(pages) == 1
    for token in (token_of(first), third):
        with pytest.raises(Unusable):
            open_invitation(token)
        with pytest.raises(Unusable):
            accept(token, GOOD)


def test_a_login_in_another_role_keeps_its_password(therapist: User, person: Client) -> None:
    colleague = make_therapist("Ben")
    Client.objects.filter(pk=person.pk).update(email=colleague.email)
    person.refresh_from_db()
    before = colleague.password
    url = f"/accounts/invitation/{token_of(invite(therapist, person))}/"
    browser = Browser()
    assert "add it" in browser.get(url).content.decode()
    assert browser.post(url).headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in browser.session
    colleague.refresh_from_db()
    assert (colleague.is_client, colleague.password) == (True, before)


def test_a_taken_address_is_refused_without_saying_whose(therapist: User, person: Client) -> None:
    other: Case = make_individual_case(therapist, "Liu Jia")
    taken = login_of(other).email
    Client.objects.filter(pk=person.pk).update(email=taken)
    person.refresh_from_db()
    with pytest.raises(ValidationError) as caught:
        invite(therapist, person)
    assert "Liu" not in str(caught.value)


def test_nobody_is_invited_twice(therapist: User) -> None:
    person = make_individual_case(therapist).members.get().client
    with pytest.raises(ValidationError, match="login already"):
        invite(therapist, person)


def test_the_link_takes_reading_and_posting_only() -> None:
    assert Browser().delete("/accounts/invitation/x/").status_code == 405
