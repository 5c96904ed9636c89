"""Blind pairs: two answers to the same thing that open together, and not before both agreed.

Whether one of them waits for the other is told to nobody, its author included.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from clients.models import Answer
from clients.models.answer import NOT_AN_ENTRY
from clients.models.reach import Audience, Reader, as_if
from practice.models import Practice


def next_morning(now: datetime) -> datetime:
    """Tomorrow's morning on the practice's clock: the time to think a share over."""
    practice = Practice.load()
    return practice.morning(practice.local(now).date() + timedelta(days=1))


def settle_pair(answer: Answer, *, now: datetime) -> None:
    """Give both of a pair the morning after the second yes; take it from whoever is left alone.

    Called in the transaction of every change that may make or break a pair; the grants follow.
    """
    if not answer.assignment.exercise.opens_as_pair or answer.member_id is None:
        return
    first, second = _by_member(_agreed(answer))
    for one, other in zip_longest(first, second):
        _set_time([row for row in (one, other) if row], now)


def twin_of(user: Any, answer: Answer) -> Answer | None:
    """The reader's own half of a pair that stands open, where `answer` is the other one."""
    if not answer.opens_as_pair or answer.shares_on is None:
        return None
    mine = Answer.objects.mine(user).filter(**_alike(answer), shares_on=answer.shares_on)
    return mine.select_related("assignment__exercise", "assignment__case").first()


def _alike(answer: Answer) -> dict[str, Any]:
    """To the same exercise, on the same way, in the same turn, with the same wish."""
    assignment = answer.assignment
    return {
        "assignment__case": assignment.case_id,
        "assignment__journey": assignment.journey_id,
        "assignment__cycle": assignment.cycle,
        "assignment__exercise__key": assignment.exercise.key,
        "entry": NOT_AN_ENTRY,
        "opens_as_pair": True,
        "audience": Audience.ALL,
    }


def _agreed(answer: Answer) -> list[Answer]:
    rows = Answer.objects.filter(**_alike(answer), member__isnull=False).with_reach()
    held = rows.select_for_update(of=("self",))
    return list(held.select_related("assignment__exercise", "assignment__case", "member"))


def _by_member(agreed: Sequence[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Those of partner A and of partner B that have words for the other, the oldest first."""
    with_words = [row for row in agreed if _opens_to_words(row)]
    _close(row for row in agreed if row not in with_words)
    first = [row for row in with_words if row.member and row.member.position == "A"]
    return first, [row for row in with_words if row not in first]


def _opens_to_words(row: Answer) -> bool:
    ahead = as_if(row, Audience.ALL, as_pair=True)
    return ahead.exists_for(Reader.PARTNER)


def _set_time(pair: Sequence[Answer], now: datetime) -> None:
    if len(pair) < 2:
        _close(pair)
        return
    times = {row.shares_on for row in pair}
    # One time for both: with another partner of the pair, or after a break, it begins anew.
    if len(times) > 1 or None in times:
        morning = next_morning(now)
        Answer.objects.filter(pk__in=[row.pk for row in pair]).update(shares_on=morning)


def _close(rows: Iterable[Answer]) -> None:
    timed = [row.pk for row in rows if row.shares_on is not None]
    if timed:
        Answer.objects.filter(pk__in=timed).update(shares_on=None)
