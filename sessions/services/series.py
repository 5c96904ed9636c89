"""Changing an hour together with those after it that were made in one go."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from practice.models import Practice
from practice.services import audit
from sessions.models import Session
from sessions.services import clock
from sessions.services.sessions import check_times, unsigned


def later_ones(therapy_session: Session) -> QuerySet[Session]:
    """Those of its series that come after it and are still as planned, without a note."""
    if therapy_session.series is None:
        return Session.objects.none()
    return Session.objects.filter(
        series=therapy_session.series,
        case_id=therapy_session.case_id,
        starts_at__gt=therapy_session.starts_at,
        status=Session.Status.PLANNED,
        note=None,
    ).order_by("starts_at")


def those_that_go_along(therapy_session: Session) -> QuerySet[Session]:
    """The later ones that move when it does: those that were moved alone stay."""
    return later_ones(therapy_session).filter(is_moved_alone=False)


@transaction.atomic
def move_with_later(
    actor: Any,
    therapy_session: Session,
    *,
    starts_at: datetime,
    minutes: int | None = None,
    reason: str = "",
) -> list[Session]:
    """This one to `starts_at`, and each later one to that day and time in a week of its own.

    All or none; those that were moved alone stay. Returns the moved ones. Raises ValidationError.
    """
    first = unsigned(therapy_session)
    before = first.starts_at
    moved = [first, *those_that_go_along(first).select_for_update(of=("self",))]
    put_in_own_weeks(moved, starts_at, minutes)
    for one in moved:
        one.reason, one.status, one.is_moved_alone = reason, Session.Status.PLANNED, False
    check_times(first.case, moved)
    first.full_clean(exclude=["case", "therapist"])
    names = ["starts_at", "reason", "minutes", "status", "is_moved_alone"]
    Session.objects.bulk_update(moved, names)
    told = {"before": before.isoformat(), "after": starts_at.isoformat(), "times": len(moved)}
    audit.record(actor, "session.moved", first, case=first.case_id, **told)
    return moved


@transaction.atomic
def cancel_with_later(actor: Any, therapy_session: Session, *, reason: str = "") -> list[Session]:
    """This one and the later ones do not take place. Returns them. Raises ValidationError."""
    first = unsigned(therapy_session)
    cancelled = [first, *later_ones(first).select_for_update(of=("self",))]
    for one in cancelled:
        one.status, one.reason = Session.Status.CANCELLED, reason
    first.full_clean(exclude=["case", "therapist"])
    Session.objects.bulk_update(cancelled, ["status", "reason"])
    audit.record(actor, "session.cancelled", first, case=first.case_id, times=len(cancelled))
    return cancelled


def put_in_own_weeks(moved: list[Session], starts_at: datetime, minutes: int | None) -> None:
    """The first to `starts_at`, the others to its day and time in their own weeks; saves nothing.

    Weeks count from the one in which the first stood.
    """
    practice = Practice.load()
    to = practice.local(starts_at)
    weeks = [clock.week_of(practice.local(one.starts_at).date()) for one in moved]
    for one, week in zip(moved, weeks, strict=True):
        day = to.date() + timedelta(days=(week - weeks[0]).days)
        one.starts_at = starts_at if one is moved[0] else clock.instant(day, to.time())
        one.minutes = minutes or one.minutes
