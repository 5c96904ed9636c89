"""What was given on paper or in a session, entered for a person; and answers side by side."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from clients.models import Answer, Assignment, Case, Score
from clients.services.cases import open_case
from practice.models import AuditEvent, Practice, User
from tests import factories as make
from tests.clients.staff_pages import assert_closed_to_strangers, queries_of, sign_in
from tests.clients.test_delivery import KEYS, hand_out, portal, there

pytestmark = pytest.mark.django_db
TOLD = {"happened_on": "2026-03-05", "my_picture": "Tea by the window 🌿"}


@pytest.fixture
def ana() -> User:
    return make.make_therapist()


@pytest.fixture
def case(ana: User) -> Case:
    return make.make_couple_case(ana)


def enter(user: User, row: Assignment, **typed: Any) -> HttpResponse:
    address = reverse("clients:homework_enter", args=[row.pk])
    return sign_in(user).post(address, typed, follow=True)


def test_an_answer_on_paper_is_kept_with_its_day_and_never_for_oneself_alone(ana: User) -> None:
    case = open_case(ana, [make.make_client(ana, login=False)])
    row = make.give(case)
    page = enter(ana, row, **TOLD).content.decode()
    assert "Tea by the window 🌿" in page
    assert "entered from paper or a session" in page
    answer = Answer.objects.get()
    told = (answer.assignment, answer.entered_by, answer.happened_on, answer.audience)
    assert told == (row, ana, date(2026, 3, 5), "therapist")
    assert Assignment.objects.get().status == "done"
    assert AuditEvent.objects.filter(action="answer.entered", actor_id=ana.pk).count() == 1


def test_entering_again_corrects_it_and_keeps_the_earlier_text(ana: User) -> None:
    case = open_case(ana, [make.make_client(ana, login=False)])
    row = make.give(case)
    enter(ana, row, **TOLD)
    page = sign_in(ana).get(reverse("clients:homework_enter", args=[row.pk])).content.decode()
    assert "Tea by the window" in page
    enter(ana, row, **TOLD | {"my_picture": "Coffee by the window"})
    answer = Answer.objects.get()
    assert answer.data["my_picture"]["text"] == "Coffee by the window"
    assert answer.revisions.get().data["my_picture"]["text"] == "Tea by the window 🌿"


@pytest.mark.parametrize("audience", ["self", "therapist", None])
def test_nobody_learns_from_it_whether_the_person_wrote(
    case: Case, ana: User, audience: str | None
) -> None:
    """With a login it always becomes a thing of its own: no word is written over a word."""
    row = make.give(case)
    if audience:
        make.write(row, {"my_picture": "OWN WORDS"}, audience=audience)
    enter(ana, row, **TOLD)
    row.refresh_from_db()
    assert row.status == "open"
    entered = Answer.objects.get(entered_by=ana)
    assert entered.assignment != row
    own = Answer.objects.filter(assignment=row)
    assert [one.data["my_picture"]["text"] for one in own] == ["OWN WORDS"] * bool(audience)
    page = portal(case).get(reverse("clients:portal_exercise", args=[entered.assignment_id]))
    assert "Your therapist wrote this down for you." in page.content.decode()


def test_what_had_not_come_yet_holds_it_itself_and_the_next_one_comes(case: Case) -> None:
    ana = case.workers.get().user
    hand_out(case, *KEYS[:2])
    third, fourth = hand_out(case, *KEYS[2:4], pace="one")
    enter(ana, third, happened_on="2026-03-05", **{"ways-0": "Running", "ways-0-text": "Running"},
          first_used="At school")  # fmt: skip
    third.refresh_from_db()
    assert (third.status, third.answers.count()) == ("done", 1)
    assert fourth.exercise.key in there(case)


def test_a_number_on_paper_goes_on_the_line_at_its_day(ana: User) -> None:
    case = open_case(ana, [make.make_client(ana, login=False)])
    row = make.give(case, "scale_placement")
    enter(ana, row, **{"happened_on": "2026-03-05", "score-low": "2", "score-high": "3"})
    score = Score.objects.get()
    assert (score.shown, Practice.load().local(score.taken_at).date()) == ("2–3", date(2026, 3, 5))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"my_picture": "KEPT", "happened_on": ""}, "required"),
        ({"my_picture": "KEPT", "happened_on": "1890-01-01"}, "check the year"),
        ({"my_picture": "KEPT", "happened_on": "FUTURE"}, "not come yet"),
        ({"my_picture": "", "happened_on": "2026-03-05"}, "at least one field"),
        ({"my_picture": "x" * 20_000, "happened_on": "2026-03-05"}, "xxx"),
    ],
)
def test_odd_input_keeps_what_was_typed(
    case: Case, ana: User, typed: dict[str, str], words: str
) -> None:
    row = make.give(case)
    if typed["happened_on"] == "FUTURE":
        typed = typed | {"happened_on": (Practice.load().today() + timedelta(days=1)).isoformat()}
    page = enter(ana, row, **typed).content.decode()
    assert words in page
    assert typed["my_picture"] in page
    assert not Answer.objects.exists()


def test_earlier_answers_stand_side_by_side_newest_first(case: Case, ana: User) -> None:
    for words in ("Spring words", "Summer words"):
        make.write(make.give(case), {"my_picture": words})
    make.write(make.give(case), {"my_picture": "HIDDEN"}, audience="self")
    make.write(make.give(case, to="B"), {"my_picture": "OF THE OTHER"})
    row = Assignment.objects.filter(member__position="A").last()
    assert row is not None
    address = reverse("clients:homework_earlier", args=[row.pk])
    listed = sign_in(ana).get(reverse("clients:case_homework", args=[case.pk])).content.decode()
    assert address in listed
    page = sign_in(ana).get(address).content.decode()
    assert page.index("Summer words") < page.index("Spring words")
    assert "HIDDEN" not in page
    assert "OF THE OTHER" not in page
    assert_closed_to_strangers(address, "Spring words")


def test_the_pages_cost_the_same_with_much_written(case: Case, ana: User) -> None:
    make.write(row := make.give(case), {"my_picture": "One"})
    browser = sign_in(ana)
    urls = [reverse(f"clients:{n}", args=[row.pk]) for n in ("homework_earlier", "homework_enter")]
    before = [queries_of(browser, url) for url in urls]
    for _number in range(30):
        make.write(make.give(case), {"my_picture": "More"})
    assert [queries_of(browser, url) for url in urls] == before
    assert max(before) <= 12
