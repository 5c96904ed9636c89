"""What a couple meets in the portal: how far each goes, joint steps, and their versions for one."""

import uuid

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, Case, Pause, Readiness
from clients.services.team import leave_case
from practice.models import AuditEvent, Exercise, Practice
from tests.clients.portal.test_pages import reads, signed_in
from tests.factories import (
    exercise,
    give,
    login_of,
    make_couple_case,
    make_individual_case,
    make_ready,
    make_therapist,
    member,
)

pytestmark = pytest.mark.django_db
Level = Readiness.Level


@pytest.fixture
def case() -> Case:
    return make_couple_case(make_therapist())


@pytest.fixture
def joint(case: Case) -> Assignment:
    """A joint step that stands open."""
    return give(case, "celebration_meaning", to=None)


def of(case: Case, position: str = "A") -> Client:
    return signed_in(login_of(case, position))


def ready_url(case: Case) -> str:
    return reverse("clients:portal_ready", args=[case.pk])


def step(given: Assignment) -> str:
    return reverse("clients:portal_exercise", args=[given.pk])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def autosave(browse: Client, given: Assignment, field: str, words: str) -> HttpResponse:
    sent = {"section": field, "version": 0, "key": str(uuid.uuid4()), field: words}
    return browse.post(step(given), sent, headers={"X-Autosave": "1"})


def alone(browse: Client, given: Assignment) -> Assignment:
    """The version for one, by one tap."""
    found = browse.post(reverse("clients:portal_for_one", args=[given.pk]))
    return Assignment.objects.get(pk=found.headers["Location"].rstrip("/").rpartition("/")[2])


# -- how far each goes -------------------------------------------------------------------


def test_each_says_it_for_themselves_and_the_latest_counts(case: Case) -> None:
    browse = of(case)
    fresh = text(browse.get(ready_url(case)))
    assert "it counts as each on your own" in fresh
    assert "checked" not in fresh
    for level in (Level.TALKING, Level.SIDE_BY_SIDE, Level.SIDE_BY_SIDE):
        assert browse.post(ready_url(case), {"level": level.value}).status_code == 302
    assert list(Readiness.objects.values_list("level", "entered_by")) == [(2, None), (4, None)]
    shown = text(browse.get(ready_url(case)))
    assert "<strong>Small acts side by side. No talk.</strong>" in shown
    assert "What you chose before" in shown
    event = AuditEvent.objects.filter(action="readiness.set").latest("at")
    assert event.detail == {}  # the trail has more readers than the level


def test_the_page_says_who_sees_it_and_is_linked_from_quiet_places(case: Case) -> None:
    browse = of(case)
    shown = text(browse.get(ready_url(case)))
    assert "You and Ana Ruiz." in shown
    assert "Your partner never sees it." in shown
    for name in ("portal_today", "portal_sharing"):
        assert ready_url(case) in text(browse.get(reverse(f"clients:{name}", args=[case.pk])))


@pytest.mark.parametrize("level", ["", "0", "9", "talking", "\x00"])
def test_what_is_none_of_the_four_is_not_kept(case: Case, level: str) -> None:
    shown = of(case).post(ready_url(case), {"level": level})
    assert (shown.status_code, Readiness.objects.count()) == (200, 0)
    assert "Please choose one" in text(shown)


def test_who_comes_alone_is_not_asked() -> None:
    case = make_individual_case(make_therapist())
    browse = of(case)
    assert browse.get(ready_url(case)).status_code == 404
    assert "ready to go" not in text(browse.get(reverse("clients:portal_today", args=[case.pk])))


def test_the_pages_cost_few_queries_however_often_one_chose(case: Case, joint: Assignment) -> None:
    browse = of(case)
    for number in range(30):
        Readiness.objects.create(member=member(case), level=number % 4 + 1, set_at=timezone.now())
    browse.get(step(joint))
    lists = [
        reverse(f"clients:{one}", args=[case.pk]) for one in ("portal_today", "portal_homework")
    ]
    urls = [ready_url(case), step(joint), *lists]
    assert {url: reads(browse, url) for url in urls if reads(browse, url) > 4} == {}


# -- open and not open -------------------------------------------------------------------


def test_a_lower_level_closes_what_goes_beyond_it_and_nothing_else(case: Case) -> None:
    make_ready(case)
    talk = give(case, "celebration_meaning", to=None)
    acts = give(case, "pattern_recognition", to=None)
    of(case, "B").post(ready_url(case), {"level": Level.SIDE_BY_SIDE.value})
    talk.refresh_from_db()
    acts.refresh_from_db()
    assert talk.opened_for_both_at is None
    assert acts.opened_for_both_at is not None
    # Up again opens nothing: that is the therapist's act.
    of(case, "B").post(ready_url(case), {"level": Level.TALKING.value})
    talk.refresh_from_db()
    assert talk.opened_for_both_at is None


