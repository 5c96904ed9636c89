"""The page for hard days: nothing to type, only what a person once wrote or was given to read.

Which fields stand here is said by their exercises (`rough_day` of the library).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, HelpFlag, Picture, Quote
from clients.models.reach import Reader, seen
from clients.portal.away import away_line, away_of_therapist
from clients.portal.kept_page import members_with_words, words_of
from clients.portal.reach_lines import answer_lines

MOST_PICTURES = 3  # of one's own, the latest
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
    rows = members_with_words(user, case_pk, [Quote.Kind.INNER], **latest, **away_of_therapist())
    member = rows[0]
    answers = list(_answers(user, case_pk))
    # What both wrote together has no member, and is as much one's own.
    own = [row for row in answers if row.member_id in (None, member.pk)]
    return {
        "case": member.case,
        "away": away_line(member),
        "sentences": [one for one in words_of(rows) if one.retired_at is None],
        "plans": list(_plans(own)),
        "thanks": list(_gifts({row.pk: row for row in answers if row not in own}.values())),
        "pictures": list(islice(_pictures(own), MOST_PICTURES)),
        "help": _help(member),
    }


def _answers(user: Any, case_pk: Any) -> QuerySet[Answer]:
    """Own and joint ones that stand by, and what the partner gave; the newest first."""
    rows = Answer.objects.open_to(user).filter(assignment__case=case_pk)
    rows = rows.with_reach().with_pictures()
    helps = Q(assignment__exercise__body__has_key="rough_day") | Q(assignment__is_gift=True)
    rows = rows.filter(helps | Q(picture__isnull=False, member__client__user_id=user.pk))
    return rows.select_related("assignment__exercise", "assignment__case").order_by(
        "-assignment__exercise__position", "-changed_at", "pk"
    )


def _pictures(own: Iterable[Answer]) -> Iterator[dict[str, str]]:
    """Those that the rows bring along and that still stand in their answer: address and words."""
    for row in own:
        picture: Picture | None = getattr(row, "picture", None)
        value = row.data.get(picture.field_key) if picture else None
        if picture and value and value.get("picture") == str(picture.pk):
            address = reverse("clients:portal_picture", args=[picture.pk])
            yield {"address": address, "alt": value.get("alt", "")}


def _plans(own: Iterable[Answer]) -> Iterator[Found]:
    """Of each exercise the latest answer with something in it: one's own, and the joint one."""
    told = set()
    for row in own:
        exercise = row.assignment.exercise
        keys = exercise.body.get("rough_day", [])
        blocks = answer_lines(row.written(spec for spec in exercise.fields if spec.key in keys))
        place = (exercise.key, row.member_id)
        if blocks and place not in told:
            told.add(place)
            yield Found(exercise.title, row, blocks)


def _gifts(rows: Iterable[Answer]) -> Iterator[Found]:
    """What a partner wrote for this person, as far as it was given; nothing else of theirs."""
    for row in rows:
        told = row.told_to(Reader.PARTNER) if row.assignment.is_gift else ()
        blocks = answer_lines(told, seen(row, Reader.PARTNER))
        if blocks:
            yield Found(row.assignment.exercise.title, row, blocks)


def _help(member: Any) -> str:
    """How a call for help stands: "asked", "seen" for a day, or "" when nothing does."""
    if member.raised_at is None:
        return ""
    if member.seen_at is None:
        return "asked"
    return "seen" if member.seen_at > timezone.now() - TOLD_FOR else ""
