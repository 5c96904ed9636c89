"""When what was given comes: two at a time, in line, by days, by hand; and nothing comes early."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Assignment, Case
from clients.services import finishing
from clients.services.delivery import Pace, When
from clients.services.homework import assign_exercises, put_back, set_aside, take_back
from practice.models import Practice, User
from tests import factories as make
from tests.clients.staff_pages import make_supervisor, sign_in

pytestmark = pytest.mark.django_db
KEYS = (
    "relationship_narrative",
    "hope_question",
    "coping_list",
    "miracle_question",
    "value_ranking",
)


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


@pytest.fixture
def ana(case: Case) -> User:
    return case.workers.get().user


def hand_out(case: Case, *keys: str, to: str = "A", **when: Any) -> list[Assignment]:
    journey = case.journeys.first() or make.make_journey(case)
    ana = case.workers.get().user
    wanted = [make.exercise(key) for key in keys or KEYS]
    return assign_exercises(ana, journey, wanted, to=to, when=When(**when))


def there(case: Case, who: str = "A") -> list[str]:
    """Keys of what this person finds open, in the order in which it was given."""
    rows = Assignment.objects.mine(make.login_of(case, who)).filter(case=case, status="open")
    return sorted(rows.values_list("exercise__key", flat=True), key=KEYS.index)


def finish(case: Case, key: str, who: str = "A") -> None:
    row = Assignment.objects.get(case=case, exercise__key=key, member__position=who)
    finishing.mark_done(make.login_of(case, who), row, low_word="in_mind")


def test_two_come_at_once_and_each_of_the_others_when_one_is_finished(case: Case) -> None:
    hand_out(case)
    assert there(case) == [*KEYS[:2]]
    for done, found in (
        (KEYS[0], [KEYS[1], KEYS[2]]),
        (KEYS[2], [KEYS[1], KEYS[4]]),
        (KEYS[1], [KEYS[3], KEYS[4]]),
        (KEYS[3], [KEYS[4]]),
    ):
        finish(case, done)
        assert there(case) == found


def test_what_is_given_later_stands_behind_what_is_open(case: Case) -> None:
    hand_out(case, *KEYS[:1])
    hand_out(case, *KEYS[1:3])
    assert there(case) == [*KEYS[:2]]
    finish(case, KEYS[0])
    assert there(case) == [*KEYS[1:3]]


def test_each_partner_has_a_line_of_their_own(case: Case) -> None:
    hand_out(case, *KEYS[:3], to="each")
    finish(case, KEYS[0])
    assert (there(case), there(case, "B")) == ([*KEYS[1:3]], [*KEYS[:2]])


@pytest.mark.parametrize(("pace", "number"), [(Pace.ALL, 5), (Pace.HAND, 0), (Pace.ONE, 1)])
def test_other_ways_to_come(case: Case, pace: str, number: int) -> None:
    hand_out(case, pace=pace)
    assert len(there(case)) == number


def test_the_next_comes_in_the_morning_after_its_days(case: Case) -> None:
    practice = Practice.load()
    hand_out(case, *KEYS[:2], pace=Pace.ONE, days=3)
    finish(case, KEYS[0])
    assert there(case) == []
    row = Assignment.objects.get(exercise__key=KEYS[1])
    assert row.delivers_at == practice.morning(practice.today() + timedelta(days=3))


def test_one_after_the_other_begins_behind_what_is_open(case: Case) -> None:
    hand_out(case, KEYS[0])
    hand_out(case, KEYS[1], pace=Pace.ONE)
    assert there(case) == [KEYS[0]]
    finish(case, KEYS[0])
    assert there(case) == [KEYS[1]]


def test_at_an_interval_each_has_its_morning(case: Case) -> None:
    practice = Practice.load()
    rows = hand_out(case, *KEYS[:3], pace=Pace.EVERY, days=7)
    mornings = [practice.morning(practice.today() + timedelta(days=7 * n)) for n in (1, 2)]
    assert there(case) == [KEYS[0]]
    assert [row.delivers_at for row in rows[1:]] == mornings


def test_logs_and_checks_take_no_place(case: Case) -> None:
    for key in ("exception_log", "micro_experiment"):
        make.give(case, key)
    hand_out(case, *KEYS[:3])
    assert set(there_any(case)) == {"exception_log", "micro_experiment", *KEYS[:2]}


def there_any(case: Case) -> list[str]:
    rows = Assignment.objects.mine(make.login_of(case)).filter(status="open")
    return list(rows.values_list("exercise__key", flat=True))


def test_joint_steps_come_by_themselves_and_never_after_somebody(case: Case) -> None:
    hand_out(case, *KEYS[:2])
    (row,) = hand_out(case, "progress_narrative", to="together")
    assert not row.is_waiting
    with pytest.raises(ValidationError, match="What both do together"):
        hand_out(case, "celebration_meaning", to="together", pace=Pace.ONE)


def test_who_is_set_aside_or_taken_back_hands_its_place_on(case: Case, ana: User) -> None:
    first, second, third, fourth, fifth = hand_out(case)
    take_back(ana, third)  # it waited for the first, and the fifth for it
    set_aside(ana, first, because="Too much")
    assert there(case) == [KEYS[1], KEYS[4]]
    take_back(ana, second)
    assert there(case) == [KEYS[3], KEYS[4]]
    assert fifth.pk != fourth.pk


def test_what_waited_and_is_put_back_comes_when_its_turn_has_passed(case: Case, ana: User) -> None:
    third = hand_out(case, *KEYS[:3])[2]
    set_aside(ana, third, because="Later")
    finish(case, KEYS[0])
    assert there(case) == [KEYS[1]]
    put_back(ana, third)
    assert there(case) == [*KEYS[1:3]]


# -- pages -------------------------------------------------------------------------------
def act(user: User, name: str, row: Assignment, **typed: object) -> HttpResponse:
    address = reverse(f"clients:{name}", args=[row.pk])
    return sign_in(user).post(address, typed, follow=True)


def portal(case: Case, who: str = "A") -> Browser:
    browser = Browser()
    browser.force_login(make.login_of(case, who))
    return browser


def test_what_waits_does_not_exist_for_the_person(case: Case) -> None:
    waiting = hand_out(case, *KEYS[:1], pace=Pace.HAND)[0]
    browser = portal(case)
    for name in ("portal_today", "portal_homework"):
        page = browser.get(reverse(f"clients:{name}", args=[case.pk])).content.decode()
        assert waiting.exercise.title not in page
    for name in ("portal_exercise", "portal_audience"):
        assert browser.get(reverse(f"clients:{name}", args=[waiting.pk])).status_code == 404
    address = reverse("clients:portal_exercise", args=[waiting.pk])
    assert browser.post(address, {"what_matters": "x"}).status_code == 404


def test_the_page_of_the_therapist_tells_what_waits_and_for_what(case: Case, ana: User) -> None:
    hand_out(case, *KEYS[:3])
    hand_out(case, KEYS[3], pace=Pace.HAND)
    browser, address = sign_in(ana), reverse("clients:case_homework", args=[case.pk])
    page = browser.get(address, {"state": "waiting"}).content.decode()
    assert f"comes when “{make.exercise(KEYS[0]).title}” is finished" in page
    assert "waits for you to deliver it" in page
    shown = browser.get(address, {"state": "open"}).context["given"]
    assert {row[0].exercise.key for row in shown} == {*KEYS[:2]}


def test_it_is_delivered_by_hand_once(case: Case, ana: User) -> None:
    row = hand_out(case, KEYS[0], pace=Pace.HAND)[0]
    assert "Delivered." in act(ana, "homework_deliver", row).content.decode()
    assert there(case) == [KEYS[0]]
    assert "does not wait any more" in act(ana, "homework_deliver", row).content.decode()
    sam = make_supervisor(case)
    assert act(sam, "homework_deliver", row).status_code == 403


def test_nothing_is_delivered_while_a_concern_stands(case: Case, ana: User) -> None:
    row = hand_out(case, KEYS[0], pace=Pace.HAND)[0]
    Case.objects.update(safety_flag=True)
    assert "paused" in act(ana, "homework_deliver", row).content.decode()
    assert Assignment.objects.get(pk=row.pk).is_waiting


def test_the_line_of_what_waits_can_be_changed(case: Case, ana: User) -> None:
    first, second, third = hand_out(case, *KEYS[:3])
    typed = {"how": "after", "after": second.pk, "days": "2"}
    act(ana, "homework_delivery", third, **typed)
    third.refresh_from_db()
    assert (third.after, third.delay_days, third.delivers_at) == (second, 2, None)
    day = Practice.load().today() + timedelta(days=2)
    act(ana, "homework_delivery", third, how="day", on=day.isoformat())
    third.refresh_from_db()
    assert (third.after, third.delivers_at) == (None, Practice.load().morning(day))
    act(ana, "homework_delivery", third, how="hand")
    third.refresh_from_db()
    assert (third.after, third.delivers_at, first.is_waiting) == (None, None, False)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"how": ""}, "Choose when it comes"),
        ({"how": "tomorrow"}, "valid choice"),
        ({"how": "day"}, "Choose a day"),
        ({"how": "day", "on": "1999-01-01"}, "check the year"),
        ({"how": "after"}, "Choose one"),
        ({"how": "after", "after": "no-key"}, "valid choice"),
        ({"how": "after", "after": "SELF"}, "valid choice"),
        ({"how": "after", "after": "BEHIND"}, "valid choice"),
        ({"how": "after", "after": "OF B"}, "valid choice"),
        ({"how": "after", "after": "FIRST", "days": "-1"}, "greater than or equal to 0"),
        ({"how": "after", "after": "FIRST", "days": "10000"}, "less than or equal to 365"),
    ],
)
def test_odd_changes_get_a_message_and_change_nothing(
    case: Case, ana: User, typed: dict[str, str], words: str
) -> None:
    first, _second, third, _fourth, fifth = hand_out(case)
    keys = {"FIRST": first, "SELF": third, "BEHIND": fifth, "OF B": make.give(case, to="B")}
    sent = {name: keys[v].pk if v in keys else v for name, v in typed.items()}
    assert words in act(ana, "homework_delivery", third, **sent).content.decode()
    third.refresh_from_db()
    assert third.after == first


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"pace": "soon"}, "valid choice"),
        ({"pace": "every"}, "how many days"),
        ({"pace": "every", "days": "-3"}, "greater than or equal to 0"),
        ({"pace": "one", "days": "10000"}, "less than or equal to 365"),
        ({"pace": "one", "to": "together"}, "What both do together"),
    ],
)
def test_odd_paces_get_a_message_and_give_nothing(
    case: Case, ana: User, typed: dict[str, str], words: str
) -> None:
    make.make_journey(case)
    key = "progress_narrative" if "to" in typed else KEYS[0]
    sent = {"exercises": [make.exercise(key).pk], "to": "A", **typed}
    address = reverse("clients:exercise_give", args=[case.pk])
    assert words in sign_in(ana).post(address, sent, follow=True).content.decode()
    assert not Assignment.objects.exists()


def test_giving_takes_the_pace_of_the_form(case: Case, ana: User) -> None:
    make.make_journey(case)
    address = reverse("clients:exercise_give", args=[case.pk])
    wanted = [make.exercise(key).pk for key in KEYS[:3]]
    sign_in(ana).post(address, {"exercises": wanted, "to": "A", "pace": "all"})
    assert there(case) == [*KEYS[:3]]
