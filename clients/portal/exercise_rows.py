"""What stands around an exercise, for the query of its page: the same thing before, and gifts."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from clients.models import Answer, Assignment


def given_before(user: Any) -> QuerySet[Assignment]:
    """For a query of assignments: the same thing given to this person before."""
    return Assignment.objects.mine(user).filter(
        case=OuterRef("case"),
        is_gift=False,
        exercise__key=OuterRef("exercise__key"),
        exercise__programme_key=OuterRef("exercise__programme_key"),
        given_at__lt=OuterRef("given_at"),
    )


def gifts_to(user: Any) -> QuerySet[Answer]:
    """What the partner gave this person for the same exercise, the latest first."""
    given = Answer.objects.shared_with(user).order_by("-shares_on")
    return given.filter(
        assignment__is_gift=True,
        assignment__case=OuterRef("case"),
        assignment__exercise__key=OuterRef("exercise__key"),
    )
