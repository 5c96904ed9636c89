"""Daily checks on Today: one tap, each person's own, and not a word about a day without one."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, Case
from clients.services import answers
from practice.services.saving import Clash
from tests import factories as make
from tests.access.visitor import masked
from tests.clients.portal.test_pages import reads, signed_in

pytestmark = pytest.mark.django_db
QUESTION = "How was it today?"
PLAN = {
    "parts": {"action": {"text": "Tea on her desk"}},
    "frequency": "per_day",
    "event": "",
    "length_days": 3,
}


@pytest.fixture
def case() -> Case:
    case = make.make_couple_case(make.make_therapist())
    make.make_journey(case)
    return case


@pytest.fixture
def browse(case: Case) -> Browser:
    return signed_in(make.login_of(case))


def planned(case: Case, to: str = "A", **changes: Any) -> Assignment:
    """Something that is being tried, with what was noted on `days` before today."""
    days = changes.pop("days", ())
    given = make.give(case, "micro_experiment", to=to)
    data: dict[str, Any] = {"experiment": PLAN | changes}
    if days:
        noted = [_noted(timezone.localdate() - timedelta(days=day)) for day in days]
        data["daily_check"] = {"checks": sorted(noted, key=lambda one: one["on"])}
    make.write(given, data=data, field_versions=dict.fromkeys(data, 1), version=1)
    return given


def _noted(day: date) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "on": day.isoformat(), "choice": "noticed", "note": ""}


def today(browser: Browser, case: Case) -> str:
    return browser.get(reverse("clients:portal_today", args=[case.pk])).content.decode()


def tap(browser: Browser, given: Assignment, choice: str = "noticed", **more: str) -> Any:
    sent = {"choice": choice, "key": str(uuid.uuid4())} | more
    return browser.post(reverse("clients:portal_check", args=[given.pk]), sent)


def checks(given: Assignment) -> list[dict[str, str]]:
    value = Answer.objects.get(assignment=given, member=given.member).data.get("daily_check")
    return value["checks"] if value else []


def test_one_tap_notes_the_day_and_the_page_tells_it(case: Case, browse: Browser) -> None:
    given = planned(case)
    told = today(browse, case)
    assert (QUESTION in told, "Tea on her desk" in told, "Noted for" in told) == (True, True, False)
    found = tap(browse, given, note="She smiled")
    assert found.headers["Location"] == reverse("clients:portal_today", args=[case.pk])
    assert "She smiled" in today(browse, case)
    (check,) = checks(given)
    assert (check["on"], check["choice"]) == (timezone.localdate().isoformat(), "noticed")


def test_a_second_tap_of_a_day_takes_its_place_and_keeps_the_note(
    case: Case, browse: Browser
) -> None:
    given = planned(case)
    tap(browse, given, note="She smiled")
    tap(browse, given, "not_come_up")
    (check,) = checks(given)
    assert (check["choice"], check["note"]) == ("not_come_up", "She smiled")


def test_a_send_that_comes_twice_is_noted_once(case: Case, browse: Browser) -> None:
    given, key = planned(case, frequency="per_event"), str(uuid.uuid4())
    tap(browse, given, key=key)
    tap(browse, given, key=key)
    assert len(checks(given)) == 1


def test_with_an_event_each_time_counts_and_no_day_ends_it(case: Case, browse: Browser) -> None:
    given = planned(case, frequency="per_event", event="before we part", days=(90,))
    assert QUESTION in today(browse, case)
    tap(browse, given)
    tap(browse, given, "not_come_up")
    assert len(checks(given)) == 3


@pytest.mark.parametrize(
    ("days", "is_asked"), [((), True), ((1,), True), ((2,), True), ((3,), False), ((3, 1), False)]
)
def test_it_runs_from_the_first_check_for_as_long_as_planned(
    days: tuple[int, ...], is_asked: bool, case: Case, browse: Browser
) -> None:
    planned(case, days=days)
    assert (QUESTION in today(browse, case)) is is_asked


def test_a_gap_says_nothing(case: Case, browse: Browser) -> None:
    told = []
    for days in ((9,), (9, 8, 7, 6, 5, 4, 3, 2, 1)):
        given = planned(case, length_days=30, days=days)
        told.append(masked(today(browse, case)).replace(str(given.pk), "***"))
        given.delete()
    assert QUESTION in told[0]
    assert told[0] == told[1]


def test_nothing_is_asked_before_a_plan_or_after_the_end(case: Case, browse: Browser) -> None:
    given = make.give(case, "micro_experiment")
    assert QUESTION not in today(browse, case)
    assert tap(browse, given).status_code == 404
    other = planned(case)
    Answer.objects.filter(assignment=other).update(done_at=timezone.now())
    Assignment.objects.filter(pk=other.pk).update(status="done")
    assert QUESTION not in today(browse, case)


def test_each_has_their_own_and_finds_nothing_of_the_other(case: Case, browse: Browser) -> None:
    mine, theirs = planned(case), planned(case, to="B")
    before = masked(today(browse, case))
    tap(signed_in(make.login_of(case, "B")), theirs, note="CANARY")
    assert masked(today(browse, case)) == before
    assert tap(browse, theirs).status_code == 404
    assert (checks(mine), len(checks(theirs))) == ([], 1)


def test_a_shared_plan_has_a_check_for_each(case: Case) -> None:
    given = make.give(case, "micro_experiment", to=None)
    Assignment.objects.filter(pk=given.pk).update(opened_for_both_at=timezone.now())
    make.write(given, data={"experiment": PLAN}, member=None, audience="all")
    for position in "AB":
        browser = signed_in(make.login_of(case, position))
        assert QUESTION in today(browser, case)
        tap(browser, given, note=f"by {position}")
    rows = Answer.objects.filter(assignment=given, member__isnull=False)
    told = {row.member.position: row.data["daily_check"]["checks"][0]["note"] for row in rows}
    assert told == {"A": "by A", "B": "by B"}


def test_a_page_that_was_open_meanwhile_is_shown_both(case: Case, browse: Browser) -> None:
    given = planned(case)
    base = Answer.objects.get(assignment=given).version
    tap(browse, given, note="She smiled")
    row = {"daily_check-count": "1", "daily_check-0-id": str(uuid.uuid4())}
    row |= {"daily_check-0-on": "2026-03-05", "daily_check-0-choice": "noticed"}
    posted = QueryDict(mutable=True)
    posted.update(row | {"daily_check-0-note": "An older day"})
    with pytest.raises(Clash) as clash:
        answers.save_section(
            make.login_of(case), given, section="daily_check", posted=posted,
            base_version=base, key=uuid.uuid4(),
        )  # fmt: skip
    assert ("She smiled" in clash.value.theirs, "An older day" in clash.value.yours) == (True, True)
    assert [check["note"] for check in checks(given)] == ["She smiled"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"choice": "success"}, 422),
        ({"choice": ""}, 422),
        ({"note": "x" * 501}, 422),
        ({"on": "2999-01-01"}, 422),
        ({"on": "1999-01-01"}, 422),
        ({"on": "someday"}, 302),
        ({"key": "none"}, 302),
    ],
)
def test_odd_input_is_told_and_the_note_comes_back(
    sent: dict[str, str], status: int, case: Case, browse: Browser
) -> None:
    given = planned(case)
    found = tap(browse, given, **({"note": "Kept words"} | sent))
    assert found.status_code == status
    if status == 422:
        note = sent.get("note", "Kept words")
        assert (note in found.content.decode(), checks(given)) == (True, [])


def test_what_was_set_aside_takes_no_check_and_gives_the_note_back(
    case: Case, browse: Browser
) -> None:
    given = planned(case)
    Assignment.objects.filter(pk=given.pk).update(status="set_aside")
    found = tap(browse, given, note="Kept words")
    assert (found.status_code, "Kept words" in found.content.decode()) == (403, True)
    assert checks(given) == []


def test_today_costs_four_queries_with_many_checks(case: Case, browse: Browser) -> None:
    for _number in range(12):
        planned(case, days=(1,))
    assert reads(browse, reverse("clients:portal_today", args=[case.pk])) == 4


def test_a_tap_carries_the_token_of_its_page(case: Case) -> None:
    """As a real browser sends it: without one it would be refused."""
    planned(case)
    browse = Browser(enforce_csrf_checks=True)
    browse.force_login(make.login_of(case))
    [form] = re.findall(r"<form[^>]*/check/.*?</form>", today(browse, case), re.DOTALL)
    address = re.findall(r'action="([^"]+)"', form)[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"choice": "noticed"}
    assert browse.post(address, sent).status_code == 302
    assert "I noticed something" in today(browse, case)
