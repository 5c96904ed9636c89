"""The three stories of the demo practice: what each must show, and to whom it must not.

The practice is made once for this file, inside a transaction that is rolled back at its end.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone

from clients.models import (
    Answer,
    AnswerGrant,
    AnswerLink,
    Assignment,
    AssignmentGrant,
    Case,
    CaseGrant,
    Client,
    Quote,
    Ritual,
    Score,
)
from clients.services.cases import joint_steps_open
from clients.services.grants import sync_grants
from clients.services.links import whole_id
from practice.fields import registry
from practice.models import Practice, User
from sessions.models import Note, NotePart, Session
from sessions.services.demo import make_demo
from sessions.services.notes import load_paper
from sessions.services.signing import is_intact, look_over

CHEN, COUPLE, LIU = "Chen Jing", "Zhao Lei & Zhou Ting", "Liu Jia & Wang Hao"
STORIES = {
    CHEN: ("chenjing",),
    COUPLE: ("zhaolei", "zhouting"),
    LIU: ("liujia", "partner"),
}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def practice(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined] # pytest-django's
        make_demo()
        yield
        transaction.set_rollback(True)


def login(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.example")


def case(title: str) -> Case:
    return Case.objects.get(title=title)


def answer(title: str, exercise: str, position: str | None = "A") -> Answer:
    found = Answer.objects.filter(assignment__case__title=title, assignment__exercise__key=exercise)
    found = found.filter(member__position=position) if position else found.filter(member=None)
    return found.order_by("created_at").get()


def entries(title: str, position: str = "A") -> list[Answer]:
    """The log of one person: an answer for each entry."""
    rows = Answer.objects.filter(assignment__exercise__key="exception_log")
    return list(rows.filter(assignment__case__title=title, member__position=position))


def words_for(user: User) -> str:
    """Everything that the portal has to show to this person, as one text."""
    answers = [*Answer.objects.mine(user), *Answer.objects.shared_with(user)]
    given = Assignment.objects.mine(user)
    pieces = [json.dumps(one.data, ensure_ascii=False) for one in answers]
    pieces += [one.message for one in given] + [one.set_aside_because for one in given]
    pieces += [score.words for score in Score.objects.mine(user)]
    pieces += [one.title for one in Case.objects.portal_of(user)]
    return "\n".join(pieces)


# -- what holds for all three ------------------------------------------------------------


def test_every_value_is_what_its_kind_would_store() -> None:
    for one in Answer.objects.select_related("assignment__exercise"):
        specs = {spec.key: spec for spec in one.assignment.exercise.fields}
        assert one.data, one.assignment
        for key, value in one.data.items():
            assert registry.get(specs[key].kind).clean_json(specs[key], value) == value


def test_joint_fields_stand_in_the_joint_part_and_the_others_in_ones_own() -> None:
    for one in Answer.objects.select_related("assignment__exercise"):
        if one.assignment.together:
            roles = {spec.key: spec.role for spec in one.assignment.exercise.fields}
            assert {roles[key] == "joint" for key in one.data} == {one.member_id is None}


def test_what_is_done_holds_every_needed_field() -> None:
    done = Assignment.objects.filter(status=Assignment.Status.DONE)
    for given in done.select_related("exercise").prefetch_related("answers"):
        needed = {spec.key for spec in given.exercise.fields if spec.required}
        held = {key for one in given.answers.all() for key in one.data}
        assert needed <= held, given


def test_audiences_are_the_exercises_own_and_nobody_else_types_what_is_for_oneself() -> None:
    for one in Answer.objects.select_related("assignment__exercise"):
        assert one.audience in one.assignment.exercise.audiences
        assert one.entered_by_id is None or one.audience != "self"
        if one.member_id and one.audience == "all":
            assert one.shares_on is not None
            assert one.created_at < one.shares_on < timezone.now()


def test_nothing_was_done_in_the_future_or_before_it_was_given() -> None:
    now = timezone.now()
    for one in Answer.objects.select_related("assignment"):
        assert one.assignment.given_at <= one.created_at <= one.changed_at < now
        assert one.assignment.opened_at is not None
        assert one.assignment.opened_at <= one.created_at
    assert not Assignment.objects.filter(given_at__gt=now).exists()
    assert not Score.objects.filter(taken_at__gt=now).exists()


def test_grants_are_what_the_rows_of_intent_say() -> None:
    models = (CaseGrant, AssignmentGrant, AnswerGrant)
    before = [set(model.objects.values_list("pk", flat=True)) for model in models]
    for one in Case.objects.all():
        sync_grants(one)
    assert [set(model.objects.values_list("pk", flat=True)) for model in models] == before
    assert all(before)


def test_staff_see_their_own_cases_alone() -> None:
    seen = {
        key: set(Case.objects.visible_to(login(key)).values_list("title", flat=True))
        for key in ("owner", "office", "ana", "ben", "sam")
    }
    ana = {CHEN, COUPLE}
    assert seen == {"owner": set(), "office": set(), "ana": ana, "ben": {LIU}, "sam": ana}
    assert Client.objects.visible_to(login("office")).count() == 8


@pytest.mark.parametrize("title", STORIES)
def test_nobody_of_another_story_is_mentioned(title: str) -> None:
    others = [name for other in STORIES if other != title for name in other.split(" & ")]
    for key in STORIES[title]:
        shown = words_for(login(key))
        assert [name for name in others if name in shown] == []
        assert title in shown


def test_notes_are_whole_and_as_signed_but_for_one_draft() -> None:
    signed = Note.objects.exclude(signed_at=None)
    for note in signed.select_related("therapy_session", "template"):
        assert is_intact(note)
        readiness = look_over(load_paper(note))
        assert (readiness.gaps, readiness.one_sided, note.is_late) == ([], [], False)
    assert signed.count() == 14
    draft = Note.objects.get(signed_at=None)
    assert str(draft.therapy_session.case) == CHEN


def test_today_and_tomorrow_are_not_empty() -> None:
    zone = Practice.load().zone
    coming = Session.objects.filter(status=Session.Status.PLANNED)
    days = {
        (one.therapist.name, str(one.case)): timezone.localtime(one.starts_at, zone)
        for one in coming.order_by("-starts_at")
    }
    today = timezone.localdate(timezone=zone)
    assert days["Ana Ruiz", COUPLE].date() == today
    assert f"{days['Ana Ruiz', COUPLE]:%H:%M}" == "16:00"
    assert days["Ben Okafor", LIU].date() == today + timedelta(days=1)


# -- story A: Chen Jing ------------------------------------------------------------------


def test_her_places_are_kept_as_ranges_from_two_to_three_up_to_six_to_seven() -> None:
    scores = list(Score.objects.filter(case__title=CHEN).order_by("taken_at"))
    places = [(score.low, score.high) for score in scores]
    assert places[0] == (Decimal(2), Decimal(3))
    assert places[-1] == (Decimal(6), Decimal(7))
    assert places == sorted(places)
    assert all(score.words for score in scores if score.source == Score.Source.SESSION)


def test_her_partner_is_nobody_here() -> None:
    assert case(CHEN).members.count() == 1
    assert {str(client) for client in Client.objects.filter(memberships__case__title=CHEN)} == {
        CHEN
    }


def test_log_pattern_and_weekly_try_are_linked_both_ways() -> None:
    log, pattern = entries(CHEN), answer(CHEN, "pattern_recognition")
    weekly = answer(CHEN, "micro_experiment")
    evidence = AnswerLink.objects.filter(from_answer__in=log, to_answer=pattern)
    assert len(evidence) == 4
    assert all(link.from_item == link.from_answer.entry for link in evidence)
    patterns = {item["id"] for item in pattern.data["patterns"]["items"]}
    [link] = AnswerLink.objects.filter(from_answer=pattern, to_answer=weekly)
    assert str(link.from_item) in patterns
    assert str(link.to_item) == weekly.data["pattern"]["picks"][0]["id"]
    assert weekly.data["experiment"]["frequency"] == "per_week"
    assert len(weekly.data["daily_check"]["checks"]) == 3


def test_every_link_leads_from_what_was_there_to_what_was_picked() -> None:
    for link in AnswerLink.objects.select_related("from_answer", "to_answer"):
        fields = link.from_answer.data
        wholes = {whole_id(link.from_answer_id, key) for key in fields}
        assert str(link.from_item) in json.dumps(fields) or link.from_item in wholes
        assert str(link.to_item) in json.dumps(link.to_answer.data)
        assert link.from_answer.assignment.case_id == link.to_answer.assignment.case_id


def test_her_plan_for_rough_days_keeps_the_weekly_fifteen_minutes() -> None:
    plan = answer(CHEN, "prevention_plan").data
    assert "every Sunday at 18:00, fifteen minutes" in json.dumps(plan["early_signs"])
    assert len(plan["strategies"]["picks"]) == 4
    weekly = Ritual.objects.filter(case__title=CHEN, cadence=Ritual.Cadence.WEEKLY)
    assert [habit.minutes for habit in weekly] == [None, 15]


# -- story B: Zhao Lei and Zhou Ting -----------------------------------------------------


def test_his_guilt_reaches_his_therapist_and_never_her() -> None:
    story = answer(COUPLE, "relationship_narrative", "A")
    assert "guilty" in story.data["struggles"]["text"]
    assert Answer.objects.visible_to(login("ana")).filter(pk=story.pk).exists()
    assert "guilty" in words_for(login("zhaolei"))
    assert "guilty" not in words_for(login("zhouting"))
    joint = NotePart.objects.filter(note__therapy_session__case__title=COUPLE, member=None)
    hers = NotePart.objects.filter(member__client__user=login("zhouting"))
    assert not any("guilt" in json.dumps(part.data) for part in [*joint, *hers])
    assert any("guilt" in json.dumps(part.data) for part in NotePart.objects.all())
    assert {str(one) for one in Session.objects.attended_by(login("zhouting"))}.isdisjoint(
        {str(one) for one in Session.objects.filter(attendances__member=story.member)}
        - {str(one) for one in Session.objects.filter(attendances__member__position="B")}
    )


def test_what_one_keeps_reaches_nobody_else() -> None:
    kept = list(Answer.objects.filter(audience="self"))
    assert {one.member.position for one in kept if one.member} == {"A", "B"}
    for one in kept:
        assert not Answer.objects.visible_to(login("ana")).filter(pk=one.pk).exists()
        assert not AnswerGrant.objects.filter(content_object=one).exists()


def test_all_audiences_occur_and_one_thing_is_shared_both_ways() -> None:
    mine = Answer.objects.filter(assignment__case__title=COUPLE)
    assert set(mine.values_list("audience", flat=True)) == {"self", "therapist", "session", "all"}
    for reader, author in (("zhaolei", "zhouting"), ("zhouting", "zhaolei")):
        shared = Answer.objects.shared_with(login(reader)).filter(
            member__client__user=login(author), assignment__exercise__key="hope_question"
        )
        assert shared.count() == 1


def test_old_thaws_are_told_with_old_and_vague_times() -> None:
    for position in ("A", "B"):
        log = entries(COUPLE, position)
        told = [one.data["entries"]["entries"] for one in log]
        assert [len(value) for value in told] == [1] * len(told)
        assert len([entry for [entry] in told if "words" in entry["when"]]) >= 2
        assert all((one.happened_on is None) == ("words" in entry["when"])
                   for one, [entry] in zip(log, told, strict=True))  # fmt: skip


def test_they_find_the_pattern_together_from_moments_of_both() -> None:
    assert joint_steps_open(case(COUPLE))
    pattern = answer(COUPLE, "pattern_recognition", None)
    sources = AnswerLink.objects.filter(to_answer=pattern)
    assert {link.from_answer.member.position for link in sources if link.from_answer.member} == {
        "A",
        "B",
    }
    assert all(link.from_answer.audience == "all" for link in sources)


def test_seven_days_of_gestures_have_a_check_of_each_partner_for_each_day() -> None:
    tried = answer(COUPLE, "micro_experiment", None).data["experiment"]
    assert (tried["frequency"], tried["length_days"]) == ("per_day", 7)
    assert "jasmine tea on her desk" in tried["parts"]["action"]["text"]
    for position, other in (("A", "zhouting"), ("B", "zhaolei")):
        own = answer(COUPLE, "micro_experiment", position)
        checks = own.data["daily_check"]["checks"]
        assert len({check["on"] for check in checks}) == 7
        assert not Answer.objects.shared_with(login(other)).filter(pk=own.pk).exists()


def test_small_acts_are_open_side_by_side_while_talk_is_not_and_nobody_can_tell_why() -> None:
    joint = Assignment.objects.filter(case__title=COUPLE, member=None)
    opened = dict(joint.values_list("exercise__key", "opened_for_both_at"))
    assert opened["micro_experiment"] is not None
    assert opened["collaborative_stance"] is None
    closed = joint.get(exercise__key="collaborative_stance")
    for key in ("zhaolei", "zhouting"):
        browser = Browser()
        browser.force_login(login(key))
        page = browser.get(f"/portal/homework/{closed.pk}/").content.decode()
        assert "This is not open yet." in page
        assert "A version for one" in page
        assert "Small acts" not in page


def test_two_lines_and_one_joint_line_from_one_to_two_up_to_five_in_six_weeks() -> None:
    scores = Score.objects.filter(case__title=COUPLE).order_by("taken_at")
    joint = list(scores.filter(member=None))
    assert [(one.low, one.high) for one in joint] == [(1, 2), (5, 5)]
    assert joint[1].taken_at.date() - joint[0].taken_at.date() == timedelta(weeks=6)
    for position in ("A", "B"):
        assert scores.filter(member__position=position).count() == 6


def test_each_sees_the_own_and_the_joint_line_alone() -> None:
    for key in ("zhaolei", "zhouting"):
        owners = {
            score.member.client.user if score.member else None
            for score in Score.objects.mine(login(key))
        }
        assert owners == {login(key), None}


def test_what_is_still_hard_is_told_jointly() -> None:
    last = Note.objects.filter(therapy_session__case__title=COUPLE).latest("started_at")
    part = last.parts.get(section="pain_and_hope", member=None)
    assert "still" in part.data["pain"]
    assert part.data["larger_change"]


def test_each_has_something_open_today() -> None:
    still_open = Assignment.objects.filter(
        case__title=COUPLE, status=Assignment.Status.OPEN, member__isnull=False
    ).prefetch_related("answers")
    begun = {
        str(given.member): sorted(key for one in given.answers.all() for key in one.data)
        for given in still_open
    }
    assert begun == {"Zhou Ting": [], "Zhao Lei": ["about", "happened", "tried"]}


# -- story C: Liu Jia and her partner ----------------------------------------------------


def test_her_story_works_without_any_number() -> None:
    assert not Score.objects.filter(case__title=LIU).exists()
    assert answer(LIU, "scale_placement").data["score"] == {"rather_not": True}
    notes = NotePart.objects.filter(note__therapy_session__case__title=LIU, section="scale")
    assert all(list(part.data) == [NotePart.NOT_DONE] for part in notes)


def test_her_ritual_is_tried_at_each_parting() -> None:
    tried = answer(LIU, "micro_experiment", None).data["experiment"]
    assert tried["frequency"] == "per_event"
    assert "parting" in tried["event"]
    for position in ("A", "B"):
        assert answer(LIU, "micro_experiment", position).data["keep_as"]["picked"] == ["ritual"]


def test_her_quiet_voice_is_kept_and_offered_for_rough_days() -> None:
    ways, plan = answer(LIU, "coping_list"), answer(LIU, "prevention_plan")
    voice = ways.data["ways"]["items"][0]
    assert "he is busy" in voice["text"]
    [link] = AnswerLink.objects.filter(from_answer=ways, to_answer=plan)
    assert str(link.from_item) == voice["id"]
    kept = Quote.objects.get(case__title=LIU, kind=Quote.Kind.INNER)
    assert (kept.from_answer, kept.from_item) == (ways, voice["id"])
    assert kept.words in words_on_a_rough_day("liujia")
    assert kept.words not in words_on_a_rough_day("partner")


def words_on_a_rough_day(key: str) -> str:
    browser = Browser()
    browser.force_login(login(key))
    return browser.get(f"/portal/{case(LIU).pk}/rough-day/").content.decode()


def test_their_few_words_before_each_parting_stayed_as_a_habit_of_both() -> None:
    habit = Ritual.objects.get(case__title=LIU)
    assert (habit.member, habit.cadence) == (None, Ritual.Cadence.PER_EVENT)
    assert habit.from_answer == answer(LIU, "micro_experiment", None)


def test_her_three_fears_are_told() -> None:
    told = answer(LIU, "relationship_narrative").data["struggles"]["text"]
    assert all(fear in told for fear in ("not care", "leave", "not love"))
