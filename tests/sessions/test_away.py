"""Days away with a cover: put in by the therapist, read by whoever comes to them alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from practice.models import Away, Practice
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.sessions.hours import hour

pytestmark = pytest.mark.django_db
COVER = "Ben Ortiz, 020 555 0199"


def put_in(browser: Any, first: date, last: date, cover: str = COVER) -> Any:
    sent = {"away-first_on": str(first), "away-last_on": str(last), "away-cover": cover}
    return browser.post(reverse("sessions:calendar_away"), sent, follow=True)


def days(first: int, last: int) -> tuple[date, date]:
    today = Practice.load().today()
    return today + timedelta(days=first), today + timedelta(days=last)


def portal_of(case: Any, position: str = "A") -> list[str]:
    browser = sign_in(make.login_of(case, position))
    names = ("portal_today", "portal_case_rough_day")
    return [browser.get(reverse(f"clients:{name}", args=[case.pk])).text for name in names]


def test_everybody_who_comes_reads_it_and_nobody_else() -> None:
    ana, ben = make.make_therapist("Ana Ruiz"), make.make_therapist("Ben Ortiz")
    couple, alone = make.make_couple_case(ana), make.make_individual_case(ana)
    elsewhere = make.make_individual_case(ben, "Liu Jia")
    browser = sign_in(ana)
    assert "30 days before" in put_in(browser, *days(3, 9)).text
    pages = [*portal_of(couple), *portal_of(couple, "B"), *portal_of(alone)]
    assert all(COVER in page and "Ana Ruiz is away from" in page for page in pages)
    assert not any("is away" in page for page in portal_of(elsewhere))


def test_it_is_told_from_thirty_days_before_until_the_last_day() -> None:
    ana = make.make_therapist("Ana Ruiz")
    case = make.make_individual_case(ana)
    put_in(sign_in(ana), *days(31, 40))
    assert not any("is away" in page for page in portal_of(case))
    today = Practice.load().today()
    Away.objects.update(first_on=today - timedelta(days=4), last_on=today)
    assert all("is away" in page for page in portal_of(case))
    Away.objects.update(last_on=today - timedelta(days=1))
    assert not any("is away" in page for page in portal_of(case))


def test_a_session_on_such_a_day_is_marked_in_the_calendar() -> None:
    ana = make.make_therapist("Ana Ruiz")
    case = make.make_individual_case(ana)
    hour(ana, case, days=5)
    browser = sign_in(ana)
    assert "Something else then" not in browser.get(reverse("sessions:calendar")).text
    put_in(browser, *days(3, 9))
    assert "Something else then" in browser.get(reverse("sessions:calendar")).text


@pytest.mark.parametrize(
    ("first", "last", "cover", "says"),
    [
        (9, 3, COVER, "lies before the first one"),
        (-9, -3, COVER, "These days are over"),
        (1, 500, COVER, "longer than a year"),
        (3, 9, "", "This field is required"),
    ],
)
def test_dates_that_cannot_be_are_told_and_stay_in_the_form(
    first: int, last: int, cover: str, says: str
) -> None:
    ana = make.make_therapist()
    page = put_in(sign_in(ana), *days(first, last), cover)
    assert says in page.text
    assert str(days(first, last)[0]) in page.text
    assert not Away.objects.exists()


def test_dates_do_not_overlap_and_are_taken_out_and_put_back() -> None:
    ana, ben = make.make_therapist(), make.make_therapist("Ben Ortiz")
    browser = sign_in(ana)
    put_in(browser, *days(3, 9))
    assert "Take those out first" in put_in(browser, *days(9, 12)).text
    row = Away.objects.get()
    back = reverse("sessions:calendar_back", args=[row.pk])
    assert sign_in(ben).post(back).status_code == 404
    page = browser.post(back, follow=True)
    assert not Away.objects.exists()
    undo = page.context["undo"]
    browser.post(undo["url"], undo["fields"])
    assert Away.objects.get().cover == COVER
    # Offered once, and not on pages that follow.
    assert "Undo" not in browser.get(reverse("sessions:calendar")).text
