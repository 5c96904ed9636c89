"""Ways into somebody else's login: a stolen hour at their screen, a guessed password, a leaked
database, a link that went astray.
"""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Client
from clients.services.invitations import Unusable, invite, open_invitation, token_of
from clients.services.people import change_contact
from practice.models import User
from tests import factories

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def no_guesses_yet(db: None) -> None:
    cache.clear()


def at_the_screen_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def guess(email: str, typed: str = "wrong", address: str = "10.0.0.1") -> Any:
    sent = {"login": email, "password": typed}
    return Browser().post(LOGIN, sent, REMOTE_ADDR=address)


@pytest.mark.parametrize("role", ["is_client", "is_therapist"])
def test_an_hour_at_the_screen_adds_no_address_to_reset_by(role: str) -> None:
    user = factories.make_user(**{role: True})
    browser = at_the_screen_of(user)
    for act in ("action_add", "action_primary", "action_send"):
        answer = browser.post("/accounts/email/", {act: "", "email": "thief@evil.example"})
        assert answer.status_code == 404
    assert browser.get("/accounts/email/").status_code == 404
    assert not EmailAddress.objects.filter(email="thief@evil.example").exists()
    Browser().post(RESET, {"email": "thief@evil.example"})
    assert not any("/password/reset/key/" in one.body for one in mail.outbox)


def test_a_stolen_database_gives_no_second_factor(settings: Any) -> None:
    user = factories.make_therapist()
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user)
    stored = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in stored
    assert codes.instance.data["seed"] != get_adapter().decrypt(codes.instance.data["seed"])
    assert len(codes.get_unused_codes()) == 10
    totp = TOTP(Authenticator.objects.get(type="totp"))
    assert get_adapter().decrypt(totp.instance.data["secret"]) == secret


def test_the_second_factor_still_opens() -> None:
    user = factories.make_therapist()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    browser = Browser()
    answer = browser.post(LOGIN, {"login": user.email, "password": factories.PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in browser.session
    browser.post(reverse("mfa_authenticate"), {"code": code})
    assert browser.session["_auth_user_id"] == str(user.pk)


def test_five_guesses_and_no_more() -> None:
    user = factories.make_user(is_client=True)
    for number in range(5):
        guess(user.email, address=f"10.0.1.{number}")
    guess(user.email, factories.PASSWORD, address="10.0.1.99")
    late = Browser()
    late.post(LOGIN, {"login": user.email.upper(), "password": factories.PASSWORD})
    assert "_auth_user_id" not in late.session


def test_guesses_are_not_forgotten_for_the_crowd_of_others() -> None:
    """A store that throws old counts away when it is full lets somebody fill it on purpose."""
    user = factories.make_user(is_client=True)
    for number in range(5):
        guess(user.email, address=f"10.0.1.{number}")
    for number in range(700):
        cache.set(f"crowd-{number}", number, 300)
    late = Browser()
    late.post(LOGIN, {"login": user.email, "password": factories.PASSWORD})
    assert "_auth_user_id" not in late.session


@pytest.mark.parametrize("known", [True, False])
def test_nobody_learns_whether_an_address_has_a_login(known: bool) -> None:
    email = factories.make_user(is_client=True).email if known else "nobody@x.example"
    login, reset = guess(email), Browser().post(RESET, {"email": email})
    page = re.sub(r'value="[^"]*"', "", login.content.decode()).replace(email, "")
    assert (login.status_code, reset.status_code) == (200, 302)
    assert reset["Location"] == reverse("account_reset_password_done")
    other = guess("other@x.example")
    assert re.sub(r'value="[^"]*"', "", other.content.decode()).replace("other@x.example", "") == (
        page
    )


@pytest.mark.parametrize("next_page", ["//evil.example/", "https://evil.example/", "/\\evil.x"])
def test_signing_in_leads_nowhere_else(next_page: str) -> None:
    user = factories.make_user(is_client=True)
    sent = {"login": user.email, "password": factories.PASSWORD, "next": next_page}
    assert Browser().post(f"{LOGIN}?next={next_page}", sent)["Location"] == "/"


def test_a_sign_in_begins_a_session_of_its_own() -> None:
    user = factories.make_user(is_client=True)
    browser = Browser()
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    browser.post(LOGIN, {"login": user.email, "password": factories.PASSWORD})
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert browser.session.session_key != before


def newcomer(email: str) -> Client:
    client = factories.make_client(factories.make_therapist(), login=False)
    client.email = email
    client.save()
    return client


def test_a_link_that_went_to_a_wrong_address_ends_with_its_correction() -> None:
    client = newcomer("wrong@x.example")
    token = token_of(invite(factories.make_office(), client))
    change_contact(factories.make_office(), client, email="right@x.example")
    with pytest.raises(Unusable):
        open_invitation(token)
    answer = Browser().post(reverse("clients:invitation", args=[token]), {"password": "x" * 20})
    assert answer.status_code == 410


@pytest.mark.parametrize("channel", ["phone", "none"])
def test_a_link_ends_when_the_person_asks_not_to_be_written_to(channel: str) -> None:
    """Whoever reads that mailbox is perhaps the reason."""
    client = newcomer("shared@x.example")
    token = token_of(invite(factories.make_office(), client))
    change_contact(factories.make_office(), client, channel=channel)
    with pytest.raises(Unusable):
        open_invitation(token)


def test_an_address_that_somebody_else_took_meanwhile_gives_no_login() -> None:
    token = token_of(invite(factories.make_office(), newcomer("taken@x.example")))
    other = factories.make_client(factories.make_therapist(), "Other Person")
    User.objects.filter(pk=other.user_id).update(email="taken@x.example")
    answer = Browser().post(
        reverse("clients:invitation", args=[token]), {"password": "kettle-lantern-9-x"}
    )
    assert answer.status_code == 410
    assert User.objects.filter(email="taken@x.example").count() == 1


def test_nobody_invites_somebody_else_to_their_own_mailbox() -> None:
    """Whoever may correct an address could else open another person's space with it."""
    office = factories.make_office()
    client = newcomer(office.email)
    browser = at_the_screen_of(office)
    session = browser.session
    session["second_factor_set"] = True
    session.save()
    browser.post(reverse("clients:client_invite", args=[client.pk]))
    assert mail.outbox == []
    assert not client.invitations.exists()


def test_the_next_person_at_the_device_is_told_nothing_of_the_last() -> None:
    """What a page wanted to say waits with the login, not in a cookie that outlives it."""
    office = factories.make_office()
    browser = at_the_screen_of(office)
    session = browser.session
    session["second_factor_set"] = True
    session.save()
    added = browser.post(
        reverse("clients:client_create"), {"legal_name": "Zhao Canary", "channel": "phone"}
    )
    assert added.status_code == 302
    assert "Canary" not in str(browser.cookies)
    del browser.cookies["sessionid"]  # the login has ended by itself
    assert "Canary" not in browser.get(LOGIN).content.decode()
