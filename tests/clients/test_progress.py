"""The progress page of a case: an honest chart, and numbers typed in as they were told."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.forms.dates import today
from clients.models import Case, Score
from clients.services.scores import record_score
from practice.models import AuditEvent, Scale, User
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
    make.load_library()
    return make.make_therapist()


def page_of(case: Case) -> str:
    return reverse("clients:case_progress", args=[case.pk])


def place(case: Case, low: float, high: float, *, days: int = 0, **changes: Any) -> Score:
    told = {
        "member": make.member(case),
        "taken_at": timezone.now() - timedelta(days=days),
        "source": Score.Source.STAFF,
    }
    actor = case.workers.get().user
    return record_score(actor, case, low=low, high=high, **(told | changes))


def typed(**changes: Any) -> dict[str, Any]:
    return {"who": "A", "low": "2", "high": "3", "taken_on": today().isoformat()} | changes


def test_nothing_and_one_number_are_drawn_honestly(ana: User) -> None:
    case = make.make_couple_case(ana)
    browser = sign_in(ana)
    assert "There is no number here yet" in browser.get(page_of(case)).content.decode()
    place(case, 4, 4)
    page = browser.get(page_of(case)).content.decode()
    assert "Lei chose 4 on" in page
    assert '<path class="line' not in page


def test_both_lines_and_the_joint_one_stand_in_one_picture(ana: User) -> None:
    case = make.make_couple_case(ana)
    make.make_journey(case)
    for days, number in ((20, 2), (0, 4)):
        place(case, number, number + 1, days=days)
        place(case, number, number, days=days, member=make.member(case, "B"))
        place(case, number, number, days=days, member=None)
    page = sign_in(ana).get(page_of(case)).content.decode()
    for words in (
        "Lei moved from 2–3 to 4–5",
        "Ting moved from 2 to 4",
        "dot-joint",
        "Partnership building",
        'class="chart wide"',
        'class="chart narrow"',
    ):
        assert words in page


def test_a_range_is_typed_in_with_its_words(ana: User) -> None:
    case = make.make_couple_case(ana)
    response = sign_in(ana).post(page_of(case), typed(words="Tea together 🍵"))
    assert response.url == page_of(case)
    score = Score.objects.get()
    assert (score.shown, score.member, score.source) == ("2–3", make.member(case), "staff")
    assert "Tea together 🍵" in sign_in(ana).get(page_of(case)).content.decode()


def test_one_number_is_enough_and_both_may_agree_on_one(ana: User) -> None:
    case = make.make_couple_case(ana)
    earlier = (today() - timedelta(days=9)).isoformat()
    sign_in(ana).post(page_of(case), typed(who="both", low="4.5", high="", taken_on=earlier))
    score = Score.objects.get()
    assert (score.shown, score.member) == ("4.5", None)
    assert score.taken_at < timezone.now() - timedelta(days=7)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"low": "5"}, "high", "Swap them"),
        ({"low": "0", "high": ""}, "low", "from 1 to 10"),
        ({"high": "11"}, "high", "from 1 to 10"),
        ({"low": "2.2"}, "low", "steps of 0.5"),
        ({"low": "two"}, "low", "Write a number"),
        ({"low": ""}, "low", "Write a number"),
        ({"low": "1e99"}, "low", "digits"),
        ({"who": ""}, "who", "whose number"),
        ({"who": "C"}, "who", "valid choice"),
        ({"taken_on": "1890-01-01"}, "taken_on", "check the year"),
        ({"taken_on": "2990-01-01"}, "taken_on", "not come yet"),
        ({"words": "x" * 5_001}, "words", "at most 5000"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_words_stay(
    ana: User, changes: dict[str, str], field: str, words: str
) -> None:
    case = make.make_couple_case(ana)
    response = sign_in(ana).post(page_of(case), typed(words="Already typed") | changes)
    assert words in " ".join(response.context["form"].errors[field])
    assert "words" in changes or "Already typed" in response.content.decode()
    assert not Score.objects.exists()


def test_one_person_has_no_joint_line(ana: User) -> None:
    case = make.make_individual_case(ana)
    response = sign_in(ana).post(page_of(case), typed(who="both"))
    assert "valid choice" in " ".join(response.context["form"].errors["who"])


@pytest.mark.parametrize(
    ("numbers", "is_prompted"), [((2,), True), ((7, 5), True), ((5, 4), False), ((3, 6), False)]
)
def test_a_low_end_or_a_drop_of_two_prompts_the_therapist(
    ana: User, numbers: tuple[int, ...], is_prompted: bool
) -> None:
    case = make.make_individual_case(ana)
    for days, number in enumerate(reversed(numbers)):
        place(case, number, number, days=days)
    assert ("Low score" in sign_in(ana).get(page_of(case)).content.decode()) is is_prompted


def test_what_a_person_kept_to_themselves_is_not_drawn(ana: User) -> None:
    case = make.make_couple_case(ana)
    Score.objects.filter(pk=place(case, 9, 9, words="HIDDEN").pk).update(audience="self")
    page = sign_in(ana).get(page_of(case)).content.decode()
    assert "HIDDEN" not in page
    assert "There is no number here yet" in page


def test_only_what_staff_typed_has_a_way_out(ana: User) -> None:
    case = make.make_couple_case(ana)
    mistyped, told = place(case, 9, 9), place(case, 4, 4, source=Score.Source.PORTAL)
    browser = sign_in(ana)
    for score in (mistyped, told):
        browser.post(reverse("clients:score_take_out", args=[score.pk]))
    assert list(Score.objects.all()) == [told]


def test_strangers_get_nothing_and_a_supervisor_reads(ana: User) -> None:
    case = make.make_couple_case(ana)
    score = place(case, 4, 4, words="SECRET")
    take_out = reverse("clients:score_take_out", args=[score.pk])
    assert_closed_to_strangers(page_of(case), "SECRET", case.code)
    assert_closed_to_strangers(take_out, "SECRET", method="post")
    browser = sign_in(make_supervisor(case))
    assert "SECRET" in browser.get(page_of(case)).content.decode()
    assert AuditEvent.objects.filter(action="scores.read").count() == 1
    assert browser.post(page_of(case), typed()).status_code == 403
    assert browser.post(take_out).status_code == 403


def test_without_a_scale_the_page_says_what_is_missing(ana: User) -> None:
    Scale.objects.update(is_current=False)
    case = make.make_couple_case(ana)
    page = sign_in(ana).post(page_of(case), typed()).content.decode()
    assert "There is no scale yet" in page


def test_the_page_costs_the_same_with_one_number_and_with_thirty(ana: User) -> None:
    case = make.make_couple_case(ana)
    place(case, 4, 4, days=40)
    browser = sign_in(ana)
    one = queries_of(browser, page_of(case))
    for days in range(30):
        place(case, 4, 5, days=days, member=make.member(case, "AB"[days % 2]))
    assert queries_of(browser, page_of(case)) == one <= 12


def test_the_chart_speaks_of_the_scale_as_it_is_now(ana: User) -> None:
    case = make.make_couple_case(ana)
    place(case, 2, 3, days=7)
    latest = place(case, 4, 4)
    scale = latest.scale
    scale.pk, scale.version, scale.low_map = None, scale.version + 1, {"en": "Two far shores"}
    scale.save()
    Score.objects.filter(pk=latest.pk).update(scale=scale)
    assert "1 means: Two far shores." in sign_in(ana).get(page_of(case)).content.decode()
