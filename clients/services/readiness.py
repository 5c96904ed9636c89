"""How far each person is ready to go just now: their own word, which their partner never meets.

A joint step stands open no higher than the lower of two levels, so that whoever lowers theirs
closes what goes beyond it. Nothing tells who did.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Assignment, CaseMember, Readiness
from clients.services.delivery import hold_people
from practice.models import Exercise
from practice.services import audit

Level = Readiness.Level


def needed_level(exercise: Exercise) -> Level:
    """How ready both must be to do it together."""
    return Readiness.Level[exercise.together_level.upper()]


def levels_of(members: Iterable[CaseMember]) -> dict[UUID, Level]:
    """Member -> how far they are ready to go; who said nothing goes on their own."""
    found = {member.pk: Level.ALONE for member in members}
    rows = Readiness.objects.filter(member__in=found).order_by("set_at", "pk")
    # By time, so that of each person the last one stays.
    return found | {member: Level(level) for member, level in rows.values_list("member", "level")}


def lowest_level(members: Iterable[CaseMember]) -> Level:
    """As far as both of those present go; one alone goes nowhere together."""
    levels = levels_of(member for member in members if member.is_present)
    return min(levels.values()) if len(levels) == 2 else Level.ALONE


@transaction.atomic
def set_readiness(actor: Any, member: CaseMember, level: int) -> None:
    """The person's own word, or what they told staff while they have no login.

    Raises ValidationError where staff would speak for somebody who has one.
    """
    # Two words of two people at once: each must close what the other's has just allowed.
    list(hold_people(member.case_id))
    is_own = member.client.user_id == actor.pk
    if member.client.user_id is not None and not is_own:
        raise ValidationError(_("%(name)s says this alone, in the portal.") % {"name": member})
    if levels_of([member])[member.pk] == level and member.readiness.exists():
        return
    Readiness.objects.create(
        member=member,
        level=level,
        set_at=timezone.now(),
        entered_by=None if is_own else actor,
    )
    close_joint_steps(member.case_id, beyond=level)
    # Without the level: the trail tells that it was set, and is read by more people.
    audit.record(actor, "readiness.set", member, case=member.case_id)


def close_joint_steps(case_key: UUID, *, beyond: int = 0) -> None:
    """Take back the opening of what is done together, where it asks for more than `beyond`."""
    rows = Assignment.objects.filter(
        case=case_key, member=None, opened_for_both_at__isnull=False
    ).select_related("exercise")
    closing = [row.pk for row in rows if needed_level(row.exercise) > beyond]
    Assignment.objects.filter(pk__in=closing).update(opened_for_both_at=None)
