"""What the plan page reads: since the last session, scale lines, the last note, suggestions."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clients.models import Case, CaseMember
from clients.services.scores import record_score
from practice.models import Question, User
from sessions.planning.matter import load_matter
from sessions.planning.plan_page import load_plan_page
from sessions.planning.scale_lines import scale_lines
from sessions.planning.since_last import SinceLast, since_last
from sessions.planning.suggestions import suggest
from sessions.services import plans
from tests import factories as make
from tests.sessions.hours import READY, answer, draft, hour, signed

pytestmark = pytest.mark.django_db
BEFORE = timedelta(days=3)


def came_since(case: Case, since: datetime, reader: User) -> SinceLast:
    return since_last(load_matter(case, since, reader), since)


def told(ana: User, case: Case, member: CaseMember | None, number: int, days: float) -> None:
    at = timezone.now() - timedelta(days=days)
    low = Decimal(number)
    make.load_library()
    record_score(ana, case, member=member, low=low, high=low, taken_at=at, source="staff")


def test_answers_are_sorted_by_what_they_ask_of_the_hour() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    since = timezone.now() - BEFORE
    old = since - timedelta(days=1)
    answer(case, "coping_list", at=old)
    new = answer(case, my_picture="We say good night.")
    queued = answer(case, "miracle_question", to="B", audience="session", my_actions="I sit.")
    shared = answer(case, "value_ranking", audience="all", at=old, why="It counts.")
    shared.shares_on = timezone.now() - timedelta(hours=1)
    shared.save()
    found = came_since(case, since, ana)
    assert [piece.excerpt for piece in found.answers] == ["We say good night."]
    assert found.answers[0].is_private
    assert (found.answers[0].position, found.answers[0].at) == ("A", new.changed_at)
    assert [(p.position, p.is_private, p.at) for p in found.queued] == [
        ("B", True, queued.changed_at)
    ]
    assert [(p.title, p.is_private) for p in found.shared] == [
        (shared.assignment.exercise.title, False)
    ]


def test_what_was_kept_from_the_therapist_never_comes() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    answer(case, my_picture="CANARY", audience="self")
    answer(case, to="B", my_picture="CANARY", audience="partners")
    found = came_since(case, timezone.now() - BEFORE, ana)
    assert found.is_empty
    ben = make.make_therapist("Ben")
    answer(case, "miracle_question", my_actions="CANARY")
    assert came_since(case, timezone.now() - BEFORE, ben).is_empty


def test_a_share_that_still_cools_is_private() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    cooling = answer(case, my_picture="Tomorrow.", audience="all")
    cooling.shares_on = timezone.now() + timedelta(hours=8)
    cooling.save()
    found = came_since(case, timezone.now() - BEFORE, ana)
    assert [piece.is_private for piece in found.answers] == [True]


def test_numbers_go_from_old_to_new_and_nothing_is_carried_forward() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    a, b = make.member(case, "A"), make.member(case, "B")
    told(ana, case, a, 2, 9)
    told(ana, case, a, 4, 1)
    told(ana, case, b, 5, 8)
    told(ana, case, None, 3, 1)
    since = timezone.now() - BEFORE
    lines = scale_lines(load_matter(case, since, ana), since)
    assert [(line.position, line.numbers, line.is_new) for line in lines] == [
        ("A", ("2", "4"), True),
        ("B", ("5",), False),
        ("", ("3",), True),
    ]


def test_things_done_and_set_aside_come_with_their_reason() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    done, aside = make.give(case), make.give(case, "value_ranking", to="B")
    done.status, done.done_at = "done", timezone.now()
    done.save()
    aside.status, aside.set_aside_at = "set_aside", timezone.now()
    aside.set_aside_because = "Too much this week."
    aside.save()
    found = came_since(case, timezone.now() - BEFORE, ana)
    assert [(c.title, c.position) for c in found.done] == [(done.exercise.title, "A")]
    assert [(c.position, c.because) for c in found.set_aside] == [("B", "Too much this week.")]


def test_the_page_brings_last_time_the_lines_and_the_gap() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    rows = READY | {"next-joint-text": "Ask about the tea.", "own_words-b-quotes": "“Mine.”"}
    signed(ana, hour(ana, case, days=-7), rows)
    told(ana, case, make.member(case, "A"), 5, 1)
    plan = hour(ana, case, days=1).plan
    page = load_plan_page(plan, ana)
    assert page.number == 2
    assert [(s.words, s.is_private) for s in page.last.quotes] == [
        ("“The tea stood there.”", False),
        ("“Mine.”", True),
    ]
    assert [said.words for said in page.last.ask_first] == ["Ask about the tea."]
    assert [(line.position, line.numbers, line.is_low) for line in page.lines] == [
        ("A", ("1–2", "5"), False),
        ("B", ("3",), False),
    ]
    assert page.gap == Decimal(2)


def test_a_drop_or_a_low_number_asks_for_care() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    told(ana, case, make.member(case, "A"), 7, 3)
    told(ana, case, make.member(case, "A"), 5, 2)
    told(ana, case, make.member(case, "B"), 2, 2)
    page = load_plan_page(hour(ana, case, days=1).plan, ana)
    assert [line.is_low for line in page.lines] == [True, True]


def test_a_draft_tells_the_page_nothing() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    draft(ana, hour(ana, case, days=-7), READY)
    page = load_plan_page(hour(ana, case, days=1).plan, ana)
    assert page.last is None
    assert "Session 1 has no signed note yet." in page.to_do


def test_suggestions_fit_the_phase_and_were_not_asked_lately() -> None:
    make.load_library()
    bank = list(Question.objects.order_by("position"))
    first = suggest(bank, {"resources"}, set(), turn=3)
    assert 3 <= len(first) <= 5
    assert {question.phase_key for question in first} == {"resources"}
    assert suggest(bank, {"resources"}, set(), turn=3) == first
    asked = {question.pk for question in first}
    second = suggest(bank, {"resources"}, asked, turn=4)
    assert not asked & {question.pk for question in second}
    assert len({question.tags[0] for question in first}) > 1


def test_a_used_up_phase_is_filled_from_questions_for_any_phase() -> None:
    make.load_library()
    bank = list(Question.objects.order_by("position"))
    asked = {question.pk for question in bank if question.phase_key == "vision"}
    found = suggest(bank, {"vision"}, asked, turn=1)
    assert len(found) == 3
    assert {question.phase_key for question in found} == {""}


def test_under_a_safety_flag_no_question_praises_coping_or_draws_a_visitor() -> None:
    make.load_library()
    bank = list(Question.objects.order_by("position"))
    off = {"coping", "naming", "paradox"}
    for phase in ("resources", "exceptions", "action"):
        told = {tag for one in suggest(bank, {phase}, set(), turn=1) for tag in one.tags}
        rest = suggest(bank, {phase}, set(), turn=1, flagged=True)
        assert off & told
        assert rest
        assert not off & {tag for one in rest for tag in one.tags}


def test_what_was_asked_in_the_last_two_sessions_is_not_offered_again() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_journey(case)
    earlier = hour(ana, case, days=-7)
    offered = load_plan_page(earlier.plan, ana).suggestions
    taken = plans.take_question(ana, earlier.plan, offered[0])
    coming = hour(ana, case, days=1).plan
    taken.was_asked = True
    taken.save()
    assert offered[0] not in load_plan_page(coming, ana).suggestions
