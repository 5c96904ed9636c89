"""Who sees an answer: chosen in words, looked at as the others will see it, then confirmed."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.models import Answer
from clients.models.answer import REACH_PARTNER
from clients.portal.exercise_page import ExercisePage, answer_lines, audience_line
from clients.portal.forms.audience import AudienceForm, ConfirmForm
from clients.portal.frame import portal_page
from clients.services.answers import is_joint
from clients.services.sharing import (
    choose_audience,
    offered_audiences,
    shared_fields,
)
from practice.services.saving import Closed


@require_http_methods(["GET", "POST"])
def homework_audience(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose; then see it as they will; then say yes."""
    page = ExercisePage.load(request.user, pk)
    if request.method == "GET":
        return _choices(request, page, _form(page, None))
    form = _form(page, request.POST)
    if not form.is_valid():
        return _choices(request, page, form)
    audience = form.cleaned_data["audience"]
    confirmed, share_now = ConfirmForm.read(request.POST)
    # Back to oneself needs no second look: nobody new will read it, and haste may be needed.
    if not confirmed and audience != "self":
        return _preview(request, page, form, audience)
    return _change(request, page, form, share_now=share_now)


def _form(page: ExercisePage, posted: Any) -> AudienceForm:
    exercise = page.assignment.exercise
    offered = offered_audiences(exercise, page.assignment.case, joint_open=page.partner_open)
    if page.audience not in offered:
        offered.append(page.audience)  # what stands may stay
    initial = {"audience": page.audience}
    return AudienceForm(posted, circle=page.circle, offered=offered, initial=initial)


def _choices(request: HttpRequest, page: ExercisePage, form: AudienceForm) -> HttpResponse:
    context = {"page": page, "exercise": page.assignment.exercise, "form": form}
    return _page(request, page, "portal/audience.html", context)


def _preview(
    request: HttpRequest, page: ExercisePage, form: AudienceForm, audience: str
) -> HttpResponse:
    """The words as the others will read them; nothing has changed yet."""
    exercise, own = page.assignment.exercise, page.own
    to_partner = audience in REACH_PARTNER
    specs = shared_fields(exercise) if to_partner else exercise.fields
    specs = [spec for spec in specs if not is_joint(page.assignment, spec)]
    context = {
        "page": page,
        "exercise": exercise,
        "form": form,
        "to_partner": to_partner,
        **_when(own, to_partner=to_partner),
        "lines": answer_lines(own, specs) if own else [],
        "successor": page.circle.successor(),
        **audience_line(page.circle, audience),
    }
    return _page(request, page, "portal/audience_preview.html", context)


def _change(
    request: HttpRequest, page: ExercisePage, form: AudienceForm, *, share_now: bool
) -> HttpResponse:
    audience = form.cleaned_data["audience"]
    try:
        answer = choose_audience(request.user, page.assignment, audience, share_now=share_now)
    except (ValidationError, Closed) as refused:
        words = refused.messages[0] if isinstance(refused, ValidationError) else str(refused)
        form.add_error("audience", words)
        return _choices(request, page, form)
    messages.success(request, _told(request.user, page, answer))
    return redirect("clients:portal_exercise", page.assignment.pk)


def _when(own: Answer | None, *, to_partner: bool) -> dict[str, Any]:
    """Whether the partner has it already, or the time that a share is waiting for."""
    goes_out = own.shares_on if own and to_partner else None
    waits = bool(own and goes_out and own.waits(timezone.now()))
    return {"is_out": bool(goes_out) and not waits, "waits_for": goes_out if waits else None}


def _told(user: Any, page: ExercisePage, answer: Answer) -> str:
    line = audience_line(page.circle, answer.audience, answer)
    words = _("Who sees this now: %(names)s") % {"names": line["names"]}
    if not line["goes_out"]:
        return words
    when = date_format(timezone.localtime(line["goes_out"], user.zone), "j M Y, H:i")
    return " ".join([words, _("Your partner from %(when)s.") % {"when": when}])


def _page(
    request: HttpRequest, page: ExercisePage, template: str, context: dict[str, Any]
) -> HttpResponse:
    return portal_page(
        request,
        template,
        context,
        case_id=page.assignment.case_id,
        current="clients:portal_sharing",
    )
