"""A log as the people who work on a case read it: the latest, how it goes, and one piece of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Case
from sessions.planning.matter import MOST_ENTRIES, load_matter
from sessions.planning.since_last import since_last
from sessions.summaries.client import client_summary
from sessions.summaries.therapist import therapist_summary
from tests import factories as make
from tests.clients.staff_pages import queries_of, sign_in
from tests.clients.test_material import entry

pytestmark = pytest.mark.django_db
SINCE = timedelta(days=3)


@pytest.fixture
def case() -> Case:
    make.load_library()
    return make.make_couple_case(make.make_therapist())


def page_of(case: Case) -> str:
    return reverse("clients:case_homework", args=[case.pk])


def tag(answer: Answer, *keys: str) -> None:
    answer.data["entries"]["entries"][0]["parts"]["tags"] = {"picked": list(keys), "own": ""}
    answer.save()


def test_the_latest_three_and_the_common_tags(case: Case) -> None:
    log = make.give(case, "exception_log")
    for number in range(5):
        at = timezone.now() - timedelta(minutes=number)
        tag(entry(log, f"moment {number}", at=at), "laughing", *["quiet"] * (number < 2))
    entry(log, "mine alone", "self")
    ana = sign_in(case.workers.get().user)
    shown = ana.get(page_of(case)).content.decode()
    assert [f"moment {n}" in shown for n in range(5)] == [True, True, True, False, False]
    assert "In the last seven days: 5. Most often: Laughing, Quiet time." in shown
    assert "mine alone" not in shown


@pytest.mark.parametrize("count", [1, 60])
def test_a_long_log_costs_no_more_queries(count: int, case: Case) -> None:
    log = make.give(case, "exception_log")
    for number in range(count):
        entry(log, f"moment {number}")
    assert queries_of(sign_in(case.workers.get().user), page_of(case)) <= 12


def test_the_plan_names_a_log_once_and_keeps_what_is_private_apart(case: Case) -> None:
    log = make.give(case, "exception_log")
    for number in range(MOST_ENTRIES + 5):
        entry(log, f"moment {number}")
    out = timezone.now() - timedelta(hours=1)
    entry(log, "for both", "all", shares_on=out)
    ana, since = case.workers.get().user, timezone.now() - SINCE
    matter = load_matter(case, since, ana)
    assert len(matter.answers) == MOST_ENTRIES
    found = since_last(matter, since)
    assert [piece.is_private for piece in found.answers] == [True]
    assert [piece.is_private for piece in found.shared] == [False]
    assert len(found.answers[0].lines) == MOST_ENTRIES - 1


def test_a_summary_holds_a_log_as_one_passage_with_the_latest_of_it(case: Case) -> None:
    log = make.give(case, "exception_log")
    for number in range(50):
        at = timezone.now() - timedelta(minutes=number)
        entry(log, f"moment {number}.", at=at)
    ana = case.workers.get().user
    for blocks in (
        client_summary(make.member(case)).blocks,
        therapist_summary(case, ana).blocks,
    ):
        passages = [p for block in blocks for p in block.passages if "moment" in str(p)]
        [passage] = passages
        words = str(passage)
        assert "moment 0." in words
        assert "moment 49." not in words
