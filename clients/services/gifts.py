"""A gift: a strength that somebody sees in their partner, written for them, given when they like.

What is asked stands in the library, in the fields with the role of the partner. A gift is an answer
of its giver's own hand; giving it is a share like any other (sharing.py).
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case, CaseMember, Journey
from clients.models.reach import Audience
from clients.services.cases import sharing_offered
from clients.services.grants import sync_grants
from practice.models import Exercise, Practice
from practice.services import audit
from practice.services.saving import Closed


@transaction.atomic
def begin_gift(user: Any, case: Case) -> Assignment:
    """The page to write a gift on: the one that was begun and not given yet, or a new one.

    Raises Closed where nothing can go to the partner, or nothing of the kind is in the library.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    begun = _not_given(user, case)
    if begun is not None:
        return begun
    journey = case.journeys.filter(ended_on=None).order_by("-started_on").first()
    exercise = _with_gift(journey) if journey else None
    if journey is None or exercise is None or not sharing_offered(case):
        raise Closed(_("This is not open just now. You can bring it to a session."))
    now = timezone.now()
    gift = Assignment.objects.create(
        case=case,
        journey=journey,
        cycle=journey.cycle,
        exercise=exercise,
        member=CaseMember.objects.of_login(user).get(case=case),
        given_by=user,
        given_at=now,
        # There from the beginning: a rest, or a concern, keeps back what others give, not what
        # somebody gives.
        delivers_at=Practice.load().instant(case.opened_on),
        # Nothing that waits to be done: neither a list nor a count of open things is to know it.
        status=Assignment.Status.DONE,
        is_gift=True,
    )
    sync_grants(case)
    audit.record(user, "gift.begun", gift, case=case)
    return gift


def _not_given(user: Any, case: Case) -> Assignment | None:
    given = Answer.objects.mine(user).exclude(audience=Audience.SELF)
    mine = Assignment.objects.mine(user).filter(case=case, is_gift=True)
    return mine.exclude(pk__in=given.values("assignment")).order_by("given_at").first()


def _with_gift(journey: Journey) -> Exercise | None:
    """The exercise of this programme in which the partner may write."""
    rows = Exercise.objects.filter(programme_key=journey.programme.key, is_current=True)
    asks = (one for one in rows if any(spec.role == "partner" for spec in one.fields))
    return next(asks, None)
