"""Who is not of age: not in couples, and a guardian decides along, beside the person's own yes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Case, Consent, Guardian
from clients.services.cases import open_case
from clients.services.people import change_contact
from practice.models import Practice, User
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.sessions.hours import hour

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    Practice(name="Hearthwork").save()
    return make.make_therapist()


def born(years_ago: int, *, days_short: int = 0) -> date:
    """A birthday so many years ago, or some days after that."""
    today = Practice.load().today()
    return date(today.year - years_ago, today.month, min(today.day, 28)) + timedelta(days_short)


def couple_form(ana: User, born_on: date | None) -> tuple[str, dict[str, str]]:
    young = make.make_client(ana, "Kim Young", login=False)
    young.born_on = born_on
    young.save()
    open_case(ana, [young])  # only who is seen already can be chosen
    sent = {
        "kind": "couple", "secrets_policy": "limited", "opened_on": str(Practice.load().today()),
        "a-known": str(young.pk), "a-channel": "email", "b-legal_name": "Tom Falk",
        "b-channel": "email",
    }  # fmt: skip
    return reverse("clients:case_create"), sent


@pytest.mark.parametrize("days_short", [5, 200])
def test_a_couple_with_somebody_too_young_is_refused_in_words(ana: User, days_short: int) -> None:
    url, sent = couple_form(ana, born(18, days_short=days_short))
    page = sign_in(ana).post(url, sent)
    assert page.status_code == 200
    assert "Young is younger than 18" in page.content.decode()
    assert "Tom Falk" in page.content.decode()
    assert Case.objects.filter(kind="couple").count() == 0


@pytest.mark.parametrize("is_known", [True, False])
def test_whoever_is_of_age_comes_and_whose_birth_is_not_known(ana: User, is_known: bool) -> None:
    url, sent = couple_form(ana, born(18) if is_known else None)
    assert sign_in(ana).post(url, sent).status_code == 302
    assert Case.objects.filter(kind="couple").count() == 1


def test_the_practice_sets_the_age_and_may_allow_it(ana: User) -> None:
    people = [make.make_client(ana, name, login=False) for name in ("Kim Young", "Tom Falk")]
    people[0].born_on = born(17)
    with pytest.raises(ValidationError, match="younger than 18"):
        open_case(ana, people, secrets_policy="full")
    practice = Practice.objects.get()
    practice.adult_from = 16
    practice.save()
    assert open_case(ana, people, secrets_policy="full").is_couple
    practice.adult_from, practice.minors_in_couples = 21, True
    practice.save()
    assert open_case(ana, people, secrets_policy="full").is_couple


def test_a_birth_day_that_is_written_in_later_is_told_in_the_plan(ana: User) -> None:
    couple = make.make_couple_case(ana)
    plan = reverse("sessions:session_plan", args=[hour(ana, couple).pk])
    told = "Lei is too young to come as one of a couple."
    assert told not in sign_in(ana).get(plan).content.decode()
    person = make.member(couple).client
    person.born_on = born(15)
    person.save()
    assert told in sign_in(ana).get(plan).content.decode()


@pytest.fixture
def young(ana: User) -> Case:
    """Somebody of fifteen who comes alone, and has said yes to everything."""
    client = make.make_client(ana, "Kim Young")
    client.born_on = born(15)
    client.save()
    return make.agree(open_case(ana, [client]))


def url(case: Case, name: str = "case_guardians", *keys: Any) -> str:
    return reverse(f"clients:{name}", args=[case.pk, make.member(case).pk, *keys])


def write_in(browser: Browser, case: Case, **posted: Any) -> Guardian:
    browser.post(url(case), {"name": "Rosa Young", "relation": "mother"} | posted)
    return Guardian.objects.get()


def agree_along(browser: Browser, case: Case, guardian: Any, **posted: Any) -> Any:
    today = str(Practice.load().today())
    sent = {"guardian": guardian, "kinds": ["portal"], "how": "paper", "given_on": today}
    return browser.post(url(case, "guardian_consent"), sent | posted)


def test_the_portal_opens_by_both_yeses_alone(young: Case, ana: User) -> None:
    kim, hers = sign_in(make.login_of(young)), sign_in(ana)
    today = reverse("clients:portal_today", args=[young.pk])
    door = kim.get(today).headers["Location"]
    assert "One more yes is needed" in kim.get(door).content.decode()
    assert agree_along(hers, young, write_in(hers, young).pk).status_code == 302
    assert kim.get(today).status_code == 200
    theirs = Consent.objects.exclude(guardian=None).get()
    own = kim.get(reverse("clients:portal_agreed", args=[young.pk])).content.decode()
    assert "Rosa" not in own
    back = reverse("clients:portal_withdraw", args=[young.pk, theirs.pk])
    assert kim.post(back).status_code == 404
    page = hers.get(reverse("clients:case_consent", args=[young.pk])).content.decode()
    assert "Rosa Young, mother" in page
    assert "Nobody who decides along has agreed yet to: therapy" in page


def test_a_guardians_yes_alone_opens_nothing(ana: User) -> None:
    client = make.make_client(ana, "Kim Young")
    client.born_on = born(15)
    client.save()
    case, hers = open_case(ana, [client]), sign_in(ana)
    agree_along(hers, case, write_in(hers, case).pk)
    kim = sign_in(make.login_of(case))
    door = kim.get(reverse("clients:portal_today", args=[case.pk])).headers["Location"]
    assert "Before you use this space" in kim.get(door).content.decode()


def test_it_closes_with_the_guardians_end_and_opens_with_age(young: Case, ana: User) -> None:
    kim, hers = sign_in(make.login_of(young)), sign_in(ana)
    today = reverse("clients:portal_today", args=[young.pk])
    guardian = write_in(hers, young)
    agree_along(hers, young, guardian.pk)
    assert hers.post(url(young, "guardian_end", guardian.pk)).status_code == 302
    assert kim.get(today).status_code == 302
    assert agree_along(hers, young, guardian.pk).status_code == 200
    change_contact(ana, make.member(young).client, born_on=born(18))
    assert kim.get(today).status_code == 200


def test_a_birth_day_that_is_written_in_closes_the_portal(ana: User) -> None:
    case = make.make_individual_case(ana)
    change_contact(ana, make.member(case).client, born_on=born(14))
    kim = sign_in(make.login_of(case))
    assert kim.get(reverse("clients:portal_today", args=[case.pk])).status_code == 302


def test_a_guardian_is_told_nothing_unless_it_was_chosen(young: Case, ana: User) -> None:
    hers = sign_in(ana)
    assert write_in(hers, young).told == []
    assert "Is told nothing." in hers.get(url(young)).content.decode()
    Guardian.objects.all().delete()
    assert write_in(hers, young, told=["dates"]).told == ["dates"]
    assert "May be told: when sessions are" in hers.get(url(young)).content.decode()


@pytest.mark.parametrize(
    "posted", [{"name": ""}, {"relation": ""}, {"told": ["all"]}, {"name": "x" * 201}], ids=str
)
def test_a_guardian_that_does_not_fit_is_not_written_in(
    young: Case, ana: User, posted: dict[str, Any]
) -> None:
    sent = {"name": "Rosa Young", "relation": "mother"} | posted
    assert sign_in(ana).post(url(young), sent).status_code == 200
    assert not Guardian.objects.exists()


def test_a_guardian_of_somebody_else_cannot_agree(young: Case, ana: User) -> None:
    hers, other = sign_in(ana), make.make_individual_case(ana, "Other Person")
    stranger = write_in(hers, other)
    for sent in (stranger.pk, "nobody", ""):
        assert agree_along(hers, young, sent).status_code == 200
    assert agree_along(hers, other, stranger.pk, kinds=["supervision"]).status_code == 200
    assert not Consent.objects.exclude(guardian=None).exists()
