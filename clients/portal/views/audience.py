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

from clients.models.answer import NOT_AN_ENTRY
from clients.models.reach import Reach
from clients.portal.audience_page import Sheet
from clients.portal.forms.audience import AudienceForm, ConfirmForm
from clients.portal.frame import portal_page
from clients.portal.reach_lines import audience_line
from practice.services.saving import Closed


@require_http_methods(["GET", "POST"])
def homework_audience(
    request: HttpRequest, pk: uuid.UUID, entry: uuid.UUID = NOT_AN_ENTRY
) -> HttpResponse:
    """Choose; then see it as they will; then say yes. `?part=` speaks of one thing alone."""
    sheet = Sheet.load(request.user, pk, entry, request.GET.get("part", ""))
    if request.method == "GET":
        return _choices(request, sheet, sheet.form(None))
    form = sheet.form(request.POST)
    if not form.is_valid():
        return _choices(request, sheet, form)
    choice = form.cleaned_data["audience"]
    confirmed, share_now = ConfirmForm.read(request.POST)
    # Back to oneself needs no second look: nobody new will read it, and haste may be needed.
    if not confirmed and choice != "self":
        context = {"choice": choice, **sheet.preview(choice)}
        return _page(request, sheet, "portal/audience_preview.html", context)
    return _change(request, sheet, form, share_now=share_now)


def _choices(request: HttpRequest, sheet: Sheet, form: AudienceForm) -> HttpResponse:
    return _page(request, sheet, "portal/audience.html", {"form": form, "rows": sheet.rows()})


def _change(
    request: HttpRequest, sheet: Sheet, form: AudienceForm, *, share_now: bool
) -> HttpResponse:
    try:
        reach = sheet.change(request.user, form.cleaned_data["audience"], share_now=share_now)
    except (ValidationError, Closed) as refused:
        words = refused.messages[0] if isinstance(refused, ValidationError) else str(refused)
        form.add_error("audience", words)
        return _choices(request, sheet, form)
    messages.success(request, _told(request.user, sheet, reach))
    # Whoever chose for one thing may want to choose for the next.
    return redirect(sheet.address if sheet.place else sheet.back)


def _told(user: Any, sheet: Sheet, reach: Reach) -> str:
    line = audience_line(sheet.page.circle, reach)
    words = _("Who sees this now: %(names)s") % {"names": line["names"]}
    if line["when_both"]:
        return " ".join([words, _("Your partner, once you have both said yes.")])
    if not line["goes_out"]:
        return words
    when = date_format(timezone.localtime(line["goes_out"], user.zone), "j M Y, H:i")
    return " ".join([words, _("Your partner from %(when)s.") % {"when": when}])


def _page(
    request: HttpRequest, sheet: Sheet, template: str, context: dict[str, Any]
) -> HttpResponse:
    assignment = sheet.page.assignment
    return portal_page(
        request,
        template,
        {"sheet": sheet, "page": sheet.page, "exercise": assignment.exercise, **context},
        case_id=assignment.case_id,
        current="clients:portal_sharing",
    )
