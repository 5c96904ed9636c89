"""Today and the plan page cost as many queries at two thousand things to try as at twenty."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, Case
from practice.models import User
from tests import factories as make
from tests.clients.staff_pages import queries_of, sign_in
from tests.sessions.hours import hour, signed

pytestmark = pytest.mark.django_db
MOST = 12


def give_many(case: Case, therapist: User, number: int) -> None:
    """So many more past assignments of both, done, each with its answer, a third of them new."""
    journey, exercise = case.journeys.get(), make.exercise()
    members, now = list(case.members.all()), timezone.now()
    given = []
    for count in range(number):
        at = now - timedelta(minutes=5 if count % 3 == 0 else 60 * 24 * 30, seconds=count)
        row = Assignment(
            case=case, journey=journey, exercise=exercise, member=members[count % 2],
            given_by=therapist, given_at=at, delivers_at=at, status="done", done_at=at,
        )  # fmt: skip
        given.append(row)
    Assignment.objects.bulk_create(given)
    Answer.objects.bulk_create(
        Answer(
            id=uuid.uuid4(), assignment=row, member=row.member, audience="therapist",
            data={"my_picture": {"text": "We say good night."}}, told_mark="x",
            created_at=row.given_at, changed_at=row.given_at, told_at=row.given_at,
        )
        for row in given
    )  # fmt: skip


def test_pages_cost_the_same_at_twenty_and_at_two_thousand() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    signed(ana, hour(ana, case, days=-7))
    hour(ana, case, days=-2)
    coming = hour(ana, case, days=0.001)
    pages = (reverse("clients:today"), reverse("sessions:session_plan", args=[coming.pk]))
    browser = sign_in(ana)
    give_many(case, ana, 20)
    for page in pages:
        assert "We say good night." in browser.get(page).content.decode() or page == pages[0]
    few = [queries_of(browser, page) for page in pages]
    give_many(case, ana, 1980)
    many = [queries_of(browser, page) for page in pages]
    assert few == many
    assert max(many) <= MOST


def test_today_says_who_comes_and_gives_each_row_a_key() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.load_library()
    waits = hour(ana, case, days=-3)
    alone = hour(ana, case, days=0.001, members=[make.member(case, "B")])
    page = sign_in(ana).get(reverse("clients:today")).content.decode()
    row = page[page.index("Sessions today") : page.index("Notes to sign")]
    assert "Ting" in row.partition("Session 2 ·")[2].partition("in the room")[0]
    assert "Lei" not in row.partition("Session 2 ·")[2].partition("in the room")[0]
    for number, therapy_session in enumerate((alone, waits), start=1):
        plan = reverse("sessions:session_plan", args=[therapy_session.pk])
        assert f'href="{plan}" data-shortcut="{number}"' in page
    assert "3 days ago" in page
