"""What a person kept, beside an exercise: their name for the problem in its texts, what works."""

from typing import Any

from clients.access import words_kept_by
from clients.models import Assignment, Quote
from clients.services.kept import unpacked

Kind = Quote.Kind


def kept_words(user: Any) -> dict[str, Any]:
    """For the query of the page's assignment."""
    return {"kept_told": words_kept_by(user, *Kind.values)}


def name_problem(assignment: Any) -> None:
    """Put the person's own name for the problem into the texts of the exercise.

    Never while a safety concern stands: danger is no visitor from outside.
    """
    rows = _kept(assignment)
    name = next((row.words for row in rows if row.kind == Kind.PROBLEM and not _rests(row)), "")
    if not assignment.case.safety_flag:
        assignment.exercise.problem_name = " ".join(name.split())


def beside(assignment: Any) -> dict[str, Any]:
    """What the template shows beside the form: what works already, and a name offered once."""
    rows, body = _kept(assignment), assignment.exercise.body
    asked = any(row.kind == Kind.PROBLEM for row in rows)
    lists = body.get("beside", [])
    return {
        "protected": [row for row in rows if row.kind in lists and not _rests(row)],
        "shows_protected": Kind.PROTECT in lists,
        "offers_name": "problem_words" in body and not asked and not assignment.case.safety_flag,
    }


def _kept(assignment: Assignment) -> list[Quote]:
    return unpacked(getattr(assignment, "kept_told", None))


def _rests(row: Quote) -> bool:
    return row.retired_at is not None
