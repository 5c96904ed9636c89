"""Not this week: by one tap, with a reason or none; and it can be taken up again."""

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from clients.models import Assignment, Case
from clients.services.homework import set_aside
from sessions.planning.matter import load_matter
from sessions.planning.since_last import since_last
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.clients.test_delivery import KEYS, hand_out, portal, there

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


def post(case: Case, name: str, row: Assignment, who: str = "A", **sent: str) -> HttpResponse:
    return portal(case, who).post(reverse(f"clients:{name}", args=[row.pk]), sent, follow=True)


@pytest.mark.parametrize("reason", [*Assignment.Reason.values, ""])
def test_one_tap_sets_it_aside_with_a_reason_or_none(case: Case, reason: str) -> None:
    (row,) = hand_out(case, KEYS[1])
    page = post(case, "portal_set_aside", row, reason=reason).content.decode()
    assert "It rests now" in page
    row.refresh_from_db()
    assert (row.status, row.set_aside_reason, row.is_own_rest) == ("set_aside", reason, True)


def test_the_next_one_comes_and_it_can_be_taken_up_again(case: Case) -> None:
    first, *_others = hand_out(case, *KEYS[:3])
    post(case, "portal_set_aside", first, reason="talk")
    assert there(case) == [*KEYS[1:3]]
    address = reverse("clients:portal_exercise", args=[first.pk])
    page = portal(case).get(address).content.decode()
    assert "You said: rather talk about it." in page
    assert "Take it up again" in page
    post(case, "portal_take_up", first)
    assert there(case) == [*KEYS[:3]]


def test_what_was_typed_is_kept_when_somebody_leaves_it_for_now(case: Case) -> None:
    (row,) = hand_out(case, KEYS[1])
    sent = {"my_picture": "Half a sentence", "version": "0", "finish": "aside"}
    page = post(case, "portal_exercise", row, **sent).content.decode()
    assert "That tells us something too." in page
    post(case, "portal_set_aside", row)
    page = portal(case).get(reverse("clients:portal_exercise", args=[row.pk])).content.decode()
    assert "Half a sentence" in page


def test_the_therapist_reads_why_and_so_does_the_plan(case: Case) -> None:
    before = timezone.now()
    (row,) = hand_out(case, KEYS[1])
    post(case, "portal_set_aside", row, reason="too_much", words="The week is full 🌧")
    ana = case.workers.get().user
    page = sign_in(ana).get(reverse("clients:case_homework", args=[case.pk])).content.decode()
    assert "Lei set it aside:" in page
    assert "too much just now. The week is full 🌧" in page
    (closing,) = since_last(load_matter(case, before, ana), before).set_aside
    assert (closing.because, closing.is_own, closing.is_private) == (
        "too much just now. The week is full 🌧", True, True,
    )  # fmt: skip


def test_what_the_therapist_set_aside_stays_so_and_tells_no_reason(case: Case) -> None:
    (row,) = hand_out(case, KEYS[1])
    set_aside(case.workers.get().user, row, because="UNSAID")
    page = post(case, "portal_take_up", row).content.decode()
    assert Assignment.objects.get().status == "set_aside"
    for words in ("UNSAID", "Take it up again"):
        assert words not in page


def test_what_both_do_together_is_nobodys_to_set_aside(case: Case) -> None:
    row = make.give(case, "progress_narrative", to=None)
    post(case, "portal_set_aside", row, reason="talk")
    post(case, "portal_take_up", row)
    assert Assignment.objects.get().status == "open"


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"reason": "laziness"}, "Not this week?"), ({"words": "x" * 2_001}, "a little long")],
)
def test_odd_input_comes_back_with_what_was_typed(
    case: Case, sent: dict[str, str], words: str
) -> None:
    (row,) = hand_out(case, KEYS[1])
    page = post(case, "portal_set_aside", row, **sent).content.decode()
    assert words in page
    assert sent.get("words", "") in page
    assert Assignment.objects.get().status == "open"


def test_a_tab_that_stood_open_sets_nothing_aside_twice(case: Case) -> None:
    (row,) = hand_out(case, KEYS[1])
    post(case, "portal_set_aside", row, reason="talk")
    post(case, "portal_set_aside", row, reason="too_much")
    assert Assignment.objects.get().set_aside_reason == "talk"
    assert post(case, "portal_set_aside", row, "B").status_code == 404
