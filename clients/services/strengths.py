"""What people of a case already have and do, in their own words: for whoever plans with them."""

from dataclasses import dataclass
from typing import Any

from clients.models import Answer, Case, Quote
from clients.services.latest import gathered, with_few_entries

# The phase whose answers tell it: what carries people, and when the trouble was smaller.
RESOURCES = "resources"
MOST_ENTRIES = 4  # of logs; the page of what was given has all
MOST_ANSWERS = 12
KINDS = (Quote.Kind.PROBLEM, Quote.Kind.PROTECT, Quote.Kind.INNER, Quote.Kind.WORDS)


@dataclass(frozen=True)
class Strengths:
    """Kept words, the name of the problem first; and answers, entries of a log as one."""

    words: list[Quote]
    answers: list[list[Answer]]


def strengths_of(user: Any, case: Case) -> Strengths:
    """As far as it reaches `user`; two queries. Under a safety flag nothing names the problem."""
    said = Quote.objects.visible_to(user).filter(case=case, retired_at=None)
    words = list(said.select_related("member__client").order_by("kept_at", "pk"))
    # The trouble as a visitor has no place where somebody may be in danger.
    kinds = [kind for kind in KINDS if kind != Quote.Kind.PROBLEM or not case.safety_flag]
    named = [row for kind in kinds for row in words if row.kind == kind and row.words]
    telling = Answer.objects.visible_to(user).filter(
        assignment__case=case, assignment__exercise__phase_key=RESOURCES
    )
    rows = with_few_entries(telling, MOST_ENTRIES).order_by("-told_at", "pk")
    related = ("assignment__exercise", "assignment__case", "member__client")
    return Strengths(named, gathered(rows.select_related(*related))[:MOST_ANSWERS])
