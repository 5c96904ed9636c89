"""How many answers are shown together, and in which order: the latest first, of a log a few."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate

from clients.models import Answer, PartAudience
from clients.models.answer import NOT_AN_ENTRY
from practice.models import Practice


def latest_first(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """By the day they speak of; what has none, by the day it was written on."""
    day = TruncDate("created_at", tzinfo=Practice.load().zone)
    return answers.order_by(Coalesce("happened_on", day).desc(), "-created_at", "pk")


def with_few_entries(answers: QuerySet[Answer], most: int) -> QuerySet[Answer]:
    """The same answers, of all logs in them the latest `most` entries."""
    entries = latest_first(answers.exclude(entry=NOT_AN_ENTRY))[:most]
    return answers.filter(Q(entry=NOT_AN_ENTRY) | Q(pk__in=entries.values("pk")))


def once_a_reach(answers: QuerySet[Answer], now: datetime, most: int) -> QuerySet[Answer]:
    """The same answers, of each log the latest `most` entries that go equally far."""
    waits = Case(When(shares_on__gt=now, then="shares_on"))
    alike = Window(
        RowNumber(),
        partition_by=["assignment_id", "audience", "opens_as_pair", waits, "parts_told"],
        order_by=[F("changed_at").desc(), F("pk").asc()],
    )
    entries = answers.exclude(entry=NOT_AN_ENTRY).annotate(place=alike).filter(place__lte=most)
    return answers.filter(Q(entry=NOT_AN_ENTRY) | Q(pk__in=entries.values("pk")))


def as_they_came(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """What was given to the other partner, in the order of `came_at`, the latest first."""
    parts = PartAudience.objects.filter(answer=OuterRef("pk"), shares_on__isnull=False)
    first = Subquery(parts.order_by("shares_on").values("shares_on")[:1])
    return answers.order_by(Coalesce("shares_on", first, "created_at").desc(), "pk")


def gathered(
    answers: Iterable[Answer], apart_by: Callable[[Answer], object] = lambda _answer: None
) -> list[list[Answer]]:
    """Each answer alone, but for entries of one log by one person: those stand together.

    `apart_by` tells what keeps such entries apart all the same.
    """
    found: dict[object, list[Answer]] = {}
    for answer in answers:
        log = (answer.assignment_id, answer.member_id, apart_by(answer))
        found.setdefault(log if answer.is_entry else answer.pk, []).append(answer)
    return list(found.values())
