"""The person's own line: placing oneself, and looking at it. Nobody else's line is drawn here."""

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.models import Case, CaseMember, Score
from clients.models.reach import Audience, Reach
from clients.portal.forms.score import ScoreReading
from clients.portal.frame import portal_page
from clients.portal.own_line import line_context
from clients.portal.reach_lines import audience_line
from clients.services.circle import Circle, my_circle
from clients.services.scores import case_scale, record_score
from practice.models import Scale


@require_http_methods(["GET", "POST"])
def portal_progress(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Place yourself; see where you were."""
    circle = my_circle(request.user, case_pk)
    rows = Score.objects.mine(request.user).filter(case=case_pk)
    scores = list(rows.select_related("scale", "member"))
    scale = _scale_of(scores)
    if scale is None:
        return portal_page(request, "portal/no_line.html", {}, case_id=case_pk)
    form = ScoreReading(scale, request.POST if request.method == "POST" else None)
    if form.rather_not:
        messages.info(request, _("No number this time. That is fine."))
        return redirect("clients:portal_today", case_pk)
    if form.is_valid and form.place is not None:
        return _placed(request, circle.case, form.place, form.words)
    return _line(request, circle, form, line_context(scores, scale))


def _line(
    request: HttpRequest, circle: Circle, form: ScoreReading, line: dict[str, Any]
) -> HttpResponse:
    context = {
        "fields": form.fields(),
        "summary_url": _summary_url(circle.case.pk),
        **audience_line(circle, Reach(Audience.THERAPIST)),
        **line,
    }
    return portal_page(
        request,
        "portal/progress.html",
        context,
        case_id=circle.case.pk,
        current="clients:portal_progress",
    )


def _scale_of(scores: list[Score]) -> Scale | None:
    """The scale of the latest score, else the one in use; none while the library is empty."""
    try:
        return scores[-1].scale if scores else case_scale()
    except ValidationError:
        return None


def _placed(
    request: HttpRequest, case: Case, place: dict[str, Decimal], words: str
) -> HttpResponse:
    member = CaseMember.objects.of_login(request.user).get(case=case)
    record_score(
        request.user,
        case,
        member=member,
        low=place["low"],
        high=place["high"],
        taken_at=timezone.now(),
        words=words,
        source=Score.Source.PORTAL,
    )
    messages.success(request, _("Your number is on your line now."))
    return redirect("clients:portal_progress", case.pk)


def _summary_url(case_pk: uuid.UUID) -> str:
    """The page that makes the person's PDF belongs to another app, which may not be installed."""
    try:
        return reverse("sessions:portal_summary", args=[case_pk])
    except NoReverseMatch:
        return ""
