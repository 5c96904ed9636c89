"""The therapist's days away, as they stand on a client's pages: the same words for everybody."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from practice.models import Away, Practice

TOLD_BEFORE = timedelta(days=30)
FIELDS = ("first_on", "last_on", "cover", "user__name")


@dataclass(frozen=True)
class AwayLine:
    """Who is away from when to when, and whom to turn to."""

    first_on: date
    last_on: date
    cover: str
    name: str


def away_of_therapist() -> dict[str, Subquery]:
    """Annotations for rows of people in a case; read back with `away_line`. No query of its own."""
    today, now = Practice.load().today(), timezone.now()
    works = Q(user__case_work__until=None) | Q(user__case_work__until__gt=now)
    rows = Away.objects.not_over(today).filter(
        works,
        first_on__lte=today + TOLD_BEFORE,
        user__is_active=True,
        user__case_work__case=OuterRef("case"),
        user__case_work__role="therapist",
    )
    rows = rows.order_by("first_on", "pk")
    return {f"away_{name}": Subquery(rows.values(name)[:1]) for name in FIELDS}


def away_line(member: Any) -> AwayLine | None:
    """What `away_of_therapist` found beside this person."""
    told = [getattr(member, f"away_{name}") for name in FIELDS]
    return AwayLine(*told) if told[0] is not None else None
