"""manage.py start_practice: the way from an empty database to a practice one can sign in to."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse

from practice.models import AuditEvent, Practice, User
from practice.services import audit
from tests import factories

GIVEN = {
    "name": "Linden House",
    "time_zone": "Europe/Berlin",
    "country": "de",
    "crisis_line": "In danger? Call 112.",
    "person": "Eva Stone",
    "credentials": "MSc",
    "email": "Eva@House.example",
}
ANSWERS = [
    "Linden House",
    "Europe/Berlin",
    "DE",
    "In danger? Call 112.",
    "Eva Stone",
    "MSc",
    "Eva@House.example",
    factories.PASSWORD,
    factories.PASSWORD,
]


def begin(**changes: Any) -> str:
    """Run it with everything given on the command line; what it printed."""
    out = io.StringIO()
    call_command("start_practice", **(GIVEN | {"no_input": True} | changes), stdout=out)
    return out.getvalue()


def converse(monkeypatch: pytest.MonkeyPatch, *lines: str, **options: Any) -> tuple[str, str]:
    """Run it as a person does, who types `lines`; what it printed, and what it complained of."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    out, err = io.StringIO(), io.StringIO()
    call_command("start_practice", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_it_asks_and_the_first_person_can_sign_in(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, complaints = converse(monkeypatch, *ANSWERS)
    assert "“Linden House” has begun" in said
    assert complaints == ""
    practice = Practice.objects.get()
    assert (practice.name, practice.time_zone) == ("Linden House", "Europe/Berlin")
    assert (practice.crisis_line, practice.is_demo) == ("In danger? Call 112.", False)
    browser = Browser()
    login = {"login": "eva@house.example", "password": factories.PASSWORD}
    assert browser.post(reverse("account_login"), login).status_code == 302
    assert browser.get(reverse("clients:today"))["Location"] == reverse("mfa_index")


def test_the_first_person_owns_it_treats_and_opens_the_back_office(db: None) -> None:
    begin()
    first = User.objects.get()
    assert (first.name, first.credentials, first.email) == ("Eva Stone", "MSc", "eva@house.example")
    roles = (first.is_owner, first.is_therapist, first.is_staff, first.is_superuser)
    assert roles == (True, True, True, False)
    assert AuditEvent.objects.get(action="practice.begun").actor_id == first.pk
    assert list(audit.faults()) == []


def test_an_owner_who_treats_nobody_is_no_therapist(db: None) -> None:
    begin(sees_no_clients=True)
    assert User.objects.get().is_therapist is False


def test_a_bad_answer_is_asked_again_with_the_reason(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, zone, country, crisis, person, credentials, email, password, again = ANSWERS
    _said, complaints = converse(
        monkeypatch, "", name, "Berlin", zone, "Atlantis", country, crisis, person, credentials,
        "eva at house", email, "short", password, "another-one-9", password, again,
    )  # fmt: skip
    assert "Did you mean Europe/Berlin?" in complaints
    assert "Write one of AT, AU," in complaints
    assert "Enter a valid email address" in complaints
    assert "too short" in complaints
    assert "were not the same" in complaints
    assert User.objects.get().check_password(factories.PASSWORD)


def test_an_end_of_the_questions_writes_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="Nothing was written"):
        converse(monkeypatch, *ANSWERS[:5])
    assert not Practice.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("name", "", "--name: "),
        ("name", "x" * 100_000, "--name: "),
        ("time_zone", "Atlantis", "--time-zone: There is no such time zone"),
        ("time_zone", "../etc/passwd", "--time-zone: There is no such time zone"),
        ("person", " ", "--person: "),
        ("email", "nobody", "--email: Enter a valid email address"),
        ("country", "Atlantis", "--country: Write one of AT, AU,"),
        ("crisis_line", "x" * 301, "--crisis-line: "),
    ],
)
def test_a_bad_option_is_named_and_nothing_is_written(
    db: None, option: str, value: str, told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        begin(**{option: value})
    assert not Practice.objects.exists()
    assert not User.objects.exists()


def test_a_zone_is_found_in_any_case_and_told_by_its_full_name(db: None) -> None:
    begin(time_zone="america/new york")
    assert Practice.objects.get().time_zone == "America/New_York"


def test_without_questions_the_password_is_chosen_by_mail(db: None) -> None:
    assert "Forgotten password" in begin()
    assert not User.objects.get().has_usable_password()


def test_a_missing_crisis_line_is_told(db: None) -> None:
    assert "no crisis line yet" in begin(crisis_line="", country="")


def test_a_country_brings_its_numbers(db: None) -> None:
    assert "no crisis line yet" not in begin(crisis_line="")
    assert "0800 111 0 111" in Browser().get(reverse("account_login")).content.decode()


def test_a_practice_that_is_there_stays_as_it_is(db: None) -> None:
    begin()
    with pytest.raises(CommandError, match="“Linden House” already"):
        begin(name="Another", email="other@house.example")
    assert Practice.objects.get().name == "Linden House"
    assert User.objects.count() == 1


def test_it_stays_away_from_the_demo(db: None) -> None:
    Practice.objects.create(is_demo=True)
    with pytest.raises(CommandError, match="HEARTHWORK_DATA"):
        begin()


def test_an_address_in_use_is_not_taken_twice(db: None) -> None:
    factories.make_user(is_staff=True)
    taken = User.objects.get().email
    with pytest.raises(CommandError, match="signs in with this address already"):
        begin(email=taken.upper())
    assert not Practice.objects.exists()
