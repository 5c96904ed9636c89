"""The page for hard days, one tap from everywhere, and the call for help that stands on it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clients.models import Case
from clients.portal.frame import portal_page
from clients.portal.rough_day import rough_day_context
from clients.portal.views.home import to_own_space
from clients.services import help as calls
from practice.services import audit
from practice.services.saving import Closed


@require_GET
def rough_day(request: HttpRequest) -> HttpResponse:
    """To the page of the one case; with several the person says which."""
    return to_own_space(request, "clients:portal_case_rough_day")


@require_GET
def case_rough_day(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    context = rough_day_context(request.user, case_pk)
    for found in context["thanks"]:
        audit.record(request.user, "answer.read", found.answer, case=case_pk)
    return portal_page(
        request,
        "portal/rough_day.html",
        context,
        case_id=case_pk,
        current="clients:portal_case_rough_day",
    )


@require_POST
def help_ask(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """One tap; the page says beforehand what comes of it."""
    case = get_object_or_404(Case.objects.portal_of(request.user), pk=case_pk)
    try:
        calls.ask_for_help(request.user, case)
    except Closed as closed:
        messages.info(request, str(closed))
    return redirect("clients:portal_case_rough_day", case_pk)


@require_POST
def help_withdraw(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    case = get_object_or_404(Case.objects.portal_of(request.user), pk=case_pk)
    calls.withdraw(request.user, case)
    messages.success(request, _("You took it back. It is not shown any more."))
    return redirect("clients:portal_case_rough_day", case_pk)
