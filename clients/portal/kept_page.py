"""What a person kept, as the page "What stays" and the page for hard days show it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from clients.models import CaseMember, Quote, Ritual
from clients.services.cases import asked_members
from clients.services.resting import may_name_problem

Kind = Quote.Kind
T = TypeVar("T")
SECTIONS = {
    Kind.PROTECT: (
        _("Works, and stays as it is"),
        _("What is not broken can be left alone. Keep it here, so that nobody fixes it."),
    ),
    Kind.INNER: (
        _("Words that help on a hard day"),
        _("You find these again on the page for hard days."),
    ),
    Kind.WORDS: (_("Words of yours"), _("Said well once, and good to read again.")),
}


def members_with_words(
    user: Any, case_pk: Any, kinds: Iterable[str], **more: Any
) -> list[CaseMember]:
    """The person in this case, one row for each of their kept words; 404 when it is not theirs.

    `more` is annotated on the way, so that a page of two queries needs no third.
    """
    rows = CaseMember.objects.of_login(user).filter(case=case_pk).with_kept(*kinds)
    found = list(rows.annotate(**more).select_related("case"))
    if not found:
        raise Http404
    return found


def words_of(rows: Iterable[CaseMember]) -> list[Quote]:
    """The kept words in rows of `members_with_words`."""
    kept: list[Quote | None] = [getattr(row, "kept", None) for row in rows]
    # A name that somebody did not want to give is kept as an empty one.
    return [one for one in kept if one is not None and one.words]


def kept_context(user: Any, case_pk: Any) -> dict[str, Any]:
    """The page "What stays", in two queries."""
    rows: list[Any] = members_with_words(user, case_pk, Kind.values, asked=asked_members("case_id"))
    case = rows[0].case
    habits = list(Ritual.objects.kept_by(user).filter(case=case))
    standing, resting = _halves(words_of(rows), lambda one: one.retired_at is None)
    lived, resting_habits = _halves(habits, lambda one: one.retired_on is None)
    return {
        "case": case,
        "habits": lived,
        "sections": list(_sections(standing)),
        "may_name": may_name_problem(case, rows[0].asked),
        "name": next((one for one in standing if one.kind == Kind.PROBLEM), None),
        "resting_words": resting,
        "resting_habits": resting_habits,
    }


def _sections(standing: list[Quote]) -> Iterator[dict[str, Any]]:
    for kind, (title, said) in SECTIONS.items():
        kept = [one for one in standing if one.kind == kind]
        yield {"kind": kind.value, "title": title, "words": said, "kept": kept}


def _halves(rows: Iterable[T], is_first: Callable[[T], bool]) -> tuple[list[T], list[T]]:
    """Those of which it is true, and the others."""
    found: tuple[list[T], list[T]] = ([], [])
    for row in rows:
        found[not is_first(row)].append(row)
    return found
