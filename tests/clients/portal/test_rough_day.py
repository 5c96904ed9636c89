"""The page for hard days, the call for help on it, and the icon on the home screen."""

import json
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Case, HelpFlag
from clients.services import kept
from clients.services.gifts import begin_gift
from clients.services.grants import sync_grants
from clients.services.sharing import change_audience
from practice.models import AuditEvent, Exercise, Practice
from tests import factories as make
from tests.clients.portal.test_pages import masked, reads, signed_in
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    Practice(country="GB").save()
    case = make.make_couple_case(make.make_therapist())
    make.make_journey(case)
    return case


@pytest.fixture
def browse(case: Case) -> Browser:
    return signed_in(make.login_of(case))


def url_of(case: Case) -> str:
    return reverse("clients:portal_case_rough_day", args=[case.pk])


def page(browser: Browser, case: Case) -> str:
    return browser.get(url_of(case)).content.decode()


def tap(browser: Browser, case: Case, name: str = "help") -> Any:
    return browser.post(reverse(f"clients:portal_{name}", args=[case.pk]))


def stands_by(key: str, *fields: str) -> None:
    """Name these fields of an exercise for the page, as the library does."""
    row = make.exercise(key)
    Exercise.objects.filter(pk=row.pk).update(body=row.body | {"rough_day": list(fields)})


def test_it_is_one_tap_away_and_holds_the_numbers(case: Case, browse: Browser) -> None:
    front = reverse("clients:portal_rough_day")
    for name in ("today", "homework", "progress", "sharing", "kept"):
        told = browse.get(reverse(f"clients:portal_{name}", args=[case.pk])).content.decode()
        assert f'href="{front}"' in told
    assert browse.get(front).headers["Location"] == url_of(case)
    told = page(browse, case)
    assert told.count("116 123") == 2  # on top as well as in the foot
    assert "<textarea" not in told
    assert "Nothing is kept here yet" in told


def test_with_two_spaces_it_asks_which_and_tells_nothing(case: Case, browse: Browser) -> None:
    other = make.make_individual_case(make.make_therapist("Ben"), "Liu Jia")
    other.members.update(client=make.member(case).client)
    sync_grants(other)
    for name in ("rough_day", "note"):
        told = browse.get(reverse(f"clients:portal_{name}")).content.decode()
        target = reverse(f"clients:portal_case_{name}", args=[other.pk])
        assert ("Space 2" in told, target in told, "Liu Jia" in told) == (True, True, False)


def test_own_words_stand_there_and_only_those_named(case: Case, browse: Browser) -> None:
    stands_by("hope_question", "my_picture")
    user = make.login_of(case)
    kept.keep_words(user, case, kind="inner", words="He is busy, not gone", audience="self")
    kept.keep_words(user, case, kind="words", words="Something else")
    make.write(make.give(case), {"my_picture": "An older plan"})
    make.write(make.give(case), {"my_picture": "The newest plan"}, audience="self")
    make.write(make.give(case, "miracle_question"), {"miracle_day": "Not for this page"})
    told = page(browse, case)
    assert [words in told for words in ("He is busy, not gone", "The newest plan")] == [True, True]
    for words in ("Something else", "An older plan", "Not for this page"):
        assert words not in told


def test_of_the_partner_only_what_was_written_for_this_person(case: Case, browse: Browser) -> None:
    stands_by("hope_question", "my_picture")
    giver = make.login_of(case, "B")
    shared = make.write(make.give(case, to="B"), {"my_picture": "OWN PICTURE"})
    change_audience(giver, shared, "all", share_now=True)
    gift = make.write(begin_gift(giver, case), {"partner_gift": "You stayed"})
    assert "You stayed" not in page(browse, case)
    change_audience(giver, gift, "all", share_now=True)
    told = page(browse, case)
    assert ("You stayed" in told, "OWN PICTURE" in told) == (True, False)
    assert AuditEvent.objects.filter(action="answer.read", subject_id=gift.pk).exists()
    change_audience(giver, gift, "self")
    assert "You stayed" not in page(browse, case)


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_four_queries(rows: int, case: Case, browse: Browser) -> None:
    stands_by("hope_question", "my_picture")
    for number in range(rows):
        make.write(make.give(case), {"my_picture": f"plan {number}"})
        kept.keep_words(make.login_of(case), case, kind="inner", words=f"words {number}")
    assert reads(browse, url_of(case)) == 4


# --- the call for help


