"""The rules of access.py by themselves, where no page shows them yet or a page would hide them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clients.models import (
    Answer,
    AnswerRevision,
    Assignment,
    Case,
    CaseGrant,
    CaseMember,
    CaseWorker,
    Client,
    Destruction,
    Pause,
    Readiness,
    Score,
)
from practice.access import VisibleQuerySet
from practice.models import ProgrammeDraft, User
from sessions.access import own_and_joint
from sessions.models import BusyTime, CalendarAddress, Session, Summary
from tests.access.table import PEOPLE
from tests.access.world import World
from tests.factories import member

pytestmark = pytest.mark.django_db
SIGNED_IN = [person for person in PEOPLE if person != "anonymous"]
Rows = Callable[[Any], Any]


def guarded_models() -> list[Any]:
    return [m for m in apps.get_models() if isinstance(m._default_manager.all(), VisibleQuerySet)]


def models_about_people() -> list[Any]:
    """A draft of the library is about nobody: a role opens it, without a grant."""
    return [model for model in guarded_models() if model is not ProgrammeDraft]


# Every road to rows that are somebody's: model and method.
METHODS = (
    "visible_to", "editable_by", "mine", "portal_of", "of_login", "shared_with", "attended_by",
    "given_to",
)  # fmt: skip
ROADS = [
    (model, name)
    for model in guarded_models()
    for name in METHODS
    if hasattr(model._default_manager.all(), name)
]


def rows(model: Any, road: str, user: Any) -> set[Any]:
    """Keys of what that road leads to; nothing where a model has no such road."""
    try:
        return {row.pk for row in getattr(model._default_manager, road)(user)}
    except NotImplementedError:
        return set()


@pytest.mark.parametrize("person", SIGNED_IN)
def test_nobody_changes_what_they_may_not_see(person: str, world: World) -> None:
    user = world.logins[person]
    for model in guarded_models():
        assert rows(model, "editable_by", user) <= rows(model, "visible_to", user), model


@pytest.mark.parametrize("person", SIGNED_IN)
def test_a_login_that_was_closed_leads_nowhere(person: str, world: World) -> None:
    user = world.logins[person]
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    closed = type(user).objects.get(pk=user.pk)
    for model, road in ROADS:
        assert rows(model, road, closed) == set(), (model, road)


@pytest.mark.parametrize("person", ["root", "former"])
def test_without_a_grant_there_is_nothing(person: str, world: World) -> None:
    user = world.logins[person]
    for model in models_about_people():
        assert rows(model, "visible_to", user) == rows(model, "editable_by", user) == set(), model


@pytest.mark.parametrize("person", ["office", "owner"])
def test_office_and_owner_reach_no_word(person: str, world: World) -> None:
    # An owner also sees which records end or have ended: their codes, and no word of them.
    reached = {Client, Destruction} if person == "owner" else {Client}
    user = world.logins[person]
    assert {model for model in models_about_people() if rows(model, "visible_to", user)} == reached


def test_a_grant_counts_from_its_start(world: World) -> None:
    user = world.therapist
    CaseGrant.objects.filter(user=user).update(starts_at=timezone.now() + timedelta(hours=1))
    assert rows(Case, "visible_to", user) == rows(Client, "visible_to", user) == set()


def test_a_grant_counts_up_to_its_end(world: World) -> None:
    user, hour = world.therapist, timedelta(hours=1)
    before = rows(Case, "visible_to", user)
    grants = CaseGrant.objects.filter(user=user)
    grants.update(expires_at=timezone.now() + hour)
    assert rows(Case, "visible_to", user) == before != set()
    grants.update(expires_at=timezone.now() - hour)
    assert rows(Case, "visible_to", user) == rows(Client, "visible_to", user) == set()


def test_about_keeping_decides_who_leads_a_case_or_owns_the_practice(world: World) -> None:
    case, user = world.couple, world.therapist
    place = CaseWorker.objects.filter(case=case, user=user, role="therapist")
    assert case.pk in rows(Case, "retained_by", user)
    assert rows(Case, "retained_by", user) <= rows(Case, "editable_by", user)
    for other in ({"role": "co_therapist"}, {"until": timezone.now()}):
        with transaction.atomic():
            place.update(**other)
            assert case.pk not in rows(Case, "retained_by", user), other
            transaction.set_rollback(True)
    CaseGrant.objects.filter(user=user, permission__codename="change_case").delete()
    assert rows(Case, "retained_by", user) == set()
    owner = world.logins["owner"]
    assert case.pk in rows(Case, "retained_by", owner)
    Client.objects.filter(pk=member(case).client_id).update(user=owner)
    assert case.pk not in rows(Case, "retained_by", owner)
    owner.is_active = False
    assert rows(Case, "retained_by", owner) == set()


def test_a_place_is_handed_over_by_its_holder_and_of_a_closed_login_by_an_owner(
    world: World,
) -> None:
    user, owner, now = world.therapist, world.logins["owner"], timezone.now()
    place = CaseWorker.objects.get(case=world.couple, user=user, role="therapist")
    places = CaseWorker.objects.filter(pk=place.pk)
    strangers = [world.logins[one] for one in ("other", "supervisor", "office", "owner")]
    assert place.pk in rows(CaseWorker, "handed_over_by", user)
    assert all(place.pk not in rows(CaseWorker, "handed_over_by", one) for one in strangers)
    changes = ({"role": "co_therapist"}, {"until": now}, {"since": now + timedelta(hours=1)})
    for other in changes:
        with transaction.atomic():
            places.update(**other)
            assert place.pk not in rows(CaseWorker, "handed_over_by", user), other
            transaction.set_rollback(True)
    places.update(until=now + timedelta(hours=1))
    assert place.pk in rows(CaseWorker, "handed_over_by", user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert place.pk in rows(CaseWorker, "handed_over_by", owner)
    assert place.pk not in rows(CaseWorker, "handed_over_by", user)


def test_a_grant_carries_no_permission_of_another_model(world: World) -> None:
    row = CaseGrant.objects.filter(user=world.therapist)[0]
    others = Permission.objects.exclude(content_type=row.permission.content_type)
    beside = others.filter(content_type__app_label="clients")
    for foreign in (beside[0], others.exclude(content_type__app_label="clients")[0]):
        wrong = CaseGrant(user=row.user, content_object=row.content_object, permission=foreign)
        with pytest.raises(ValidationError, match="permission of another model"):
            CaseGrant.objects.bulk_create([wrong])


def test_the_portal_of_each_is_their_own(world: World) -> None:
    cases = world.cases
    names = {"A": ["the couple", "A alone", "the parted couple"], "stranger": ["the stranger"]}
    names["B"] = ["the couple", "the parted couple"]
    for person, own in names.items():
        assert rows(Case, "portal_of", world.logins[person]) == {cases[name].pk for name in own}
        held = CaseMember.objects.of_login(world.logins[person])
        assert {one.client.user for one in held} == {world.logins[person]}


@pytest.mark.parametrize("person", ["A", "B", "stranger"])
def test_own_hand(person: str, world: World) -> None:
    """`mine` leads to one's own, and to joint scores; never to anything of somebody else's."""
    user = world.logins[person]
    for row in [*Answer.objects.mine(user), *Score.objects.mine(user)]:
        assert row.member is None or row.member.client.user == user
    for row in Assignment.objects.mine(user).filter(member__isnull=False):
        assert row.member is not None
        assert row.member.client.user == user
    kept = AnswerRevision.objects.mine(user)
    assert {row.answer.member.client.user for row in kept if row.answer.member} <= {user}
    assert kept.exists() == (person == "A")


def test_what_one_says_of_oneself_is_ones_own_and_ends_with_the_way_in(world: World) -> None:
    for place in "AB":
        who = member(world.couple, place)
        Readiness.objects.create(member=who, level=Readiness.Level.READING, set_at=timezone.now())
    for place in "AB":
        found = Readiness.objects.mine(world.logins[place])
        assert {row.member for row in found} == {member(world.couple, place)}
    CaseGrant.objects.filter(user=world.logins["A"], content_object=world.couple).delete()
    assert not Readiness.objects.mine(world.logins["A"]).exists()
    assert not CaseMember.objects.of_login(world.logins["A"]).filter(case=world.couple).exists()


def test_who_has_left_is_not_present_from_that_day_on(world: World) -> None:
    who, day = member(world.couple), timezone.localdate()
    for left_on, present in ((None, True), (day + timedelta(days=2), True), (day, False)):
        CaseMember.objects.filter(pk=who.pk).update(left_on=left_on)
        assert CaseMember.objects.present().filter(pk=who.pk).exists() == present, left_on


def test_a_rest_holds_back_what_comes_due_in_it_and_nothing_else(world: World) -> None:
    """Of the one who rests, in that case, for as long as it lasts."""
    own = {one: rows(Assignment, "mine", world.logins[one]) for one in "AB"}
    pause = Pause.objects.create(
        member=member(world.couple), since=timezone.now(), begun_by=world.logins["A"]
    )
    assert {one: rows(Assignment, "mine", world.logins[one]) for one in "AB"} == own
    Pause.objects.update(since=timezone.now() - timedelta(days=300))
    elsewhere = Assignment.objects.exclude(case=world.couple).values_list("pk", flat=True)
    assert rows(Assignment, "mine", world.logins["A"]) == own["A"] & {*elsewhere}
    assert rows(Assignment, "mine", world.logins["B"]) == own["B"]
    Pause.objects.filter(pk=pause.pk).update(until=timezone.now())
    assert rows(Assignment, "mine", world.logins["A"]) == own["A"]


def test_sessions_of_each(world: World) -> None:
    couple = world.couple
    for person, count in (("A", 4), ("B", 2), ("stranger", 0), ("therapist", 0)):
        own = Session.objects.attended_by(world.logins[person]).filter(case=couple)
        assert len(own) == count


def test_summaries_go_to_whom_they_are_for(world: World) -> None:
    summary = world.objects["summary for A"]["pk"]
    given = {one: rows(Summary, "given_to", world.logins[one]) for one in SIGNED_IN}
    assert {one: found for one, found in given.items() if found} == {"A": {summary}}
    Summary.objects.filter(pk=summary).update(audience="therapist")
    assert rows(Summary, "given_to", world.logins["A"]) == set()


def test_joint_matter_ends_with_leaving(world: World) -> None:
    parted = world.cases["the parted couple"]
    found = {
        position: Answer.objects.filter(
            own_and_joint(member(parted, position), "created_at__date"),
            assignment__case=parted,
            member=None,
        ).count()
        for position in "AB"
    }
    assert found == {"A": 2, "B": 1}


def test_joint_scores_end_with_leaving(world: World) -> None:
    parted, couple = world.cases["the parted couple"], world.couple
    joint = Score.objects.get(case=couple, member=None)
    Score.objects.filter(pk=joint.pk).update(case=parted)
    assert joint.pk in rows(Score, "mine", world.logins["A"])
    assert joint.pk not in rows(Score, "mine", world.logins["B"])
    Score.objects.filter(pk=joint.pk).update(taken_at=timezone.now() - timedelta(days=5))
    assert joint.pk in rows(Score, "mine", world.logins["B"])


def test_a_calendar_is_its_owners_own(world: World) -> None:
    for road in (CalendarAddress, BusyTime):
        found = {person: rows(road, "mine", world.logins[person]) for person in SIGNED_IN}
        assert {person for person, own in found.items() if own} == {"therapist"}, road


def test_an_address_opens_while_its_owner_works_here(world: World) -> None:
    therapist, open_now = world.therapist, CalendarAddress.objects.opened_by
    digest = CalendarAddress.objects.get(owner=therapist).digest
    assert [row.owner for row in open_now(digest)] == [therapist]
    assert not open_now("0" * 64).exists()
    for flag in ("is_active", "is_therapist"):
        User.objects.filter(pk=therapist.pk).update(**{flag: False})
        assert not open_now(digest).exists(), flag
        User.objects.filter(pk=therapist.pk).update(**{flag: True})


def test_busy_times_meet_what_shares_a_moment_with_them(world: World) -> None:
    (busy,) = BusyTime.objects.all()
    hour = timedelta(hours=1)
    spans = {"before": -2 * hour, "up to it": -hour, "across": hour / 2, "after": hour}
    met = {
        name: BusyTime.objects.between(busy.starts_at + by, busy.starts_at + by + hour).exists()
        for name, by in spans.items()
    }
    assert met == {"before": False, "up to it": False, "across": True, "after": False}


def test_an_hour_that_was_moved_away_or_cancelled_takes_no_place(world: World) -> None:
    pk = world.objects["draft session"]["pk"]
    later = Session.objects.filter(pk=world.objects["coming session"]["pk"])
    before = later.with_number().get().number
    for status in ("moved", "cancelled"):
        Session.objects.filter(pk=pk).update(status=status)
        assert not Session.objects.taking_place().filter(pk=pk).exists()
        assert later.with_number().get().number == before - 1
