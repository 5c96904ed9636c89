"""A log: a moment caught in one line, a look back at earlier ones, an entry taken away."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.portal.exercise_page import ExercisePage
from clients.portal.forms.capture import CaptureForm, LineForm, LookBackForm, PlaceForm
from clients.portal.frame import portal_page
from clients.portal.log_page import log_context, look_back_context
from clients.services.entries import Line, add_entry, delete_entry
from practice.fields.base import FieldSpec
from practice.forms.saving import SendForm
from practice.services.saving import Closed


@require_POST
def log_capture(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ten seconds: one line, with the day filled in."""
    page, spec = _log(request, pk)
    form = CaptureForm(request.POST, spec)
    if not form.is_valid():
        return _page(request, page, "portal/log.html", log_context(page, spec, form=form))
    return _added(request, page, form, form.read, _to_log)


@require_GET
def entry_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To an empty page for one moment in full. Nothing is stored before a word is."""
    page, _spec = _log(request, pk)
    return redirect("clients:portal_entry", page.assignment.pk, uuid.uuid4())


@require_http_methods(["GET", "POST"])
def log_look_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A search through earlier times, one step at a time; any step may be left out."""
    page, spec = _log(request, pk)
    _start, step = PlaceForm.read(request.GET)
    form = LookBackForm(request.POST, spec) if request.method == "POST" else None
    context = look_back_context(page, spec, step, form)
    if form is None or not form.is_valid():
        return _page(request, page, "portal/look_back.html", context)
    return _added(request, page, form, form.read, _to_step(context["next"]))


@require_POST
def entry_delete(request: HttpRequest, pk: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    page = ExercisePage.load(request.user, pk, entry=entry)
    if page.own is None:
        raise Http404
    try:
        gone = delete_entry(request.user, page.assignment, entry)
    except Closed as closed:
        messages.info(request, str(closed))
        return redirect(page.address)
    if not gone:
        messages.info(request, _("Others could read this, so it stays. You can still change it."))
        return redirect(page.address)
    messages.success(request, _("It is gone."))
    return redirect("clients:portal_exercise", pk)


def _log(request: HttpRequest, pk: uuid.UUID) -> tuple[ExercisePage, FieldSpec]:
    page = ExercisePage.load(request.user, pk, to_write=request.method == "POST")
    if page.log is None:
        raise Http404
    return page, page.log


def _added(
    request: HttpRequest,
    page: ExercisePage,
    form: LineForm,
    line: Line,
    go_on: Callable[[ExercisePage], HttpResponse],
) -> HttpResponse:
    try:
        add_entry(request.user, page.assignment, line, key=SendForm.read(request.POST).key)
    except Closed as closed:
        context = {"page": page, "reason": str(closed), "typed": [form.cleaned_data["line"]]}
        return _page(request, page, "portal/closed.html", context, status=403)
    messages.success(request, _("Saved. You can add to it, or leave it at that."))
    return go_on(page)


def _to_log(page: ExercisePage) -> HttpResponse:
    return redirect("clients:portal_exercise", page.assignment.pk)


def _to_step(step: int | None) -> Callable[[ExercisePage], HttpResponse]:
    def go_on(page: ExercisePage) -> HttpResponse:
        if step is None:
            return _to_log(page)
        there = redirect("clients:portal_look_back", page.assignment.pk)
        there.headers["Location"] += f"?step={step}"
        return there

    return go_on


def _page(
    request: HttpRequest, page: ExercisePage, template: str, context: dict, *, status: int = 200
) -> HttpResponse:
    return portal_page(
        request,
        template,
        context,
        case_id=page.assignment.case_id,
        current="clients:portal_homework",
        status=status,
    )
