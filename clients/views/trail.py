"""The chains of a case for the people who work on it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from clients.models import Case
from clients.services.readers import named_in
from clients.services.trail import Knot, trail_for_staff
from clients.views.answer_lines import Whose
from clients.views.frame import case_frame
from practice.access import page_for, visible_or_404
from practice.services import audit


@page_for("therapist", "supervisor")
@require_GET
def case_trail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What led to what, per person."""
    case = visible_or_404(Case, request.user, pk=pk)
    who = request.GET.get("who", "")
    now = timezone.now()
    knots = [knot for knot in trail_for_staff(request.user, case) if _is_of(knot, who)]
    if knots:
        read = [answer.pk for knot in knots for answer in knot.answers]
        audit.record(request.user, "answers.read", case, case=case, **named_in(read))
    told = [(knot, Whose.of(case, knot.answer, now)) for knot in knots]
    context = case_frame(request, case, "clients:case_homework") | {"told": told, "who": who}
    return render(request, "clients/case_trail.html", context)


def _is_of(knot: Knot, who: str) -> bool:
    """Whether the filter lets it through; what both made belongs to each of them."""
    member = knot.answer.member
    return who not in ("A", "B") or member is None or member.position == who
