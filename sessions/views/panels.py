"""What this app says on the pages of others: Today, a case's overview, the progress chart."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import make_aware

from clients.models import Case
from practice.models import Practice
from sessions.models import Session
from sessions.services.sessions import session_marks


def today(request: HttpRequest, **_what: Any) -> dict[str, Any]:
    """The hours of one's own day, and the notes that wait for a signature, oldest first."""
    now, (start, end) = timezone.now(), _practice_day()
    no_signed_note = Q(starts_at__lt=now) & Q(note__signed_at=None)
    rows = list(
        Session.objects.visible_to(request.user)
        .filter(no_signed_note | Q(starts_at__gte=start, starts_at__lt=end))
        .filter(therapist_id=request.user.pk)
        .exclude(status=Session.Status.MOVED)
        .select_related("case", "note")
        .with_number()
        .order_by("starts_at")
    )
    return {
        "sessions_today": [row for row in rows if start <= row.starts_at < end],
        "unsigned": [_with_age(row, now) for row in rows if row.ends_at < now and not _signed(row)],
    }


def next_session(request: HttpRequest, *, case: Case, **_what: Any) -> dict[str, Any]:
    """The coming hour of one case, if there is one."""
    coming = (
        Session.objects.visible_to(request.user)
        .filter(case=case, starts_at__gte=timezone.now() - timedelta(hours=2))
        .exclude(status=Session.Status.MOVED)
        .select_related("note")
        .with_number()
        .order_by("starts_at")
    )
    open_now = (row for row in coming[:3] if not _signed(row))
    return {"next_session": next(open_now, None)}


def progress_marks(request: HttpRequest, *, case: Case, **_what: Any) -> dict[str, Any]:
    """The marks of the progress chart, for the panel place of that name."""
    return {"marks": session_marks(case, member=_what.get("member"))}


def _signed(therapy_session: Session) -> bool:
    note = getattr(therapy_session, "note", None)
    return note is not None and note.is_signed


def _with_age(therapy_session: Session, now: datetime) -> Session:
    """With the whole days since it ended, for "waits since"."""
    therapy_session.days_open = (now - therapy_session.ends_at).days  # type: ignore[attr-defined] # read by the template alone
    return therapy_session


def _practice_day() -> tuple[datetime, datetime]:
    """The first instant of today where the practice is, and of tomorrow."""
    zone = Practice.load().zone
    day = timezone.localdate(timezone=zone)
    begins = (datetime.combine(on, time()) for on in (day, day + timedelta(days=1)))
    start, end = (make_aware(one, zone) for one in begins)
    return start, end
