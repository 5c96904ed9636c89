"""Scheduling hours, moving them, and who is in them. Plans and notes have services of their own."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember
from practice.charts.shapes import Mark
from practice.services import audit
from sessions.models import Attendance, Plan, Session, marks

# A year typed wrongly is by far the most likely reason for a time outside of these.
FARTHEST_BACK = timedelta(days=365 * 15)
FARTHEST_AHEAD = timedelta(days=365 * 2)


@transaction.atomic
def schedule(
    actor: Any,
    case: Case,
    *,
    starts_at: datetime,
    minutes: int = 50,
    format: str = Session.Format.ROOM,
    members: Iterable[CaseMember],
    place: str = "",
) -> Session:
    """A session of `case` with `actor`, with its empty plan; a past time is one that took place.

    Raises ValidationError naming `starts_at`, `members`, `minutes` or `place`.
    """
    chosen = list(members)
    _check_members(case, chosen)
    therapy_session = Session(
        case=case,
        therapist=actor,
        starts_at=starts_at,
        minutes=minutes,
        format=format,
        place=place.strip(),
    )
    _check_time(therapy_session)
    therapy_session.full_clean(exclude=["case", "therapist"])
    therapy_session.save()
    # From the start, so that no page has to ask whether there is one.
    Plan.objects.create(therapy_session=therapy_session)
    _write_attendance(therapy_session, chosen)
    audit.record(actor, "session.scheduled", therapy_session, case=case)
    return therapy_session


@transaction.atomic
def move(actor: Any, therapy_session: Session, *, starts_at: datetime | None) -> Session:
    """To another time; without one, the hour is moved with no new time yet and takes no number.

    The plan goes along. Raises ValidationError once its note is signed.
    """
    therapy_session = _unsigned(therapy_session)
    before = therapy_session.starts_at
    if starts_at is None:
        therapy_session.status = Session.Status.MOVED
    else:
        therapy_session.starts_at = starts_at
        therapy_session.status = Session.Status.PLANNED
        _check_time(therapy_session)
    therapy_session.save(update_fields=["starts_at", "status"])
    audit.record(
        actor,
        "session.moved",
        therapy_session,
        case=therapy_session.case_id,
        before=before.isoformat(),
        after=starts_at.isoformat() if starts_at else "",
    )
    return therapy_session


@transaction.atomic
def set_attendance(
    actor: Any, therapy_session: Session, *, members: Iterable[CaseMember], format: str
) -> None:
    """Who was, or will be, in it, and in which form. Words already written for others stay.

    Raises ValidationError once its note is signed.
    """
    therapy_session = _unsigned(therapy_session)
    chosen = list(members)
    _check_members(therapy_session.case, chosen)
    therapy_session.attendances.exclude(member__in=chosen).delete()
    there = set(therapy_session.attendances.values_list("member_id", flat=True))
    _write_attendance(therapy_session, [one for one in chosen if one.pk not in there])
    therapy_session.format = format
    therapy_session.save(update_fields=["format"])
    audit.record(actor, "session.attendance", therapy_session, case=therapy_session.case_id)


def session_marks(case: Case) -> list[Mark]:
    """The sessions so far, for the chart of the case."""
    return marks(case.therapy_sessions.filter(starts_at__lte=timezone.now()))


def _unsigned(therapy_session: Session) -> Session:
    """The row, held until the change is done; a signed note has frozen who was there and when."""
    # Of the session alone: other hours of the case go on meanwhile.
    held = Session.objects.select_for_update(of=("self",)).select_related("case")
    therapy_session = held.get(pk=therapy_session.pk)
    if therapy_session.has_signed_note:
        raise ValidationError(
            _("The note of this session is signed. Its time and people stay as they are.")
        )
    return therapy_session


def _check_members(case: Case, chosen: list[CaseMember]) -> None:
    if not chosen:
        raise ValidationError({"members": _("Choose who comes. A session needs somebody.")})
    if any(member.case_id != case.pk for member in chosen):
        raise ValidationError({"members": _("Somebody here is not part of this case.")})


def _check_time(therapy_session: Session) -> None:
    now = timezone.now()
    if not now - FARTHEST_BACK <= therapy_session.starts_at <= now + FARTHEST_AHEAD:
        year = therapy_session.starts_at.year
        message = _("The year %(year)s is too far from today. Check the date.") % {"year": year}
        raise ValidationError({"starts_at": message})
    # By case, not by therapist: two colleagues may well see two clients at one time.
    same_time = Session.objects.filter(
        case_id=therapy_session.case_id, starts_at=therapy_session.starts_at
    ).exclude(pk=therapy_session.pk)
    if same_time.exclude(status=Session.Status.MOVED).exists():
        message = _("There is a session with them at this time already.")
        raise ValidationError({"starts_at": message})


def _write_attendance(therapy_session: Session, members: Iterable[CaseMember]) -> None:
    Attendance.objects.bulk_create(
        Attendance(therapy_session=therapy_session, member=member) for member in members
    )
