"""Scheduling hours, moving or cancelling one, and who is in them; for series see series.py.

Plans and notes have services of their own.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember
from practice.charts.shapes import Mark
from practice.models import Practice
from practice.services import audit
from sessions.models import Attendance, Plan, Session, marks

# A year typed wrongly is by far the most likely reason for a time outside of these.
FARTHEST_BACK = timedelta(days=365 * 15)
FARTHEST_AHEAD = timedelta(days=365 * 2)


def schedule(actor: Any, case: Case, *, starts_at: datetime, **hour: Any) -> Session:
    """A session of `case` with `actor`, with its empty plan; a past time is one that took place.

    `hour` is what `schedule_all` takes. Raises ValidationError naming the field that it is about.
    """
    return schedule_all(actor, case, starts=[starts_at], **hour)[0]


@transaction.atomic
def schedule_all(
    actor: Any,
    case: Case,
    *,
    starts: Sequence[datetime],
    minutes: int = 50,
    format: str = Session.Format.ROOM,
    members: Iterable[CaseMember],
    place: str = "",
) -> list[Session]:
    """Sessions at all these times, with their empty plans; several of them make a series.

    All or none. Raises ValidationError naming `starts_at`, `members`, `minutes` or `place`.
    """
    chosen = list(members)
    _check_members(case, chosen)
    series = uuid.uuid4() if len(starts) > 1 else None
    alike = {"minutes": minutes, "format": format, "place": place.strip(), "series": series}
    made = [Session(case=case, therapist=actor, starts_at=at, **alike) for at in starts]
    check_times(case, made)
    made[0].full_clean(exclude=["case", "therapist"])
    Session.objects.bulk_create(made)
    # From the start, so that no page has to ask whether there is one.
    Plan.objects.bulk_create(Plan(therapy_session=one) for one in made)
    for one in made:
        _write_attendance(one, chosen)
    times = {"times": len(made), "last": made[-1].starts_at.isoformat()} if series else {}
    audit.record(actor, "session.scheduled", made[0], case=case, **times)
    return made


@transaction.atomic
def move(
    actor: Any,
    therapy_session: Session,
    *,
    starts_at: datetime | None,
    minutes: int | None = None,
    reason: str = "",
) -> Session:
    """To another time; without one, the hour is moved with no new time yet and takes no number.

    The plan goes along, and one that was cancelled takes place again. Raises ValidationError once
    its note is signed.
    """
    therapy_session = unsigned(therapy_session)
    before = therapy_session.starts_at
    therapy_session.reason = reason
    therapy_session.is_moved_alone = therapy_session.series is not None
    therapy_session.minutes = minutes or therapy_session.minutes
    if starts_at is None:
        therapy_session.status = Session.Status.MOVED
    else:
        therapy_session.starts_at = starts_at
        therapy_session.status = Session.Status.PLANNED
        check_times(therapy_session.case, [therapy_session])
    therapy_session.full_clean(exclude=["case", "therapist"])
    therapy_session.save()
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
def cancel(actor: Any, therapy_session: Session, *, reason: str = "") -> Session:
    """It does not take place, and takes no number; its plan and a draft stay as they are.

    Raises ValidationError once its note is signed.
    """
    therapy_session = unsigned(therapy_session)
    therapy_session.status, therapy_session.reason = Session.Status.CANCELLED, reason
    therapy_session.full_clean(exclude=["case", "therapist"])
    therapy_session.save(update_fields=["status", "reason"])
    audit.record(actor, "session.cancelled", therapy_session, case=therapy_session.case_id)
    return therapy_session


@transaction.atomic
def set_attendance(
    actor: Any,
    therapy_session: Session,
    *,
    members: Iterable[CaseMember],
    format: str,
    place: str | None = None,
) -> None:
    """Who was, or will be, in it, in which form and where. Words already written for others stay.

    Raises ValidationError once its note is signed.
    """
    therapy_session = unsigned(therapy_session)
    chosen = list(members)
    _check_members(therapy_session.case, chosen)
    therapy_session.attendances.exclude(member__in=chosen).delete()
    there = set(therapy_session.attendances.values_list("member_id", flat=True))
    _write_attendance(therapy_session, [one for one in chosen if one.pk not in there])
    therapy_session.format = format
    therapy_session.place = therapy_session.place if place is None else place.strip()
    therapy_session.save(update_fields=["format", "place"])
    audit.record(actor, "session.attendance", therapy_session, case=therapy_session.case_id)


@transaction.atomic
def set_away(actor: Any, therapy_session: Session, away: CaseMember | None) -> None:
    """Everybody of the case who is still in it comes, but for `away`.

    The note then has no part for whoever is away, but for words that stand there already. Raises
    ValidationError once it is signed, and where nobody would be left.
    """
    here = [one for one in therapy_session.case.members.all() if one.is_present and one != away]
    set_attendance(actor, therapy_session, members=here, format=therapy_session.format)


def session_marks(case: Case) -> list[Mark]:
    """The sessions so far, for the chart of the case."""
    return marks(case.therapy_sessions.filter(starts_at__lte=timezone.now()))


def unsigned(therapy_session: Session) -> Session:
    """The row, held until the change is done; a signed note has frozen who was there and when.

    Raises ValidationError then.
    """
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


def check_times(case: Case, changed: Sequence[Session]) -> None:
    """Whether these hours of `case` may stand at the times they have now, saved or not.

    Raises ValidationError naming `starts_at`.
    """
    now, wanted = timezone.now(), [one.starts_at for one in changed]
    for at in wanted:
        if not now - FARTHEST_BACK <= at <= now + FARTHEST_AHEAD:
            message = _("The year %(year)s is too far from today. Check the date.")
            raise ValidationError({"starts_at": message % {"year": at.year}})
    # By case, not by therapist: two colleagues may well see two clients at one time.
    others = case.therapy_sessions.taking_place().exclude(pk__in=[one.pk for one in changed])
    taken = others.filter(starts_at__in=wanted).order_by("starts_at").first()
    if taken is not None:
        message = _("There is a session with them at this time already: %(day)s.")
        local = Practice.load().local(taken.starts_at)
        raise ValidationError({"starts_at": message % {"day": date_format(local, "j M Y, H:i")}})


def _write_attendance(therapy_session: Session, members: Iterable[CaseMember]) -> None:
    Attendance.objects.bulk_create(
        Attendance(therapy_session=therapy_session, member=member) for member in members
    )
