"""What a person kept, beside an exercise: their name for the problem in its texts, what works."""

from decimal import Decimal
from typing import Any

from clients.access import ends_of_line, words_kept_by
from clients.models import Assignment, Quote, Score
from clients.models.answer import moment
from clients.services.kept import unpacked
from clients.services.resting import may_name_problem

Kind = Quote.Kind
LINE = "line"  # in the list of what stands beside: the ends of the person's own line


def kept_words(user: Any) -> dict[str, Any]:
    """For the query of the page's assignment."""
    return {"kept_told": words_kept_by(user, *Kind.values), **ends_of_line(user)}


def name_problem(assignment: Any) -> None:
    """Put the person's own name for the problem into the texts, where it has a place."""
    rows = _kept(assignment)
    name = next((row.words for row in rows if row.kind == Kind.PROBLEM and not _rests(row)), "")
    if may_name_problem(assignment.case, assignment.asked):
        assignment.exercise.problem_name = " ".join(name.split())


def beside(assignment: Any) -> dict[str, Any]:
    """What the template shows beside the form: what works already, and a name offered once."""
    rows, body = _kept(assignment), assignment.exercise.body
    answered = any(row.kind == Kind.PROBLEM for row in rows)
    may_name = may_name_problem(assignment.case, assignment.asked)
    lists = body.get("beside", [])
    return {
        "protected": [row for row in rows if row.kind in lists and not _rests(row)],
        "shows_protected": Kind.PROTECT in lists,
        "way": way_so_far(assignment) if LINE in lists else [],
        "offers_name": "problem_words" in body and not answered and may_name,
    }


def way_so_far(assignment: Any) -> list[Score]:
    """The first place on the person's own line and the latest, where they told more than one."""
    ends = (assignment.first_place, assignment.latest_place)
    return [_place(told) for told in dict.fromkeys(filter(None, ends))]


def _place(told: str) -> Score:
    """A place as `access.ends_of_line` wrote it."""
    at, low, high = told.split("|")
    return Score(taken_at=moment(at), low=Decimal(low), high=Decimal(high))


def _kept(assignment: Assignment) -> list[Quote]:
    return unpacked(getattr(assignment, "kept_told", None))


def _rests(row: Quote) -> bool:
    return row.retired_at is not None
