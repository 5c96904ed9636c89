"""Setting something aside oneself, with or without a reason, and taking it up again.

What is done together opens and closes by the therapist alone: nobody sets it aside for both.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Assignment
from clients.services.delivery import hold_people
from clients.services.homework import lay_aside, put_back
from clients.services.parts import lock_open
from practice.services.saving import Closed


@transaction.atomic
def rest_one(user: Any, assignment: Assignment, *, reason: str = "", words: str = "") -> None:
    """`reason` is a key of Assignment.Reason or empty. Raises Closed when it is not open."""
    list(hold_people(assignment.case_id))
    row = lock_open(user, assignment)
    if row.together or row.status != Assignment.Status.OPEN:
        raise Closed(_("This one does not wait for you."))
    lay_aside(user, row, because=words, reason=reason)


@transaction.atomic
def take_up(user: Any, assignment: Assignment) -> None:
    """Open again what this person set aside; what the therapist set aside stays so."""
    row = Assignment.objects.mine(user).filter(pk=assignment.pk, set_aside_by=user.pk).first()
    if row is None or row.status != Assignment.Status.SET_ASIDE or row.case.closed_on:
        raise Closed(_("This rests for now. You can talk about it in a session."))
    put_back(user, row)