def test_closed_it_is_not_waiting_and_its_words_stay(case: Case, joint: Assignment) -> None:
    browse = of(case)
    assert autosave(browse, joint, "how_we_celebrate", "A cake").status_code == 200
    assert autosave(browse, joint, "key_discovery", "I can wait").status_code == 200
    Assignment.objects.update(opened_for_both_at=None)
    today = text(browse.get(reverse("clients:portal_today", args=[case.pk])))
    assert "Nothing is waiting for you." in today
    assert joint.exercise.title not in today
    listed = text(browse.get(reverse("clients:portal_homework", args=[case.pk])))
    assert "Not open yet" in listed
    assert joint.exercise.title in listed
    shown = text(browse.get(step(joint)))
    assert "This is not open yet." in shown
    assert ("A cake" in shown, "I can wait" in shown) == (True, True)
    assert "<textarea" not in shown
    late = autosave(browse, joint, "key_discovery", "too late")
    assert late.status_code == 403
    typed = browse.post(
        step(joint), {"version": 0, "key": uuid.uuid4(), "key_discovery": "Too late"}
    )
    assert (typed.status_code, "Too late" in text(typed)) == (403, True)
    assert Answer.objects.get(member=member(case)).data["key_discovery"]["text"] == "I can wait"


def test_who_stays_finds_it_closed_when_the_other_has_left(case: Case, joint: Assignment) -> None:
    assert "<textarea" in text(of(case).get(step(joint)))
    leave_case(case.workers.get().user, member(case, "B"), left_on=Practice.load().today())
    joint.refresh_from_db()
    assert joint.opened_for_both_at is None
    assert "This is not open yet." in text(of(case).get(step(joint)))


def test_a_closed_step_is_shared_with_nobody_anew(case: Case, joint: Assignment) -> None:
    browse, choose = of(case), reverse("clients:portal_audience", args=[joint.pk])
    autosave(browse, joint, "key_discovery", "I can wait")
    assert 'value="all"' in text(browse.get(choose))
    Assignment.objects.update(opened_for_both_at=None)
    assert 'value="all"' not in text(browse.get(choose))


# -- a version for one -------------------------------------------------------------------


def card(page: str) -> str:
    found = page.partition("A version for one</h2>")[2].partition("</form>")[0]
    assert found
    return found.partition("csrfmiddlewaretoken")[0]


def test_it_is_offered_in_the_same_words_open_or_not_and_whatever_the_other_does(
    case: Case, joint: Assignment
) -> None:
    browse = of(case)
    cards = {card(text(browse.get(step(joint))))}
    other = of(case, "B")
    autosave(other, joint, "key_discovery", "CANARY")
    alone(other, joint)
    cards.add(card(text(browse.get(step(joint)))))
    alone(browse, joint)
    cards.add(card(text(browse.get(step(joint)))))
    Assignment.objects.filter(pk=joint.pk).update(opened_for_both_at=None)
    cards.add(card(text(browse.get(step(joint)))))
    assert len(cards) == 1


def test_one_tap_makes_one_copy_which_nobody_else_sees(case: Case, joint: Assignment) -> None:
    browse, other = of(case), of(case, "B")
    Assignment.objects.filter(pk=joint.pk).update(opened_for_both_at=None)
    own = alone(browse, joint)
    assert alone(browse, joint) == own
    assert (own.member, own.for_one_of, own.cycle) == (member(case), joint, joint.cycle)
    # What both would write is one's own here.
    assert autosave(browse, own, "how_we_celebrate", "A walk of my own").status_code == 200
    answer = Answer.objects.get(assignment=own)
    assert (answer.member, answer.audience) == (member(case), "therapist")
    assert other.get(step(own)).status_code == 404
    assert other.post(reverse("clients:portal_for_one", args=[own.pk])).status_code == 404
    assert "A walk of my own" not in text(other.get(step(joint)))
    assert Answer.objects.visible_to(case.workers.get().user).filter(pk=answer.pk).exists()
    assert not Answer.objects.filter(assignment=joint).exists()


@pytest.mark.parametrize("held_by", ["a rest", "a concern"])
def test_it_is_there_at_once_whatever_holds_other_things_back(
    held_by: str, case: Case, joint: Assignment
) -> None:
    if held_by == "a rest":
        user = login_of(case)
        Pause.objects.create(member=member(case), since=timezone.now(), begun_by=user)
    else:
        Case.objects.update(safety_flag=True, safety_flagged_at=timezone.now())
    browse = of(case)
    assert browse.get(step(alone(browse, joint))).status_code == 200


def test_it_speaks_to_one(case: Case, joint: Assignment) -> None:
    browse = of(case)
    own = alone(browse, joint)
    shown = text(browse.get(step(own)))
    assert joint.exercise.words("for_one") in shown
    assert "For the two of you" not in shown
    assert "A version for one</h2>" not in shown
    listed = text(browse.get(reverse("clients:portal_homework", args=[case.pk])))
    assert "A version for one" in listed


