"""Blind pairs: both said yes and both open; before that, and once either took it back, nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import QueryDict
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, AnswerGrant, Case, Screening
from clients.services import answers
from clients.services.cases import record_screening
from clients.services.sharing import change_audience, next_morning
from clients.services.team import leave_case
from tests import factories as make
from tests.access.private_acts import NEWEST
from tests.access.visitor import text_of

pytestmark = pytest.mark.django_db
NAMES = ["honesty", "warmth"]


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


def picture(case: Case, who: str, words: str = "", **fields: Any) -> Answer:
    journey = case.journeys.first() or make.make_journey(case)
    given = make.give(case, "hope_question", to=who, journey=journey)
    words = words or f"Zq{who}picture"
    return make.write(given, {"my_picture": words}, version=1, **fields)


def agree(answer: Answer) -> Answer:
    assert answer.member is not None
    return change_audience(answer.member.client.user, answer, "all", as_pair=True)


def the_morning_comes() -> None:
    day = timedelta(days=2)
    Answer.objects.update(shares_on=F("shares_on") - day)
    AnswerGrant.objects.update(starts_at=F("starts_at") - day)


def reads(case: Case, who: str) -> bool:
    return Answer.objects.shared_with(make.login_of(case, who)).exists()


def browse(case: Case, who: str) -> Browser:
    browser = Browser()
    browser.force_login(make.login_of(case, who))
    return browser


def pages(case: Case, who: str) -> list[str]:
    """Everything that this person can open here."""
    browser = browse(case, who)
    names = ("portal_today", "portal_homework", "portal_sharing", "portal_readers", "portal_gift")
    urls = [reverse(f"clients:{name}", args=[case.pk]) for name in names]
    for given in case.assignments.filter(member=make.member(case, who)):
        urls += [
            reverse(f"clients:{name}", args=[given.pk])
            for name in ("portal_exercise", "portal_audience")
        ]
    return [text_of(browser.get(url)) for url in urls]


def test_one_yes_opens_nothing_and_shows_nowhere(case: Case) -> None:
    a, _b = picture(case, "A"), picture(case, "B")
    before = pages(case, "B")
    agree(a)
    assert pages(case, "B") == before
    assert not AnswerGrant.objects.exists()


def test_two_say_yes_and_both_open_in_the_morning(case: Case) -> None:
    a, b = picture(case, "A"), picture(case, "B")
    agree(a)
    own = pages(case, "A")
    agree(b)
    # Nothing of one's own page tells that the other agreed, until it opens.
    assert pages(case, "A") == own
    assert not reads(case, "A")
    assert not reads(case, "B")
    assert {row.shares_on for row in Answer.objects.all()} == {next_morning(timezone.now())}
    the_morning_comes()
    assert reads(case, "A")
    assert reads(case, "B")


@pytest.mark.parametrize("who", ["A", "B"])
@pytest.mark.parametrize("after", ["self", "therapist"])
def test_either_closes_both_from_the_next_request(case: Case, who: str, after: str) -> None:
    rows = {one: picture(case, one) for one in "AB"}
    for row in rows.values():
        agree(row)
    the_morning_comes()
    change_audience(make.login_of(case, who), rows[who], after)
    assert not AnswerGrant.objects.exists()
    other = rows["B" if who == "A" else "A"]
    other.refresh_from_db()
    assert (other.opens_as_pair, other.shares_on) == (True, None)
    # Saying yes once more begins the wait anew, for both.
    agree(rows[who])
    assert not reads(case, "A")
    the_morning_comes()
    assert reads(case, "A")
    assert reads(case, "B")


def test_taking_it_back_in_the_night_leaves_no_trace(case: Case) -> None:
    a, b = picture(case, "A"), picture(case, "B")
    agree(a)
    before = pages(case, "A")
    agree(b)
    change_audience(make.login_of(case, "B"), b, "therapist")
    the_morning_comes()
    assert pages(case, "A") == before


def test_without_words_there_is_nothing_to_open(case: Case) -> None:
    a, b = picture(case, "A"), picture(case, "B")
    agree(a)
    agree(b)
    the_morning_comes()
    posted = QueryDict("my_picture=")
    answers.save_form(
        make.login_of(case, "A"), a.assignment, posted=posted, base_version=NEWEST, key=a.pk
    )
    assert not reads(case, "A")
    assert not reads(case, "B")
    posted = QueryDict("my_picture=Again")
    answers.save_form(
        make.login_of(case, "A"), a.assignment, posted=posted, base_version=NEWEST, key=b.pk
    )
    the_morning_comes()
    assert reads(case, "A")
    assert reads(case, "B")


def test_an_empty_one_cannot_say_yes(case: Case) -> None:
    given = make.give(case, "hope_question")
    browser = browse(case, "A")
    url = reverse("clients:portal_audience", args=[given.pk])
    page = browser.post(url, {"audience": "pair", "confirm": "1"}).content.decode()
    assert "Write something first" in page


@pytest.mark.parametrize("differs", ["cycle", "exercise", "journey"])
def test_only_the_same_thing_in_the_same_turn_is_a_pair(case: Case, differs: str) -> None:
    a, b = picture(case, "A"), picture(case, "B")
    if differs == "cycle":
        case.assignments.filter(pk=b.assignment_id).update(cycle=2)
    elif differs == "journey":
        other = make.make_journey(case)
        case.assignments.filter(pk=b.assignment_id).update(journey=other)
    else:
        ranking = make.exercise("value_ranking")
        case.assignments.filter(pk=b.assignment_id).update(exercise=ranking)
    agree(a)
    if differs != "exercise":
        agree(Answer.objects.get(pk=b.pk))
    the_morning_comes()
    assert not AnswerGrant.objects.exists()


def test_a_second_answer_does_not_disturb_an_open_pair(case: Case) -> None:
    a, b = picture(case, "A"), picture(case, "B")
    agree(a)
    agree(b)
    the_morning_comes()
    agree(picture(case, "A", "Zqsecond", at=timezone.now() + timedelta(minutes=1)))
    found = Answer.objects.shared_with(make.login_of(case, "B"))
    assert list(found) == [a]
    assert reads(case, "A")


def test_a_pair_needs_what_every_share_needs(case: Case) -> None:
    """Each was asked alone; until then it is neither offered nor taken."""
    b = picture(case, "B")
    Screening.objects.all().delete()
    with pytest.raises(ValidationError):
        agree(b)
    page = browse(case, "B").get(reverse("clients:portal_audience", args=[b.assignment_id]))
    assert 'value="pair"' not in page.content.decode()


def test_a_pair_agreed_under_a_concern_is_held(case: Case) -> None:
    a, b = picture(case, "A"), picture(case, "B")
    agree(a)
    record_screening(
        case.workers.get().user, make.member(case, "A"),
        asked_alone_on=timezone.localdate(), outcome="concern",
    )  # fmt: skip
    agree(b)
    the_morning_comes()
    assert not reads(case, "A")
    assert not reads(case, "B")


def test_leaving_closes_it(case: Case) -> None:
    for who in "AB":
        agree(picture(case, who))
    the_morning_comes()
    leave_case(case.workers.get().user, make.member(case, "B"), left_on=timezone.localdate())
    assert not reads(case, "A")
    assert not reads(case, "B")


def test_what_is_no_pair_offers_none(case: Case) -> None:
    given = make.give(case, "coping_list")
    answer = make.write(given, {"first_used": "Zq"}, version=1)
    page = browse(case, "A").get(reverse("clients:portal_audience", args=[given.pk]))
    assert 'value="pair"' not in page.content.decode()
    with pytest.raises(ValidationError):
        agree(answer)


def test_from_a_pair_to_a_plain_share_waits_for_the_morning(case: Case) -> None:
    a, b = picture(case, "A"), picture(case, "B")
    agree(a)
    agree(b)
    change_audience(make.login_of(case), a, "all")
    assert Answer.objects.get(pk=a.pk).shares_on == next_morning(timezone.now())
    assert Answer.objects.get(pk=b.pk).shares_on is None
    assert not reads(case, "B")


def test_side_by_side_with_what_both_chose(case: Case) -> None:
    """Two rankings, each in its own order; and where they meet."""
    for who, order in (("A", NAMES), ("B", [*reversed(NAMES), "fun"])):
        given = make.give(case, "value_ranking", to=who)
        posted = QueryDict("&".join(f"values-offer={name}" for name in order))
        answers.save_section(
            make.login_of(case, who), given, section="values", posted=posted,
            base_version=0, key=given.pk,
        )  # fmt: skip
        agree(Answer.objects.get(assignment=given))
    the_morning_comes()
    theirs = Answer.objects.shared_with(make.login_of(case, "A")).get()
    url = reverse("clients:portal_shared", args=[case.pk, theirs.pk])
    page = browse(case, "A").get(url)
    (row,) = page.context["beside"]
    assert len(row["mine"]) == 2
    assert len(row["theirs"]) == 3
    assert sorted(row["common"]) == ["Honesty", "Warmth"]
    assert "You both chose" in page.content.decode()


def test_a_number_stands_beside_the_guess_of_the_other(case: Case) -> None:
    for who, number, guess in (("A", 3, 7), ("B", 6, 4)):
        given = make.give(case, "scale_placement", to=who)
        answers.save_form(
            make.login_of(case, who),
            given,
            posted=QueryDict(f"score-low={number}&guess_partner-low={guess}"),
            base_version=0,
            key=given.pk,
        )
        agree(Answer.objects.get(assignment=given))
    the_morning_comes()
    theirs = Answer.objects.shared_with(make.login_of(case, "A")).get()
    url = reverse("clients:portal_shared", args=[case.pk, theirs.pk])
    page = browse(case, "A").get(url).content.decode()
    assert [f"{number} on the line" in page for number in (3, 7, 6, 4)] == [True] * 4
