"""Nobody younger than the practice says comes as one of a couple; one person alone may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clients.models import Case
from clients.services.cases import open_case
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
