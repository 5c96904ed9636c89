"""A therapist's own calendar: the secret address it is read at, and what else stands in it."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from practice.models import Away, Practice, User
from practice.services import audit
from sessions.models import BusyTime, CalendarAddress, Session
from sessions.models.session import MOST_MINUTES

Span = tuple[datetime, datetime]
MOST_IN_FEED = 3_000  # calendar programs ask every hour, and each event takes its time
LONGEST = timedelta(minutes=MOST_MINUTES)  # so that one that began earlier is found


@dataclass(frozen=True)
class Beside:
    """Something else that shares a moment with a session; `is_session` if it is another one."""

    starts_at: datetime
    ends_at: datetime
    is_session: bool


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_address(owner: Any) -> str:
    """A new secret address for the owner's hours; an earlier one stops working.

    Returns its token, which is stored nowhere: it can be shown this once.
    """
    token = secrets.token_urlsafe(32)
    address, _is_new = CalendarAddress.objects.update_or_create(
        owner=owner, defaults={"digest": digest_of(token), "made_at": timezone.now()}
    )
    audit.record(owner, "calendar.opened", address)
    return token


@transaction.atomic
def end_address(owner: Any) -> None:
    """From the next request on, the address leads nowhere."""
    address = CalendarAddress.objects.mine(owner).first()
    if address is not None:
        audit.record(owner, "calendar.ended", address)
        address.delete()


@transaction.atomic
def keep_busy_times(owner: Any, spans: Iterable[Span]) -> int:
    """These take the place of the busy times that were there; returns how many."""
    # Two files at once would else leave both.
    User.objects.select_for_update().get(pk=owner.pk)
    BusyTime.objects.mine(owner).delete()
    kept = [BusyTime(owner=owner, starts_at=start, ends_at=end) for start, end in spans]
    BusyTime.objects.bulk_create(kept, batch_size=1000)
    audit.record(owner, "calendar.busy_times", times=len(kept))
    return len(kept)


def address_of(owner: Any) -> CalendarAddress | None:
    return CalendarAddress.objects.mine(owner).first()


def busy_times_ahead(owner: Any) -> int:
    """How many are kept that are not over yet."""
    return BusyTime.objects.mine(owner).filter(ends_at__gte=timezone.now()).count()


def hours_at(token: str) -> QuerySet[Session] | None:
    """The hours of whoever made that address, as far as they see the cases now, newest first.

    None where it leads nowhere: unknown, ended, or of a closed login. One query for the address,
    one for all of the hours.
    """
    address = CalendarAddress.objects.opened_by(digest_of(token)).first()
    if address is None:
        return None
    own = Session.objects.visible_to(address.owner).taking_place()
    return own.filter(therapist_id=address.owner_id).order_by("-starts_at")[:MOST_IN_FEED]


def beside(owner: Any, hours: Sequence[Session]) -> dict[Any, list[Beside]]:
    """Session key -> what else its therapist has then, for those hours that are `owner`'s own.

    Another's busy times are told to nobody. Three queries, however many hours.
    """
    own = [one for one in hours if one.therapist_id == owner.pk and one.counts]
    if not own:
        return {}
    start, end = min(one.starts_at for one in own), max(one.ends_at for one in own)
    there = list(
        chain(_busy(owner, start, end), _away(owner, start, end), _sessions(owner, start, end))
    )
    found = {}
    for one in own:
        meets = [
            other
            for key, other in there
            if key != one.pk and other.starts_at < one.ends_at and other.ends_at > one.starts_at
        ]
        if meets:
            found[one.pk] = sorted(meets, key=lambda other: other.starts_at)
    return found


def _busy(owner: Any, start: datetime, end: datetime) -> Iterable[tuple[Any, Beside]]:
    for row in BusyTime.objects.mine(owner).between(start, end):
        yield row.pk, Beside(row.starts_at, row.ends_at, is_session=False)


def _away(owner: Any, start: datetime, end: datetime) -> Iterable[tuple[Any, Beside]]:
    """The owner's days away, each from its first hour to its last."""
    practice = Practice.load()
    days = practice.local(start).date(), practice.local(end).date()
    for row in Away.objects.mine(owner).filter(first_on__lte=days[1], last_on__gte=days[0]):
        after = practice.instant(row.last_on + timedelta(days=1))
        yield row.pk, Beside(practice.instant(row.first_on), after, is_session=False)


def _sessions(owner: Any, start: datetime, end: datetime) -> Iterable[tuple[Any, Beside]]:
    rows = (
        Session.objects.visible_to(owner)
        .taking_place()
        .filter(therapist_id=owner.pk, starts_at__gt=start - LONGEST, starts_at__lt=end)
    )
    for row in rows:
        yield row.pk, Beside(row.starts_at, row.ends_at, is_session=True)
