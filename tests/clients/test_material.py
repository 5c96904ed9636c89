"""What earlier answers hold for an exercise: offered to the right person, and linked both ways."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, AnswerLink, Assignment, Case
from clients.portal.exercise_page import ExercisePage
from clients.services.grants import sync_grants
from clients.services.links import follow, whole_id
from clients.services.sharing import change_audience
from practice.models import AuditEvent
from tests.clients.portal.test_pages import reads, signed_in
from tests.clients.staff_pages import assert_closed_to_strangers, queries_of, sign_in
from tests.factories import give, load_library, login_of, make_couple_case, make_therapist, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    load_library()
    return make_couple_case(make_therapist())


def entry(log: Assignment, words: str, audience: str = "therapist", **fields: Any) -> Answer:
    mark = uuid.uuid4()
    value = {
        "id": str(mark),
        "when": {"date": "2026-03-05"},
        "parts": {"context": {"text": words}},
        "nothing_better": False,
    }
    data = {"entries": {"entries": [value]}}
    return write(log, entry=mark, data=data, audience=audience, version=1, **fields)


def offered(case: Case, given: Assignment, field: str, position: str = "A") -> dict[str, str]:
    """id -> where from, of what this person may pick in the field."""
    page = ExercisePage.load(login_of(case, position), given.pk)
    spec = next(one for one in page.specs if one.key == field)
    return {f"{one.text}": one.source for one in spec.offered}


def picks_of(*sources: Answer) -> dict[str, Any]:
    return {
        "picks": {
            "picks": [
                {"id": str(uuid.uuid4()), "from": str(one.entry), "text": "copied", "parts": {}}
                for one in sources
            ]
        }
    }


def store(given: Assignment, sources: list[Answer], places: list[Answer]) -> Answer:
    """A deep description that took up `sources`, linked as saving links it."""
    answer = write(given, data=picks_of(*sources), version=1)
    answer.assignment = given
    follow(answer, given.exercise.fields, {one.entry: one.pk for one in places})
    return answer


def links(answer: Answer) -> set[uuid.UUID | None]:
    return set(AnswerLink.objects.filter(to_answer=answer).values_list("from_item", flat=True))


def test_own_entries_are_offered_with_their_day(case: Case) -> None:
    log = give(case, "exception_log")
    entry(log, "soup", "self")
    given = give(case, "exception_deep_description", journey=log.journey)
    assert offered(case, given, "picks") == {"soup": "Lighter moments, 5 Mar 2026"}


def test_the_partner_is_offered_what_was_shared_and_has_gone_out(case: Case) -> None:
    log = give(case, "exception_log", to="B")
    entry(log, "kept", "self")
    entry(log, "for Ana", "therapist")
    entry(log, "waits", "all", shares_on=timezone.now() + timedelta(days=1))
    shared = entry(log, "shared", "all", shares_on=timezone.now() - timedelta(days=1))
    sync_grants(case)
    given = give(case, "exception_deep_description", journey=log.journey)
    assert offered(case, given, "picks") == {
        "shared": "From your partner: Lighter moments, 5 Mar 2026"
    }
    change_audience(login_of(case, "B"), shared, "therapist")
    assert offered(case, given, "picks") == {}


def test_in_a_joint_field_only_what_both_know_is_offered(case: Case) -> None:
    log = give(case, "exception_log")
    entry(log, "mine alone", "therapist")
    entry(log, "known", "all", shares_on=timezone.now() - timedelta(days=1))
    sync_grants(case)
    given = give(case, "pattern_recognition", to=None, journey=log.journey)
    own = give(case, "pattern_recognition", journey=log.journey)
    assert set(offered(case, given, "patterns")) == {"known"}
    assert set(offered(case, given, "patterns", "B")) == {"known"}
    assert set(offered(case, own, "patterns")) == {"mine alone", "known"}


def test_nothing_of_another_case_is_offered(case: Case) -> None:
    other = make_couple_case(make_therapist())
    other.members.filter(position="A").update(client=case.members.get(position="A").client)
    sync_grants(other)
    entry(give(other, "exception_log"), "elsewhere", "self")
    given = give(case, "exception_deep_description")
    assert offered(case, given, "picks") == {}


def test_what_was_picked_stays_offered_when_its_source_is_gone(case: Case) -> None:
    log = give(case, "exception_log", to="B")
    shared = entry(log, "shared", "all", shares_on=timezone.now() - timedelta(days=1))
    sync_grants(case)
    given = give(case, "exception_deep_description", journey=log.journey)
    store(given, [shared], [shared])
    change_audience(login_of(case, "B"), shared, "self")
    assert offered(case, given, "picks") == {"copied": ""}


def test_links_follow_what_is_picked_and_put_back(case: Case) -> None:
    log = give(case, "exception_log")
    soup, tea = entry(log, "soup"), entry(log, "tea")
    given = give(case, "exception_deep_description", journey=log.journey)
    answer = store(given, [soup, tea], [soup, tea])
    assert links(answer) == {soup.entry, tea.entry}
    answer.data["picks"]["picks"].pop(0)
    follow(answer, given.exercise.fields, {})
    # What is out of reach for a while keeps its link; what was put back loses it.
    assert links(answer) == {tea.entry}
    answer.data = {}
    follow(answer, given.exercise.fields, {})
    assert links(answer) == set()


def test_no_link_is_made_to_what_may_not_be_picked(case: Case) -> None:
    foreign = entry(give(case, "exception_log", to="B"), "private", "self")
    given = give(case, "exception_deep_description", journey=case.journeys.first())
    assert links(store(given, [foreign], [])) == set()


def test_a_value_without_entries_goes_by_one_id_of_its_own(case: Case) -> None:
    told = write(give(case, "miracle_question"), {"first_small_sign": "the phone stays there"})
    given = give(case, "action_menu", journey=case.journeys.first())
    page = ExercisePage.load(login_of(case), given.pk)
    ids = {one.id for spec in page.specs for one in spec.offered}
    assert ids == {str(whole_id(told.pk, "first_small_sign"))}


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_with_material_cost_four_queries(rows: int, case: Case) -> None:
    log = give(case, "exception_log")
    for number in range(rows):
        entry(log, f"moment {number}")
    browse = signed_in(login_of(case))
    for key in ("exception_deep_description", "pattern_recognition", "progress_narrative"):
        given = give(case, key, journey=log.journey)
        url = reverse("clients:portal_exercise", args=[given.pk])
        browse.get(url)
        assert reads(browse, url) <= 4


def test_own_words_from_before_stand_beside_the_next_exercise(case: Case) -> None:
    write(give(case, "miracle_question"), {"my_actions": "I hum in the kitchen"})
    partner = give(case, "miracle_question", to="B", journey=case.journeys.first())
    write(partner, {"my_actions": "his words"}, audience="all")
    sync_grants(case)
    given = give(case, "scale_placement", journey=case.journeys.first())
    browse = signed_in(login_of(case))
    shown = browse.get(reverse("clients:portal_exercise", args=[given.pk])).content.decode()
    assert "From before" in shown
    assert "I hum in the kitchen" in shown
    assert "his words" not in shown


def trail(browse: Client, name: str, case: Case, query: str = "") -> str:
    return browse.get(reverse(f"clients:{name}", args=[case.pk]) + query).content.decode()


def test_the_trail_leads_both_ways(case: Case) -> None:
    log = give(case, "exception_log")
    soup = entry(log, "soup on the stove")
    given = give(case, "exception_deep_description", journey=log.journey)
    answer = store(given, [soup], [soup])
    pick = answer.data["picks"]["picks"][0]["id"]
    shown = trail(signed_in(login_of(case)), "portal_trail", case)
    for mark in (str(soup.entry), pick):
        assert f'id="t-{mark}"' in shown
        assert f'href="#t-{mark}"' in shown


def test_a_source_that_was_taken_back_leaves_no_trace(case: Case) -> None:
    log = give(case, "exception_log", to="B")
    shared = entry(log, "his thaw", "all", shares_on=timezone.now() - timedelta(days=1))
    sync_grants(case)
    given = give(case, "exception_deep_description", journey=log.journey)
    answer = store(given, [shared], [shared])
    browse = signed_in(login_of(case))
    assert "his thaw" in trail(browse, "portal_trail", case)
    change_audience(login_of(case, "B"), shared, "self")
    after = trail(browse, "portal_trail", case)
    assert "his thaw" not in after
    shared.delete()
    again = trail(browse, "portal_trail", case)
    assert (
        again.split("<main")[1].split("<footer")[0] == after.split("<main")[1].split("<footer")[0]
    )
    answer.refresh_from_db()
    assert answer.data["picks"]["picks"][0]["text"] == "copied"


def test_staff_see_the_chain_as_far_as_it_was_told_to_them(case: Case) -> None:
    log = give(case, "exception_log")
    told, kept = entry(log, "told soup"), entry(log, "kept soup", "self")
    given = give(case, "exception_deep_description", journey=log.journey)
    store(given, [told, kept], [told, kept])
    ana = sign_in(case.workers.get().user)
    shown = trail(ana, "case_trail", case)
    assert ("told soup" in shown, "kept soup" in shown) == (True, False)
    assert "told soup" not in trail(ana, "case_trail", case, "?who=B")
    assert trail(ana, "case_trail", case, "?who=A").count("told soup") == shown.count("told soup")
    assert queries_of(ana, reverse("clients:case_trail", args=[case.pk])) <= 12
    assert_closed_to_strangers(reverse("clients:case_trail", args=[case.pk]), "told soup")


def test_the_entries_of_a_log_stand_on_one_card_where_they_go_equally_far(case: Case) -> None:
    log = give(case, "exception_log")
    entries = [entry(log, f"moment {number}") for number in range(3)]
    entries.append(entry(log, "told both", "all", shares_on=timezone.now() - timedelta(days=1)))
    store(give(case, "exception_deep_description", journey=log.journey), entries, entries)
    ana = case.workers.get().user
    for browse, name in ((signed_in(login_of(case)), "portal_trail"), (sign_in(ana), "case_trail")):
        shown = trail(browse, name, case)
        cards = [card for card in shown.split("<section")[1:] if log.exercise.title in card]
        assert [card.count('id="t-') for card in cards if 'id="t-' in card][:2] == [3, 1]
    read = AuditEvent.objects.get(action="answers.read")
    assert {str(one.pk) for one in entries} <= set(read.detail["answers"])