def test_a_call_reaches_the_safety_strip_until_it_is_seen(case: Case, browse: Browser) -> None:
    assert "They see it when they next look" in page(browse, case)
    tap(browse, case)
    tap(browse, case)
    flag = HelpFlag.objects.get()
    assert "Take it back" in page(browse, case)
    ana = sign_in(case.workers.get().user)
    detail = reverse("clients:case_detail", args=[case.pk])
    for url in (reverse("clients:today"), detail):
        told = ana.get(url).content.decode()
        assert "asked for help on" in told
        assert told.index("asked for help on") < told.index('<div class="two">')
    seen = reverse("clients:help_seen", args=[flag.pk])
    assert ana.post(seen).headers["Location"] == detail
    assert "asked for help on" not in ana.get(detail).content.decode()
    assert "has seen that you asked" in page(browse, case)
    events = AuditEvent.objects.filter(subject_id=flag.pk).order_by("pk")
    assert [event.action for event in events] == ["help.asked", "help.seen"]
    tap(browse, case)
    assert HelpFlag.objects.count() == 2


def test_a_call_taken_back_stands_nowhere(case: Case, browse: Browser) -> None:
    tap(browse, case)
    tap(browse, case, "help_withdraw")
    assert "Take it back" not in page(browse, case)
    ana = sign_in(case.workers.get().user)
    assert "asked for help" not in ana.get(reverse("clients:today")).content.decode()


def test_nobody_else_learns_of_it(case: Case, browse: Browser) -> None:
    partner = signed_in(make.login_of(case, "B"))
    names = ("today", "homework", "progress", "sharing", "kept", "case_rough_day")
    urls = [reverse(f"clients:portal_{name}", args=[case.pk]) for name in names]
    before = [masked(partner.get(url)) for url in urls]
    tap(browse, case)
    assert [masked(partner.get(url)) for url in urls] == before
    flag = HelpFlag.objects.get()
    assert partner.post(reverse("clients:help_seen", args=[flag.pk])).status_code == 404
    assert_closed_to_strangers(reverse("clients:help_seen", args=[flag.pk]), method="post")
    office = sign_in(make.make_office())
    assert "asked for help" not in office.get(reverse("clients:client_list")).content.decode()


def test_a_supervisor_reads_it_and_leaves_it_standing(case: Case, browse: Browser) -> None:
    tap(browse, case)
    sam = sign_in(make_supervisor(case))
    detail = sam.get(reverse("clients:case_detail", args=[case.pk])).content.decode()
    assert ("asked for help" in detail, "Mark as seen" in detail) == (True, False)
    flag = HelpFlag.objects.get()
    assert sam.post(reverse("clients:help_seen", args=[flag.pk])).status_code == 403


def test_after_the_end_the_page_says_that_nobody_would_see(case: Case, browse: Browser) -> None:
    Case.objects.filter(pk=case.pk).update(closed_on=timezone.now().date())
    tap(browse, case)
    told = page(browse, case)
    assert ("Your time here has ended" in told, HelpFlag.objects.exists()) == (True, False)


def test_the_strip_costs_the_same_for_many(case: Case) -> None:
    ana = sign_in(case.workers.get().user)
    urls = [reverse("clients:today"), reverse("clients:case_detail", args=[case.pk])]
    tap(signed_in(make.login_of(case)), case)
    one = [queries_of(ana, url) for url in urls]
    tap(signed_in(make.login_of(case, "B")), case)
    assert [queries_of(ana, url) for url in urls] == one
    assert max(one) <= 12


# --- the icon on the home screen


def test_the_icon_is_neutral_and_leads_to_the_log(case: Case, browse: Browser) -> None:
    found = Browser().get(reverse("clients:portal_manifest"))
    told = json.loads(found.content)
    assert found.headers["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["start_url"]) == ("Notes", "/portal/")
    assert told["shortcuts"][0]["url"] == reverse("clients:portal_note")
    today = browse.get(reverse("clients:portal_today", args=[case.pk])).content.decode()
    assert f'rel="manifest" href="{reverse("clients:portal_manifest")}"' in today


def test_a_note_goes_to_the_open_log(case: Case, browse: Browser) -> None:
    note = reverse("clients:portal_case_note", args=[case.pk])
    assert browse.get(reverse("clients:portal_note")).headers["Location"] == note
    make.give(case)
    today = reverse("clients:portal_today", args=[case.pk])
    assert browse.get(note).headers["Location"] == today
    log = make.give(case, "exception_log")
    make.give(case, "exception_log", to="B")
    place = browse.get(note).headers["Location"]
    assert place == reverse("clients:portal_exercise", args=[log.pk])
