"""The first run: a page for one secret, and then a handful of steps that can wait."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Case
from practice.models import AuditEvent, Practice, RetentionRule, User
from practice.services.beginning import new_secret
from tests import factories

pytestmark = pytest.mark.django_db
TOLD = {
    "practice": "Linden House",
    "time_zone": "Europe/Berlin",
    "name": "Eva Stone",
    "email": "Eva@House.example",
    "password": factories.PASSWORD,
}
RULE = {"years": 7, "majority_age": 18, "years_after_majority": 3, "process_months": ""}


@pytest.fixture
def address(settings: Any) -> str:
    secret, settings.BEGIN_DIGEST = new_secret()
    return reverse("begin", args=[secret])


@pytest.fixture
def owner(client: Browser) -> User:
    """Signed in, in a practice that has only just begun."""
    Practice.objects.create(name="Linden House", time_zone="Europe/Berlin")
    owner = factories.make_user("Eva Stone", is_owner=True)
    factories.add_second_step(owner)
    client.force_login(owner)
    return owner


def step(client: Browser, step_name: str, /, **data: Any) -> Any:
    return client.post(reverse("first_step", args=[step_name]), data)


# --- the page for one secret


def test_the_secret_page_begins_the_practice_once(client: Browser, address: str) -> None:
    assert client.get(address).status_code == 200
    answer = client.post(address, TOLD)
    assert answer.status_code == 302
    assert answer.url == reverse("first_steps")
    owner = User.objects.get()
    assert (owner.email, owner.is_owner, owner.is_therapist) == ("eva@house.example", True, False)
    assert owner.check_password(factories.PASSWORD)
    assert str(Practice.objects.get()) == "Linden House"
    # Signed in, and led to the second step before any other page.
    assert client.get(reverse("first_steps")).url == reverse("mfa_index")
    assert Browser().get(address).status_code == 404
    assert Browser().post(address, TOLD | {"email": "mal@x.example"}).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_a_wrong_secret_opens_nothing(client: Browser, settings: Any, digest: str) -> None:
    settings.BEGIN_DIGEST = digest
    address = reverse("begin", args=["made-up"])
    assert client.get(address).status_code == 404
    assert client.post(address, TOLD).status_code == 404
    assert not User.objects.exists()


def test_the_page_is_gone_where_somebody_owns_the_practice(client: Browser, address: str) -> None:
    factories.make_user("Olga", is_owner=True)
    assert client.get(address).status_code == 404


def test_what_is_not_right_stays_on_the_page(client: Browser, address: str) -> None:
    page = client.post(address, TOLD | {"password": "12345", "time_zone": ""})
    assert page.status_code == 200
    assert 'value="Linden House"' in page.content.decode()
    assert set(page.context["form"].errors) == {"password", "time_zone"}
    assert not Practice.objects.exists()


# --- the steps


def test_the_front_door_leads_there_until_it_is_done(client: Browser, owner: User) -> None:
    assert client.get("/").url == reverse("first_steps")
    finish = reverse("first_steps_finish")
    refused = client.post(finish, follow=True).content.decode()
    assert "Still needed:" in refused
    assert Practice.objects.get().set_up_at is None
    step(client, "help", country="DE", crisis_line="")
    step(client, "records", **RULE)
    step(client, "therapist", who="me")
    assert client.post(finish).url == reverse("home")
    assert client.get("/").url == reverse("clients:today")


def test_the_page_opens_at_the_first_open_step_and_any_other(client: Browser, owner: User) -> None:
    page = client.get(reverse("first_steps"))
    assert page.context["current"] == "help"
    assert client.get(reverse("first_step", args=["course"])).context["current"] == "course"
    assert client.get(reverse("first_step", args=["nothing"])).status_code == 404
    step(client, "help", country="", crisis_line="In danger? Call 112.")
    assert client.get(reverse("first_steps")).context["current"] == "records"


def test_a_crisis_line_has_to_come_from_somewhere(client: Browser, owner: User) -> None:
    page = step(client, "help", country="", crisis_line="")
    assert "Choose a country, or write your own words below." in page.content.decode()
    step(client, "help", country="DE", crisis_line="")
    assert "112" in Practice.objects.get().help_line


def test_how_long_records_are_kept_is_chosen_and_never_preset(client: Browser, owner: User) -> None:
    page = client.get(reverse("first_step", args=["records"])).content.decode()
    fields = re.findall(r"<input[^>]*type=\"number\"[^>]*>", page)
    assert len(fields) == 4
    assert not [field for field in fields if "value=" in field]
    assert step(client, "records", years=7).status_code == 200
    assert RetentionRule.in_force() is None
    longer = step(client, "records", **RULE | {"process_months": 100})
    assert "longer than the record" in longer.content.decode()
    step(client, "records", **RULE)
    step(client, "records", **RULE)  # the same once more is no new choice
    rule = RetentionRule.objects.get()
    assert (rule.years, rule.years_after_majority, rule.process_months) == (7, 3, None)
    assert rule.chosen_by == owner
    event = AuditEvent.objects.get(action="retention.chosen")
    assert (event.actor_id, event.detail["years"]) == (owner.pk, 7)
    step(client, "records", **RULE | {"years": 10})
    assert [row.years for row in RetentionRule.objects.all()] == [10, 7]


def test_the_course_is_proposed_for_a_new_case(client: Browser, owner: User) -> None:
    factories.load_library()
    page = client.get(reverse("first_step", args=["course"]))
    key, title = page.context["form"].fields["course"].choices[0]
    step(client, "course", course=key)
    step(client, "therapist", who="me")
    form = client.get(reverse("clients:case_create")).content.decode()
    chosen = re.search(r"<option value=\"[^\"]+\" selected>([^<]+)</option>", form)
    assert chosen is not None
    assert chosen[1].strip() == title


def test_the_first_therapist_may_be_somebody_else(client: Browser, owner: User) -> None:
    page = step(client, "therapist", who="other", name="", email="")
    assert set(page.context["form"].errors) == {"name", "email"}
    step(client, "therapist", who="other", name="Ana Ruiz", email="Ana@House.example")
    ana = User.objects.get(email="ana@house.example")
    assert (ana.is_therapist, ana.is_owner, ana.has_usable_password()) == (True, False, False)
    assert not User.objects.get(pk=owner.pk).is_therapist
    [sent] = mail.outbox
    assert sent.to == ["ana@house.example"]
    assert not {"Ana", "Linden", "therap"} & set(re.findall(r"\w+", sent.subject + sent.body))
    there = re.search(r"https?://[^/]+(/accounts/password/\S+)", sent.body)
    assert there is not None
    browser = Browser()
    form = browser.get(there[1], follow=True)
    new = {"password1": factories.PASSWORD, "password2": factories.PASSWORD}
    browser.post(form.request["PATH_INFO"], new)
    assert User.objects.get(pk=ana.pk).check_password(factories.PASSWORD)
    # Once: the same link offers no password afterwards.
    assert 'type="password"' not in Browser().get(there[1], follow=True).content.decode()


def test_an_address_that_is_taken_is_refused(client: Browser, owner: User) -> None:
    page = step(client, "therapist", who="other", name="Twin", email=owner.email.upper())
    assert page.status_code == 200
    assert "Somebody signs in with this address already." in page.content.decode()


def test_the_first_client_ends_the_steps(client: Browser, owner: User) -> None:
    step(client, "therapist", who="me")
    page = client.get(reverse("first_step", args=["client"]))
    assert page.context["client_url"] == reverse("clients:case_create")
    assert [one.is_done for one in page.context["steps"] if one.key == "client"] == [False]
    person = {"kind": "individual", "opened_on": "2026-01-05", "a-legal_name": "Chen Jing"}
    client.post(
        reverse("clients:case_create"), person | {"a-channel": "email", "b-channel": "email"}
    )
    assert Case.objects.count() == 1
    page = client.get(reverse("first_steps"))
    assert [one.is_done for one in page.context["steps"] if one.key == "client"] == [True]


@pytest.mark.parametrize("role", ["is_therapist", "is_office", "is_supervisor", "is_client"])
def test_the_steps_are_the_owners_alone(client: Browser, role: str) -> None:
    person = factories.make_user("Ana", **{role: True})
    factories.add_second_step(person)
    client.force_login(person)
    assert client.get(reverse("first_steps")).status_code == 404
    assert step(client, "records", **RULE).status_code == 404
    assert client.get("/").url != reverse("first_steps")
