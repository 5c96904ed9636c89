"""Saving a paper of several sections: one at a time as it is typed, or all of them at once.

What the sections hold is the business of plans and notes; here are the answers they share.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from practice.models import Practice
from practice.services.saving import Clash, NotRight, save_once


@dataclass
class Outcome:
    """What came of saving all sections: those not stored, each with why."""

    errors: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not self.errors and not self.clashes


def save_one(actor: Any, key: uuid.UUID, write: Callable[[], int]) -> dict[str, Any]:
    """The reply to one autosave; `write` stores the section and gives the paper's version."""
    return save_once(actor, key, lambda: {"version": write(), "saved_at": clock()})


def save_each(sections: Iterable[str], write: Callable[[str], object]) -> Outcome:
    """Store every section that can be stored; one that cannot does not hold up the others."""
    outcome = Outcome()
    for section in sections:
        try:
            # It refuses before it writes, so that the transaction around all sections goes on.
            write(section)
        except Clash as clash:
            outcome.clashes[section] = clash
        except NotRight as wrong:
            outcome.errors[section] = wrong.errors
    return outcome


def clock() -> str:
    """The time of day where the practice is, as 16:43."""
    return f"{Practice.load().local(timezone.now()):%H:%M}"
