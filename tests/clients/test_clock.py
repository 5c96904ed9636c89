"""Times are told by the clock of the practice, wherever the server stands."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Assignment, Case, CaseMember, Score
from clients.services.cases import open_case
from clients.services.homework import assign_exercises
from clients.services.scores import record_score
from practice.models import Practice
from sessions.services.sessions import schedule
from tests import factories as make
from tests.clients.staff_pages import sign_in

pytestmark = pytest.mark.django_db
# Late in the evening of 1 March in London; the middle of 2 March where the practice is.
LATE = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def far_east() -> Practice:
    """A practice whose day is fourteen hours ahead of the server's."""
    return Practice.objects.create(name="Far east", time_zone="Pacific/Kiritimati")


@pytest.fixture
def told(far_east: Practice) -> Case:
    """A couple with something of each kind that happened at that instant."""
    case = make.make_couple_case(ana := make.make_therapist(), screened=False)
    make.give(case)
    Assignment.objects.update(given_at=LATE, delivers_at=LATE)
    number = {"low": Decimal(3), "high": Decimal(4), "taken_at": LATE}
    record_score(ana, case, member=make.member(case), source=Score.Source.STAFF, **number)
    schedule(ana, case, starts_at=LATE, members=[make.member(case)])
    return case


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("clients:case_homework", "given 2 Mar 2026"),
        ("clients:case_progress", "2 Mar 2026"),
        ("clients:case_detail", "2 Mar 2026"),
        ("sessions:case_sessions", "Mon 2 Mar 2026, 13:30"),
    ],
)
def test_every_page_of_a_case_tells_the_day_of_the_practice(
    told: Case, page: str, words: str
) -> None:
    answer = sign_in(told.workers.get().user).get(reverse(page, args=[told.pk])).content.decode()
    assert words in answer
    assert "1 Mar 2026" not in answer


def test_a_case_opens_on_the_day_of_the_practice(far_east: Practice) -> None:
    case = make.agree(open_case(ana := make.make_therapist(), [make.make_client(ana)]))
    assert case.opened_on == timezone.localdate(timezone=far_east.zone)


@pytest.mark.parametrize(("zone", "ahead"), [("Pacific/Kiritimati", 0), ("Etc/GMT+12", 1)])
def test_somebody_leaves_when_the_day_begins_where_the_practice_is(zone: str, ahead: int) -> None:
    """Of two places a day apart, one is always on another date than the server."""
    Practice.objects.create(time_zone=zone)
    case = make.make_couple_case(ana := make.make_therapist())
    leaves = timezone.localdate(timezone=Practice.load().zone) + timedelta(days=ahead)
    CaseMember.objects.filter(case=case, position="B").update(left_on=leaves)
    journey = make.make_journey(case)
    rows = assign_exercises(ana, journey, [make.exercise()], to="each")
    assert len(rows) == 1 + ahead
