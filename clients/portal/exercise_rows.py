"""What stands around an exercise, for the query of its page: the same thing before, and gifts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet

from clients.models import Answer, Assignment
from clients.models.reach import Reader, seen
from clients.portal.reach_lines import answer_lines

MOST_GIFTS = 10


def given_before(user: Any) -> QuerySet[Assignment]:
    """For a query of assignments: the same thing given to this person before."""
    return Assignment.objects.mine(user).filter(
        case=OuterRef("case"),
        is_gift=False,
        exercise__key=OuterRef("exercise__key"),
        exercise__programme_key=OuterRef("exercise__programme_key"),
        given_at__lt=OuterRef("given_at"),
    )


def gifts_to(user: Any, assignment: Assignment) -> QuerySet[Answer]:
    """What the partner gave this person for the same exercise, the latest first."""
    if assignment.is_gift:  # nobody is given to while writing a gift
        return Answer.objects.none()
    given = Answer.objects.shared_with(user).filter(
        assignment__is_gift=True,
        assignment__case=assignment.case_id,
        assignment__exercise__key=assignment.exercise.key,
    )
    return given.order_by("-shares_on", "pk")[:MOST_GIFTS]


def latest_gift(answers: Iterable[Answer], assignment: Assignment) -> Answer | None:
    """Of what the query brought: the gift that came last and still says something."""
    gifts = [row for row in answers if row.assignment.is_gift and _is_alike(row, assignment)]
    given = [row for row in gifts if row.exists_for(Reader.PARTNER)]
    return max(given, key=lambda row: (row.came_at or row.created_at, row.pk), default=None)


def lines_of_gift(gift: Answer | None) -> list[dict[str, Any]]:
    """What the partner gave, as plain lines; nothing where nothing came."""
    if gift is None:
        return []
    return answer_lines(gift.told_to(Reader.PARTNER), seen(gift, Reader.PARTNER))


def _is_alike(row: Answer, assignment: Assignment) -> bool:
    """Whether somebody else wrote it for the same thing to try."""
    keys = {one.exercise.key for one in (row.assignment, assignment)}
    return len(keys) == 1 and row.member_id != assignment.member_id


def words_of(assignment: Assignment) -> dict[str, str]:
    """What leads through the exercise, for whoever does it in this assignment."""
    exercise = assignment.exercise
    names = ("purpose", "intro", "content_note", "low_word")
    # A gift is one question; what leads through the exercise around it is for the other person.
    if assignment.is_gift:
        return dict.fromkeys(names, "")
    words = {name: exercise.words(name) for name in names}
    # Made for two and done by one, it may begin in other words.
    for_one = "" if assignment.together else exercise.words("for_one")
    return words | ({"intro": for_one} if for_one else {})
