"""The page for hard days: nothing to type, only what a person once wrote or was given to read.

Which fields stand here is said by their exercises (`rough_day` of the library).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clients.models import Answer, HelpFlag, Picture, Quote
from clients.models.reach import Reader
from clients.portal.kept_page import members_with_words, words_of
from clients.portal.reach_lines import answer_lines
from practice.fields.base import FieldSpec

TOLD_FOR = timedelta(days=1)  # how long the page says that a call for help was seen


@dataclass(frozen=True)
class Found:
    """One answer on the page: the title of its exercise, and the plain lines of some fields."""

    title: str
    answer: Answer
    blocks: list[dict[str, Any]]


def rough_day_context(user: Any, case_pk: Any) -> dict[str, Any]:
    """In two queries: the person with their inner sentences, then the answers that may help."""
    calls = HelpFlag.objects.mine(user).filter(member=OuterRef("pk"), withdrawn_at=None)
    latest = {name: Subquery(calls.values(name)[:1]) for name in ("raised_at", "seen_at")}
    rows = members_with_words(user, case_pk, [Quote.Kind.INNER], **latest)
    member = rows[0]
    answers = list(_answers(user, case_pk))
    # What both wrote together has no member, and is as much one's own.
    own = [row for row in answers if row.member_id in (None, member.pk)]
    return {
        "case": member.case,
        "sentences": [one for one in words_of(rows) if one.retired_at is None],
        "plans": list(_plans(own)),
        "thanks": list(_gifts(row for row in answers if row not in own)),
        "pictures": list(_pictures(own)),
        "help": _help(member),
    }


def _answers(user: Any, case_pk: Any) -> QuerySet[Answer]:
    """Own and joint ones and those that the partner gave, the latest first."""
    mine, given = Answer.objects.mine(user), Answer.objects.shared_with(user)
    rows = Answer.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=given.values("pk")))
    rows = rows.filter(assignment__case=case_pk).with_pictures().with_reach()
    helps = Q(assignment__exercise__body__has_key="rough_day")
    rows = rows.filter(helps | Q(picture__isnull=False, member__client__user_id=user.pk))
    return rows.select_related("assignment__exercise", "assignment__case").order_by(
        "-assignment__exercise__position", "-changed_at", "pk"
    )


def _pictures(own: Iterable[Answer]) -> Iterator[Picture]:
    """Those that the rows bring along."""
    for row in own:
        picture: Picture | None = getattr(row, "picture", None)
        if picture is not None:
            yield picture


def _plans(own: Iterable[Answer]) -> Iterator[Found]:
    """Of each exercise the latest answer with something in it: one's own, and the joint one."""
    told = set()
    for row in own:
        exercise = row.assignment.exercise
        key = (exercise.key, row.member_id)
        specs = [spec for spec in exercise.fields if spec.role != "partner"]
        found = _found(row, row.written(specs))
        if found and key not in told:
            told.add(key)
            yield found


def _gifts(given: Iterable[Answer]) -> Iterator[Found]:
    """What a partner wrote for this person, and nothing else of theirs; the latest first."""
    for row in sorted(given, key=lambda one: one.came_at or one.created_at, reverse=True):
        told = row.told_to(Reader.PARTNER)
        found = _found(row, (pair for pair in told if pair[0].role == "partner"))
        if found:
            yield found


def _found(row: Answer, told: Iterable[tuple[FieldSpec, list[str]]]) -> Found | None:
    """Those of its fields that the exercise names for hard days."""
    keys = row.assignment.exercise.body.get("rough_day", [])
    blocks = answer_lines(pair for pair in told if pair[0].key in keys)
    return Found(row.assignment.exercise.title, row, blocks) if blocks else None


def _help(member: Any) -> str:
    """How a call for help stands: "asked", "seen" for a day, or "" when nothing does."""
    if member.raised_at is None:
        return ""
    if member.seen_at is None:
        return "asked"
    return "seen" if member.seen_at > timezone.now() - TOLD_FOR else ""
