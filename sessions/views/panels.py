"""What this app says on the pages of others: Today, a case's overview, the progress chart."""

from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from clients.models import Case, Destruction
from practice.models import Practice
from sessions.models import Session
from sessions.services.sessions import session_marks

KEYS = 9  # rows of Today that a digit opens
UNDER_WAY = timedelta(hours=2)  # since its beginning an hour still counts as the coming one


def today(request: HttpRequest, **_what: Any) -> dict[str, Any]:
    """The hours of one's own day, and the notes that wait for a signature, oldest first."""
    practice, now = Practice.load(), timezone.now()
    day = practice.today()
    start, end = practice.instant(day), practice.instant(day + timedelta(days=1))
    no_signed_note = Q(starts_at__lt=now) & Q(note__signed_at=None)
    rows = list(
        Session.objects.visible_to(request.user)
        .filter(no_signed_note | Q(starts_at__gte=start, starts_at__lt=end))
        .filter(therapist_id=request.user.pk)
        .taking_place()
        .select_related("case", "note")
        .with_who_comes()
        .with_number()
        .order_by("starts_at")
    )
    coming = [row for row in rows if start <= row.starts_at < end]
    # An hour of today may wait for its note as well: its row has a key in each list.
    unsigned = [_with_age(row) for row in rows if _waits(row, now)]
    keys = chain(range(1, KEYS + 1), repeat(""))
    return {
        "sessions_today": list(zip(coming, keys, strict=False)),
        "unsigned": list(zip(unsigned, keys, strict=False)),
    }


def to_confirm(request: HttpRequest, **_what: Any) -> dict[str, Any]:
    """Removals of records that somebody else asks this person to confirm."""
    asked = Destruction.objects.waiting_for(request.user).exclude(proposed_by=request.user.pk)
    return {"to_confirm": asked.select_related("proposed_by")}


def next_session(request: HttpRequest, *, case: Case, **_what: Any) -> dict[str, Any]:
    """The coming hour of one case, if there is one."""
    coming = (
        Session.objects.visible_to(request.user)
        .filter(case=case, starts_at__gte=timezone.now() - UNDER_WAY)
        .taking_place()
        .select_related("note")
        .with_number()
        .order_by("starts_at")
    )
    # An hour may be signed before it was to end; the next one is the first that is not.
    open_now = (row for row in coming[:3] if not row.has_signed_note)
    return {"next_session": next(open_now, None)}


def progress_marks(request: HttpRequest, *, case: Case, **_what: Any) -> dict[str, Any]:
    """The marks of the progress chart, for the panel place of that name."""
    return {"marks": session_marks(case)}


def _waits(row: Session, now: datetime) -> bool:
    return row.ends_at < now and not row.has_signed_note


def _with_age(therapy_session: Session) -> Session:
    """With the days since it ended, as a calendar counts them: they stand beside its date."""
    practice = Practice.load()
    ended_on = timezone.localdate(therapy_session.ends_at, timezone=practice.zone)
    therapy_session.days_open = (practice.today() - ended_on).days  # type: ignore[attr-defined] # read by the template alone
    return therapy_session
