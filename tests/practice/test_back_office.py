"""The back office: people and settings for those who run the practice, and no clinical text."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Client
from clients.services.cases import create_client
from practice.crypto import SealedTextField
from practice.models import AuditEvent, Practice, User
from tests import factories

INDEX = reverse("admin:index")


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    session = browser.session
    session["second_factor_set"] = True
    session.save()
    return browser


@pytest.fixture
def owner(db: None) -> User:
    return factories.make_user("Olga Owner", is_owner=True, is_staff=True)


@pytest.fixture
def office(owner: User) -> Browser:
    return signed_in(owner)


def person(**changes: str) -> dict[str, str]:
    return {"name": "New", "email": "New@x.example", "is_active": "on"} | changes


def test_no_clinical_model_is_registered() -> None:
    names = {model._meta.label for model in admin.site._registry}
    assert names == {"practice.User", "practice.Practice", "mfa.Authenticator", "clients.Client"}


def test_no_registered_model_holds_sealed_text() -> None:
    fields = [field for model in admin.site._registry for field in model._meta.fields]
    assert not [field for field in fields if isinstance(field, SealedTextField)]


@pytest.mark.parametrize("path", ["", "login/", "practice/user/", "clients/client/"])
@pytest.mark.parametrize(
    "rights",
    [
        {"is_therapist": True},
        {"is_client": True},
        {"is_owner": True},
        {"is_therapist": True, "is_staff": True},
    ],
)
def test_it_does_not_exist_for_anybody_else(db: None, path: str, rights: dict[str, bool]) -> None:
    assert signed_in(factories.make_user(**rights)).get(INDEX + path).status_code == 404


def test_a_stranger_signs_in_where_everybody_does(db: None) -> None:
    for path in ("", "login/"):
        arrived_at, _status = Browser().get(INDEX + path, follow=True).redirect_chain[-1]
        assert arrived_at.startswith("/accounts/login/?next=")


def test_it_wants_the_second_factor_first(owner: User) -> None:
    browser = Browser()
    browser.force_login(owner)
    assert browser.get(INDEX)["Location"] == reverse("mfa_index")


def test_its_pages_drop_one_directive_and_no_other_page_does(office: Browser) -> None:
    policies = [
        office.get(path)["Content-Security-Policy"] for path in (INDEX, reverse("mfa_index"))
    ]
    assert "require-trusted-types-for" not in policies[0]
    assert "script-src 'self'" in policies[0]
    assert "require-trusted-types-for 'script'" in policies[1]


def test_a_new_person_has_no_password_until_they_set_one(office: Browser, owner: User) -> None:
    office.post(reverse("admin:practice_user_add"), person(is_therapist="on"))
    user = User.objects.get(email="new@x.example")
    assert user.is_therapist
    assert not user.has_usable_password()
    event = AuditEvent.objects.get(action="user.created")
    assert (event.actor_id, event.subject_id) == (owner.pk, user.pk)


def test_an_earlier_address_is_no_way_in(office: Browser) -> None:
    user = factories.make_therapist()
    EmailAddress.objects.create(user=user, email="old@x.example", verified=True, primary=True)
    address = reverse("admin:practice_user_change", args=[user.pk])
    office.post(address, person(is_therapist="on"))
    assert not EmailAddress.objects.exists()
    assert AuditEvent.objects.get(action="user.changed").detail["fields"] == ["name", "email"]


def test_nobody_gives_themselves_more_than_roles(office: Browser) -> None:
    user = factories.make_therapist()
    address = reverse("admin:practice_user_change", args=[user.pk])
    office.post(address, person(is_superuser="on", is_client="on", password="x"))
    before, user = user, User.objects.get(pk=user.pk)
    assert (user.is_superuser, user.is_client) == (False, False)
    assert user.password == before.password


@pytest.mark.parametrize("name", ["practice_user", "clients_client", "practice_practice"])
def test_nothing_of_these_is_deleted(office: Browser, name: str) -> None:
    user = factories.make_user()
    address = reverse(f"admin:{name}_delete", args=[user.pk])
    assert office.post(address, {"post": "yes"}).status_code in (302, 403)
    assert User.objects.filter(pk=user.pk).exists()


def test_whoever_may_open_it_finds_the_way_there(office: Browser) -> None:
    page = office.get(reverse("clients:client_list")).content.decode()
    assert f'href="{INDEX}"' in page


@pytest.mark.parametrize("rights", [{"is_owner": True}, {"is_office": True, "is_staff": True}])
def test_nobody_else_is_led_there(db: None, rights: dict[str, bool]) -> None:
    page = signed_in(factories.make_user(**rights)).get(reverse("clients:client_list"))
    assert INDEX not in page.content.decode()


def test_a_login_reads_a_clock_that_exists(office: Browser) -> None:
    add = reverse("admin:practice_user_add")
    answer = office.post(add, person(time_zone="Moon/Sea"))
    assert "time_zone" in answer.context["adminform"].form.errors
    assert "New" in answer.content.decode()
    office.post(add, person(time_zone="Europe/Lisbon"))
    assert User.objects.get(email="new@x.example").zone.key == "Europe/Lisbon"


def test_the_form_of_a_login_speaks_of_roles_in_plain_words(office: Browser) -> None:
    page = office.get(reverse("admin:practice_user_add")).content.decode()
    assert "Reads the cases of those they supervise." in page
    assert "Is owner" not in page


def test_the_time_zone_of_the_practice_is_one_that_exists(office: Browser) -> None:
    fields = {"name": "Linden", "time_zone": "Moon/Sea", "exit_url": "https://example.org/"}
    fields |= {"adult_from": "16"}
    answer = office.post(reverse("admin:practice_practice_add"), fields)
    assert "time_zone" in answer.context["adminform"].form.errors
    office.post(reverse("admin:practice_practice_add"), fields | {"time_zone": "Europe/Lisbon"})
    assert (Practice.load().time_zone, Practice.load().adult_from) == ("Europe/Lisbon", 16)
    assert office.get(reverse("admin:practice_practice_add")).status_code == 403


def test_a_lost_second_factor_is_taken_away_and_never_shown(office: Browser) -> None:
    user = factories.make_therapist()
    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": "TOPSECRET"})
    page = office.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
    assert "TOPSECRET" not in page.content.decode()
    office.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(action="second_factor.removed").subject_id == user.pk


def test_contact_fields_go_through_the_services(office: Browser) -> None:
    client = create_client(None, legal_name="Ann", email="ann@x.example")
    fields = {"legal_name": "Anna", "channel": "phone", "language": "en"}
    office.post(reverse("admin:clients_client_change", args=[client.pk]), fields)
    client.refresh_from_db()
    assert (client.legal_name, client.channel) == ("Anna", "phone")
    assert AuditEvent.objects.filter(action="client.changed", subject_id=client.pk).exists()
    office.post(reverse("admin:clients_client_add"), fields | {"legal_name": "Bo"})
    created = Client.objects.get(legal_name="Bo")
    assert AuditEvent.objects.filter(action="client.created", subject_id=created.pk).exists()


def test_a_superuser_without_a_role_sees_no_client(db: None) -> None:
    client = create_client(None, legal_name="Ann Canary")
    browser = signed_in(User.objects.create_superuser("root@x.example", name="Root"))
    assert "clients" not in browser.get(INDEX).content.decode().casefold()
    for name in ("changelist", "add"):
        assert browser.get(reverse(f"admin:clients_client_{name}")).status_code == 403
    address = reverse("admin:clients_client_change", args=[client.pk])
    assert "Canary" not in browser.get(address, follow=True).content.decode()
