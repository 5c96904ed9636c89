"""Totals of standard measures: typed in, read by what is published, seen by the right people."""

from typing import Any

import pytest
from django.urls import reverse

from clients.models import Case, MeasureTotal
from practice.instruments.change import change_by, meaning_of
from practice.instruments.facts import REGISTRY
from practice.models import AuditEvent, User
from practice.outcomes import Change
from practice.services.instruments import switch_off, switch_on
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    user = make.make_therapist()
    for key in ("phq-9", "csi-4", "ecr-rs"):
        switch_on(user, key)
    return user


def page_of(case: Case) -> str:
    return reverse("clients:case_measures", args=[case.pk])


def typed(**changes: Any) -> dict[str, Any]:
    return {"who": "A", "measure": "phq-9", "total": "17", "taken_on": "2026-03-05"} | changes


@pytest.mark.parametrize(
    ("key", "pre", "post", "expected"),
    [
        ("phq-9", 17, 9, Change.RECOVERED),  # 10 is the limit, and belongs to the clinical side
        ("phq-9", 17, 11, Change.IMPROVED),
        ("phq-9", 17, 12, Change.UNCHANGED),
        ("phq-9", 9, 15, Change.DETERIORATED),
        ("gad-7", 10, 6, Change.RECOVERED),
        ("who-5", 40, 52, Change.RECOVERED),
        ("rdas", 40, 52, Change.RECOVERED),
        ("rdas", 40, 51, Change.UNCHANGED),
        ("csi-4", 10, 14, Change.RECOVERED),  # 4 points over 1.386 * 1.96
        ("csi-4", 10, 12.5, Change.UNCHANGED),
        ("csi-4", 16, 13, Change.DETERIORATED),
        ("ras", 10, 30, None),  # no spread is published that would tell
    ],
)
def test_a_change_is_told_by_what_is_published(
    key: str, pre: float, post: float, expected: Change | None
) -> None:
    assert change_by(REGISTRY[key], pre, post) is expected


@pytest.mark.parametrize(
    ("key", "score", "meaning"),
    [
        ("phq-9", 4, ""),
        ("phq-9", 10, "moderate"),
        ("phq-9", 27, "severe"),
        ("who-5", 28, "likely"),
        ("who-5", 32, "low"),
        ("who-5", 52, ""),
        ("csi-4", 13, "distressed"),
        ("ors", 25, "clinical"),
        ("ras", 8, ""),
    ],
)
def test_a_score_has_its_published_meaning(key: str, score: float, meaning: str) -> None:
    assert meaning_of(REGISTRY[key], score) == meaning


def test_totals_become_a_line_for_each_person(ana: User) -> None:
    case, browser = make.make_couple_case(ana), sign_in(ana)
    for sent in (
        typed(),
        typed(total="9", taken_on="2026-04-05"),
        typed(who="B", total="4"),
        typed(measure="ecr-rs.anxiety", total="3.33"),
    ):
        assert browser.post(page_of(case), sent).status_code == 302
    page = browser.get(page_of(case)).content.decode()
    assert "First 17, latest 9. Since the first: reliably better, and across" in page
    assert "ECR-RS, anxiety" in page
    assert "3.33" in page
    assert page.count("Since the first") == 1
    assert AuditEvent.objects.filter(action="measure.recorded").count() == 4


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"total": "28"}, "total", "PHQ-9 goes from 0 to 27"),
        ({"total": "-1"}, "total", "PHQ-9 goes from 0 to 27"),
        ({"total": "NaN"}, "total", "Write a number"),
        ({"total": ""}, "total", "Write a number"),
        ({"measure": "gad-7"}, "measure", "valid choice"),
        ({"measure": "ecr-rs"}, "measure", "valid choice"),
        ({"measure": ""}, "measure", "Choose a measure"),
        ({"who": "C"}, "who", "valid choice"),
        ({"taken_on": "2999-01-01"}, "taken_on", ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    ana: User, sent: dict[str, str], field: str, said: str
) -> None:
    case = make.make_couple_case(ana)
    answer = sign_in(ana).post(page_of(case), typed(**sent))
    assert said in " ".join(answer.context["form"].errors[field])
    assert not MeasureTotal.objects.exists()


def test_a_measure_that_was_switched_off_keeps_its_totals(ana: User) -> None:
    case, browser = make.make_couple_case(ana), sign_in(ana)
    browser.post(page_of(case), typed())
    switch_off(ana, "phq-9")
    page = browser.get(page_of(case)).content.decode()
    assert "PHQ-9" in page
    assert "PHQ-9 (0" not in page
    assert "CSI-4 (0–21)" in page


def test_without_any_measure_the_page_leads_to_the_library(ana: User) -> None:
    for key in ("phq-9", "csi-4", "ecr-rs"):
        switch_off(ana, key)
    page = sign_in(ana).get(page_of(make.make_couple_case(ana))).content.decode()
    assert "uses no measure yet" in page
    assert "/library/measures/" in page


def test_a_mistyped_total_is_taken_out(ana: User) -> None:
    case, browser = make.make_couple_case(ana), sign_in(ana)
    browser.post(page_of(case), typed())
    row = MeasureTotal.objects.get()
    browser.post(reverse("clients:total_take_out", args=[row.pk]))
    assert not MeasureTotal.objects.exists()
    assert AuditEvent.objects.filter(action="measure.taken_out").count() == 1


def test_strangers_find_nothing_and_a_supervisor_reads(ana: User) -> None:
    case, browser = make.make_couple_case(ana), sign_in(ana)
    browser.post(page_of(case), typed(total="26"))
    take_out = reverse("clients:total_take_out", args=[MeasureTotal.objects.get().pk])
    assert_closed_to_strangers(page_of(case), "PHQ-9", case.code)
    assert_closed_to_strangers(take_out, method="post")
    sam = sign_in(make_supervisor(case))
    assert "latest 26" in sam.get(page_of(case)).content.decode()
    assert sam.post(page_of(case), typed()).status_code == 403
    assert sam.post(take_out).status_code == 403


def test_the_page_costs_the_same_with_many_totals(ana: User) -> None:
    case, browser = make.make_couple_case(ana), sign_in(ana)
    browser.post(page_of(case), typed())
    few = queries_of(browser, page_of(case))
    for day in range(1, 29):
        browser.post(page_of(case), typed(taken_on=f"2026-02-{day:02}"))
    assert queries_of(browser, page_of(case)) == few <= 12
