"""Resting from everything: one tap, nothing new, and afterwards two at a time."""

from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Assignment, Case, Pause
from clients.services import finishing
from clients.services.cases import record_screening
from clients.services.delivery import Pace
from clients.services.grants import sync_grants
from clients.services.pauses import begin_pause, end_pause
from clients.services.safety import lower_safety_flag
from practice.models import Practice
from tests import factories as make
from tests.clients.portal.test_pages import masked
from tests.clients.staff_pages import make_supervisor, sign_in
from tests.clients.test_delivery import KEYS, finish, hand_out, portal, there

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


def tap(browser: Browser, name: str, case: Case, **sent: str) -> HttpResponse:
    return browser.post(reverse(f"clients:{name}", args=[case.pk]), sent, follow=True)


def test_one_tap_rests_and_one_goes_on(case: Case) -> None:
    hand_out(case, *KEYS[:1])
    browser = portal(case)
    page = tap(browser, "portal_pause", case)
    assert "All is at rest" in page.content.decode()
    assert (page.context["first"], len(page.context["rest"])) == ([], 1)
    tap(browser, "portal_pause", case)  # a second tap in another tab
    assert Pause.objects.count() == 1
    page = tap(browser, "portal_go_on", case)
    assert len(page.context["first"]) == 1
    tap(browser, "portal_go_on", case)
    assert Pause.objects.get().until is not None


def test_nothing_new_comes_to_whoever_rests_by_any_road(case: Case) -> None:
    hand_out(case, *KEYS[:3])
    tap(browser := portal(case), "portal_pause", case)
    finish(case, KEYS[0])
    (new,) = hand_out(case, KEYS[3], pace=Pace.ALL)
    assert there(case) == [KEYS[1]]
    assert browser.get(reverse("clients:portal_exercise", args=[new.pk])).status_code == 404
    listed = browser.get(reverse("clients:portal_homework", args=[case.pk])).content.decode()
    assert new.exercise.title not in listed


def test_what_was_open_before_can_still_be_written_and_finished(case: Case) -> None:
    (row,) = hand_out(case, KEYS[1])
    tap(browser := portal(case), "portal_pause", case)
    address = reverse("clients:portal_exercise", args=[row.pk])
    browser.post(address, {"my_picture": "Tea by the window", "version": "0"})
    page = browser.get(address).content.decode()
    assert "Tea by the window" in page
    finish(case, KEYS[1])
    assert Assignment.objects.get(pk=row.pk).status == "done"


def test_what_came_due_meanwhile_comes_two_at_a_time(case: Case) -> None:
    hand_out(case, KEYS[0])
    begin_pause(make.login_of(case), case, [make.member(case)])
    hand_out(case, *KEYS[1:], pace=Pace.ALL)
    end_pause(make.login_of(case), case, [make.member(case)])
    for found in (KEYS[:2], KEYS[1:3], KEYS[2:4], KEYS[3:]):
        assert there(case) == [*found]
        finish(case, found[0])
    assert there(case) == [KEYS[4]]


def test_the_line_behind_what_came_due_stays_behind_it(case: Case) -> None:
    """Two that waited for nothing, and one that waits for the first of them."""
    first, second = hand_out(case, *KEYS[:2], pace=Pace.EVERY, days=1)
    hand_out(case, *KEYS[2:4], pace=Pace.ONE)
    begin_pause(make.login_of(case), case, [make.member(case)])
    Assignment.objects.filter(pk__in=[first.pk, second.pk]).update(delivers_at=timezone.now())
    end_pause(make.login_of(case), case, [make.member(case)])
    assert there(case) == [*KEYS[:2]]
    for key in KEYS[:2]:
        finish(case, key)
    assert there(case) == [KEYS[2]]


def test_the_partner_sees_no_difference_in_a_byte(case: Case) -> None:
    hand_out(case, *KEYS[:3], to="each")
    browser = portal(case, "B")
    names = ("portal_today", "portal_homework", "portal_progress", "portal_sharing")
    urls = [reverse(f"clients:{name}", args=[case.pk]) for name in names]
    browser.get(urls[0])
    before = [masked(browser.get(url)) for url in urls]
    tap(portal(case, "A"), "portal_pause", case)
    hand_out(case, KEYS[4], to="A")
    assert [masked(browser.get(url)) for url in urls] == before
    hand_out(case, KEYS[3], to="B", pace=Pace.ALL)
    assert KEYS[3] in there(case, "B")


def test_somebody_with_two_cases_rests_in_one(case: Case) -> None:
    """The same login, and another record: nothing of one shows in the other."""
    alone = make.make_individual_case(make.make_therapist("Ben"), "Liu Jia")
    alone.members.update(client=make.member(case).client)
    make.agree(alone)
    begin_pause(make.login_of(case), case, [make.member(case)])
    hand_out(alone, KEYS[0])
    sync_grants(alone)
    assert there(alone) == [KEYS[0]]


def test_the_therapist_lets_one_or_both_rest_and_sees_it_plainly(case: Case) -> None:
    ana = case.workers.get().user
    browser = sign_in(ana)
    tap(browser, "case_pause", case, who="B")
    assert list(Pause.objects.values_list("member__position", flat=True)) == ["B"]
    page = tap(browser, "case_pause", case).content.decode()
    assert page.count("resting since") == 2
    assert Pause.objects.filter(until=None).count() == 2
    tap(browser, "case_go_on", case, who="Z")
    assert Pause.objects.filter(until=None).count() == 2
    tap(browser, "case_go_on", case)
    assert not Pause.objects.filter(until=None).exists()
    sam = make_supervisor(case)
    assert tap(sign_in(sam), "case_pause", case).status_code == 403


def test_a_day_to_come_stays_that_day_after_a_rest(case: Case) -> None:
    row = hand_out(case, *KEYS[:2], pace=Pace.EVERY, days=9)[1]
    begin_pause(make.login_of(case), case, [make.member(case)])
    end_pause(make.login_of(case), case, [make.member(case)])
    assert Assignment.objects.get(pk=row.pk).delivers_at == row.delivers_at
    assert row.delivers_at > timezone.now() + timedelta(days=7)


def test_what_a_concern_held_back_comes_in_the_morning_two_at_a_time(case: Case) -> None:
    ana = case.workers.get().user
    rows = hand_out(case, pace=Pace.EVERY, days=1)
    record_screening(ana, make.member(case), asked_alone_on=TODAY, outcome="concern")
    Assignment.objects.update(delivers_at=timezone.now())
    assert there(case) == []
    record_screening(ana, make.member(case), asked_alone_on=TODAY, outcome="clear")
    lower_safety_flag(ana, case)
    assert there(case) == []
    kept = [Assignment.objects.get(pk=row.pk) for row in rows]
    practice = Practice.load()
    tomorrow = practice.morning(practice.today() + timedelta(days=1))
    assert [row.delivers_at for row in kept] == [tomorrow, tomorrow, None, None, None]


def test_finishing_counts_while_one_rests(case: Case) -> None:
    hand_out(case, *KEYS[:3])
    begin_pause(make.login_of(case), case, [make.member(case)])
    row = Assignment.objects.get(exercise__key=KEYS[0])
    finishing.mark_done(make.login_of(case), row, low_word="in_mind")
    end_pause(make.login_of(case), case, [make.member(case)])
    assert there(case) == [*KEYS[1:3]]