def test_a_copy_is_made_by_a_press_alone(case: Case, joint: Assignment) -> None:
    browse = of(case)
    assert browse.get(reverse("clients:portal_for_one", args=[joint.pk])).status_code == 405
    single = give(case)
    assert browse.post(reverse("clients:portal_for_one", args=[single.pk])).status_code == 404


def test_even_where_a_joint_answer_reaches_both_ones_own_does_not(case: Case) -> None:
    given = give(case, "celebration_meaning", to=None)
    body = given.exercise.body | {"who": ["together"], "default_audience": "all"}
    Exercise.objects.filter(pk=given.exercise_id).update(body=body)
    browse = of(case)
    own = alone(browse, given)
    autosave(browse, own, "key_discovery", "Mine")
    autosave(browse, given, "key_discovery", "Mine too")
    assert set(Answer.objects.values_list("audience", flat=True)) == {"therapist"}


# -- who writes what ---------------------------------------------------------------------


@pytest.fixture
def listening(case: Case) -> Assignment:
    return give(case, "collaborative_stance", to=None)


def test_each_writes_their_own_part_later_in_their_own_login(
    case: Case, listening: Assignment
) -> None:
    one, two = of(case), of(case, "B")
    shown = text(one.get(step(listening)))
    assert "one of you writes later, in their own login" in shown
    for heading in ("Your part together", "When you listen", "When you talk"):
        assert f"<h2>{heading}</h2>" in shown
    autosave(one, listening, "what_i_understood", "HIS-HEARD")
    autosave(one, listening, "one_correction", "HIS-CORRECTION")
    autosave(two, listening, "what_i_understood", "HERS-HEARD")
    written = {a.member.position: a.data for a in Answer.objects.exclude(member=None)}
    assert written["A"]["what_i_understood"]["text"] == "HIS-HEARD"
    assert written["B"]["what_i_understood"]["text"] == "HERS-HEARD"
    assert "HERS-HEARD" not in text(one.get(step(listening)))
    assert "HIS-" not in text(two.get(step(listening)))


def test_who_talks_first_is_written_by_both(case: Case, listening: Assignment) -> None:
    autosave(of(case), listening, "who_first", "a")
    assert "checked" in text(of(case, "B").get(step(listening)))
    assert Answer.objects.get().member is None


def test_how_understood_one_felt_goes_to_the_therapist_alone(
    case: Case, listening: Assignment
) -> None:
    browse = of(case)
    autosave(browse, listening, "what_i_understood", "HEARD")
    autosave(browse, listening, "one_correction", "CORRECTION")
    sent = {"section": "felt_understood", "version": 2, "key": str(uuid.uuid4())}
    sent["felt_understood-low"] = "8"
    browse.post(step(listening), sent, headers={"X-Autosave": "1"})
    choose = reverse("clients:portal_audience", args=[listening.pk])
    browse.post(choose, {"audience": "all", "confirm": "1", "share_now": "1"})
    answer = Answer.objects.get()
    assert (answer.audience, "felt_understood" in answer.data) == ("all", True)
    url = reverse("clients:portal_shared", args=[case.pk, answer.pk])
    read = text(of(case, "B").get(url))
    assert "HEARD" in read
    assert ("CORRECTION" in read, "8 on the line" in read) == (False, False)


# -- for safety's sake -------------------------------------------------------------------


def test_asking_the_partner_rests_until_the_person_was_asked_alone(case: Case) -> None:
    given = give(make_couple_case(make_therapist(), screened=False))
    assert exercise().until_screened == ["asked_partner"]
    assert "asked_partner" not in text(of(given.case).get(step(given)))
    assert "asked_partner" in text(of(case).get(step(give(case))))


def test_what_is_written_stays_in_sight_also_while_it_rests(case: Case) -> None:
    given, browse = give(case), of(case)
    autosave(browse, given, "asked_partner", "not_now")
    Case.objects.update(safety_flag=True)
    assert "asked_partner" in text(browse.get(step(given)))
    browse.post(step(given), {"version": 1, "key": uuid.uuid4(), "my_picture": "Tea"})
    assert set(Answer.objects.get().data) == {"my_picture"}  # cleared by the form that shows it


def test_coping_as_strength_is_not_offered_under_a_flag_but_stays_where_it_was_begun(
    case: Case,
) -> None:
    fresh, begun = give(case, "coping_list"), give(case, "strength_exploration")
    browse = of(case)
    autosave(browse, begun, "got_me_through", "My sister")
    Case.objects.update(safety_flag=True)
    today = text(browse.get(reverse("clients:portal_today", args=[case.pk])))
    assert (fresh.exercise.title in today, begun.exercise.title in today) == (False, True)
    assert "This rests for now." in text(browse.get(step(fresh)))
    assert "My sister" in text(browse.get(step(begun)))
