"""Choosing questions for the coming hour: from the bank, by phase, none asked lately."""

from collections.abc import Collection, Sequence
from itertools import chain, zip_longest
from typing import TypeVar
from uuid import UUID

from practice.models import Question

T = TypeVar("T")

MOST = 5
FEWEST = 3
# The trouble as a visitor, coping as strength, drawing back as closeness comes: never where there
# may be violence or control.
NOT_UNDER_A_FLAG = {"coping", "naming", "paradox"}


def suggest(
    bank: Sequence[Question],
    phase_keys: Collection[str],
    asked: Collection[UUID | None],
    *,
    turn: int,
    flagged: bool = False,
) -> list[Question]:
    """Three to five questions of the current phases, none of them in `asked`.

    `turn` (the number of the session) moves the starting place, so that the same hour always
    gets the same questions and the next hour gets others. Where a phase has too few left,
    questions that fit any phase fill up. `flagged`: a safety concern stands.
    """
    off = NOT_UNDER_A_FLAG if flagged else set()
    left = [q for q in bank if q.pk not in asked and off.isdisjoint(q.tags)]
    own = [question for question in left if question.phase_key in phase_keys]
    chosen = _mixed(own, turn)[:MOST]
    if len(chosen) < FEWEST:
        any_phase = [question for question in left if not question.phase_key]
        chosen += _mixed(any_phase, turn)[: FEWEST - len(chosen)]
    return chosen


def _mixed(questions: Sequence[Question], turn: int) -> list[Question]:
    """One of each kind first (by its first tag), then a second of each, and so on."""
    kinds: dict[str, list[Question]] = {}
    for question in questions:
        kinds.setdefault(next(iter(question.tags), ""), []).append(question)
    turned = [_turned(kind, turn) for kind in kinds.values()]
    # zip_longest, since kinds have unequal numbers; the holes are left out below.
    rounds = zip_longest(*_turned(turned, turn))
    return [question for question in chain.from_iterable(rounds) if question is not None]


def _turned(items: Sequence[T], turn: int) -> list[T]:
    start = turn % len(items) if items else 0
    return [*items[start:], *items[:start]]
