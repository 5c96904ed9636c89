"""How one thing led to another, for the person whose words they are."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from clients.models import Answer
from clients.portal.frame import portal_page
from clients.services.circle import my_circle
from clients.services.trail import trail_of_person
from practice.services import audit


@require_GET
def portal_trail(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Own chain, from the first answer on, both ways."""
    circle = my_circle(request.user, case_pk)
    knots = trail_of_person(request.user, circle.case)
    told = [(knot, _whose(request.user, knot.answer)) for knot in knots]
    for knot, whose in told:
        if whose == "partner":
            for answer in knot.answers:
                audit.record(request.user, "answer.read", answer, case=case_pk)
    return portal_page(
        request,
        "portal/trail.html",
        {"case": circle.case, "told": told},
        case_id=case_pk,
        current="clients:portal_homework",
    )


def _whose(user: Any, answer: Answer) -> str:
    if answer.member is None:
        return "both"
    return "own" if answer.member.client.user_id == user.pk else "partner"
