"""What rests for safety's sake, without a word on any client's page about why.

What somebody has begun already stays theirs: no written word goes out of sight.
"""

from collections.abc import Callable, Sequence
from typing import Any

from clients.models import Case
from clients.services.cases import is_sharing_offered
from practice.fields.base import FieldSpec, Value
from practice.models import Exercise


def fields_at_rest(exercise: Exercise, case: Case, cleared: int) -> set[str]:
    """Keys of the fields that are not asked just now; `cleared` counts the `cleared_members`."""
    everybody = 2 if case.is_couple else 1
    was_asked = cleared == everybody and not case.safety_flag
    leads_to_partner = set() if was_asked else set(exercise.until_screened)
    under_a_flag = set(exercise.body.get("unless_flagged", [])) if case.safety_flag else set()
    return leads_to_partner | under_a_flag


def asked_now(
    specs: Sequence[FieldSpec], assignment: Any, written: Callable[[FieldSpec], Value | None]
) -> list[FieldSpec]:
    """Those of `specs` that do not rest; `assignment` brings its `cleared` along."""
    at_rest = fields_at_rest(assignment.exercise, assignment.case, assignment.cleared)
    # What was written stays in sight, and so goes with the form that saves it.
    return [spec for spec in specs if spec.key not in at_rest or written(spec) is not None]


def is_at_rest(exercise: Exercise, case: Case) -> bool:
    """Coping as strength, and the trouble as a visitor, are never offered under a flag.

    A gift of the exercise is neither: its page looks as ever, and it is held when it is given.
    """
    return case.safety_flag and exercise.sees_outside_visitor


def may_name_problem(case: Case, asked: int) -> bool:
    """Whether a name for the trouble, as for a visitor, is asked for and used in texts.

    Never where somebody is in danger. In a couple only once each was asked alone (`asked` counts
    the `asked_members`), as giving is offered: a name that went with a later concern would tell
    the other of it. `services/cases.py` says why.
    """
    return is_sharing_offered(case, asked) if case.is_couple else not case.safety_flag
