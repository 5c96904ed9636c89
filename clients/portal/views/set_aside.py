"""Not this week: setting something aside oneself, and taking it up again."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.models import Assignment
from clients.portal.exercise_page import ExercisePage
from clients.portal.forms.set_aside import TAPS, NotThisWeekForm
from clients.portal.frame import portal_page
from clients.services.not_this_week import rest_one, take_up
from practice.services.saving import Closed


@require_http_methods(["GET", "POST"])
def homework_set_aside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    page = ExercisePage.load(request.user, pk)
    if not page.may_rest:
        return redirect("clients:portal_exercise", pk)
    form = NotThisWeekForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _set_aside(request, page.assignment, form)
    return portal_page(
        request,
        "portal/set_aside.html",
        {"page": page, "assignment": page.assignment, "form": form, "taps": TAPS.items()},
        case_id=page.assignment.case_id,
        current="clients:portal_homework",
    )


def _set_aside(request: HttpRequest, assignment: Assignment, form: NotThisWeekForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        rest_one(request.user, assignment, reason=data["reason"], words=data["words"])
    except Closed as closed:
        messages.info(request, str(closed))
    else:
        messages.success(request, _("It rests now. You can take it up again."))
    return redirect("clients:portal_today", assignment.case_id)


@require_POST
def homework_take_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.mine(request.user), pk=pk)
    try:
        take_up(request.user, assignment)
    except Closed as closed:
        messages.info(request, str(closed))
    return redirect("clients:portal_exercise", pk)
