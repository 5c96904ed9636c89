"""Keeping something of what one wrote: every line with a button or two."""

import uuid
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.models import Ritual
from clients.models.answer import NOT_AN_ENTRY
from clients.portal.exercise_page import ExercisePage
from clients.portal.forms.keep import KeepForm
from clients.portal.frame import portal_page
from clients.services.keepable import HABIT, Line, chosen_habits, keep_line, keepable
from practice.services.saving import Closed

MOST_LINES = 60  # of one page; what is older is kept from the page of its entry


@require_http_methods(["GET", "POST"])
def homework_keep(
    request: HttpRequest, pk: uuid.UUID, entry: uuid.UUID = NOT_AN_ENTRY
) -> HttpResponse:
    """Choose a line of something, or of one entry of a log; one tap keeps it."""
    page = ExercisePage.load(request.user, pk, entry=entry)
    lines = keepable_of(page)
    if request.method == "POST":
        return _keep(request, page, lines)
    return portal_page(
        request,
        "portal/keep.html",
        {"page": page, "exercise": page.assignment.exercise, "lines": lines},
        case_id=page.assignment.case_id,
        current="clients:portal_kept",
    )


def keepable_of(page: ExercisePage) -> list[Line]:
    """The lines of what this person wrote here; of a log those of its latest entries."""
    return list(islice(keepable([*page.parts, *page.entries]), MOST_LINES))


def keep_from(request: HttpRequest, page: ExercisePage) -> HttpResponse:
    """What was tried becomes a habit at once; where there are several, the person says which."""
    habits = [line for line in keepable_of(page) if line.habit is not None]
    if len(habits) == 1:
        return _kept(request, page, habits[0], HABIT)
    return redirect(page.keep_address)


def keep_chosen(request: HttpRequest, page: ExercisePage) -> HttpResponse | None:
    """The habit that the person chose in the exercise itself; None where they chose none."""
    chosen = chosen_habits(keepable_of(page))
    return _kept(request, page, chosen[0], HABIT) if chosen else None


def _keep(request: HttpRequest, page: ExercisePage, lines: list[Line]) -> HttpResponse:
    mark, kept_as = KeepForm.tapped(request.POST)
    line = next((one for one in lines if one.mark == mark), None)
    if line is None:
        messages.info(request, _("This reads differently now. Please choose again."))
        return redirect(page.keep_address)
    return _kept(request, page, line, kept_as)


def _kept(request: HttpRequest, page: ExercisePage, line: Line, kept_as: str) -> HttpResponse:
    """On to the page of a habit, where all of it can be changed; of words, back to choose more."""
    try:
        row = keep_line(request.user, page.assignment.case, line, kept_as)
    except Closed as closed:
        messages.info(request, str(closed))
        return redirect(page.keep_address)
    if isinstance(row, Ritual):
        messages.success(request, _("It is kept. You can change its name here, or leave it."))
        return redirect("clients:portal_habit", page.assignment.case_id, row.pk)
    messages.success(request, _("It is kept."))
    return redirect(page.keep_address)
