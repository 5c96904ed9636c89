"""The exercise page: written field by field, saved with or without scripts, done for now."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.models import Assignment
from clients.models.answer import NOT_AN_ENTRY
from clients.portal.exercise_lines import lines_context, paper_context
from clients.portal.exercise_page import ExercisePage, form_context
from clients.portal.forms.capture import PlaceForm
from clients.portal.forms.finish import ASIDE, DONE, ENOUGH, KEEP, FinishForm
from clients.portal.frame import portal_page
from clients.portal.letter import letter_context, readers_of
from clients.portal.lists import homework_lists
from clients.portal.log_page import log_context
from clients.portal.views.keep import keep_chosen, keep_from
from clients.services import answers, finishing
from practice.forms.saving import SendForm
from practice.services import audit
from practice.services.saving import Closed
from practice.views.autosave import answered, is_autosave


@require_GET
def homework_list(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Everything that was given: open, done for now, set aside."""
    context = homework_lists(request.user, case_pk)
    return portal_page(
        request,
        "portal/homework.html",
        context,
        case_id=case_pk,
        current="clients:portal_homework",
    )


@require_http_methods(["GET", "POST"])
def homework_detail(
    request: HttpRequest, pk: uuid.UUID, entry: uuid.UUID = NOT_AN_ENTRY
) -> HttpResponse:
    """One thing to try, or one entry of a log."""
    start, _step = PlaceForm.read(request.GET)
    to_write = request.method == "POST"
    page = ExercisePage.load(request.user, pk, entry=entry, start=start, to_write=to_write)
    if request.method == "POST" and is_autosave(request):
        return _autosave(request, page)
    if request.method == "POST":
        return _save_form(request, page)
    # What somebody may have begun to think about cannot be taken back any more.
    finishing.mark_opened(page.assignment)
    if request.GET.get("paper"):
        return _page(request, page, "portal/paper.html", paper_context(page))
    if mark := request.GET.get("letter"):
        return _page(request, page, "portal/letter.html", letter_context(page, mark))
    return _shown(request, page, start)


def _shown(request: HttpRequest, page: ExercisePage, start: int = 0) -> HttpResponse:
    if page.gift:
        audit.record(request.user, "answer.read", page.gift, case=page.assignment.case_id)
    if log := page.log:
        return _page(request, page, "portal/log.html", log_context(page, log, start=start))
    if page.state == "open":
        # The partner's words that can be picked are read here, as they are on a page of their own.
        for answer in page.material.of_others(page.specs):
            audit.record(request.user, "answer.read", answer, case=page.assignment.case_id)
        return _page(request, page, "portal/exercise.html", form_context(page))
    return _page(request, page, "portal/exercise_read.html", lines_context(page))


@require_POST
def homework_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write some more."""
    assignment = get_object_or_404(Assignment.objects.mine(request.user), pk=pk)
    try:
        finishing.reopen(request.user, assignment)
    except Closed as closed:
        messages.info(request, str(closed))
    return redirect("clients:portal_exercise", pk)


def _autosave(request: HttpRequest, page: ExercisePage) -> HttpResponse:
    send = SendForm.read(request.POST)
    return answered(
        request,
        lambda: answers.save_section(
            request.user,
            page.assignment,
            section=send.section,
            posted=request.POST,
            base_version=send.version,
            key=send.key,
            entry=page.entry,
            files=request.FILES,
        ),
    )


def _save_form(request: HttpRequest, page: ExercisePage) -> HttpResponse:
    """The real Save button: keeps what can be kept, and shows the rest again."""
    send = SendForm.read(request.POST)
    try:
        outcome = answers.save_form(
            request.user,
            page.assignment,
            posted=request.POST,
            base_version=send.version,
            key=send.key,
            entry=page.entry,
            files=request.FILES,
        )
        return _after_saving(request, page, outcome)
    except Closed as closed:
        return closed_page(request, page, str(closed))


def _after_saving(
    request: HttpRequest, page: ExercisePage, outcome: answers.FormOutcome
) -> HttpResponse:
    # Read afresh: what was just stored is what the next save grows from.
    page = ExercisePage.load(request.user, page.assignment.pk, entry=page.entry, to_write=True)
    pressed = FinishForm.pressed(request.POST)
    look_again = outcome.reading.errors or outcome.clashed
    if outcome.is_repeat and not look_again and not pressed:
        # Reload of a page that a list button made: the words kept since then are newer.
        return redirect(page.address)
    if look_again or answers.posted_action(request.POST):
        return _page(request, page, "portal/exercise.html", form_context(page, outcome=outcome))
    return _go_on(request, page, pressed, outcome)


def _go_on(
    request: HttpRequest, page: ExercisePage, pressed: str, outcome: answers.FormOutcome
) -> HttpResponse:
    """To where the pressed button leads, now that everything is stored."""
    if pressed == KEEP:
        return keep_from(request, page)
    if pressed == ASIDE:
        return redirect("clients:portal_set_aside", page.assignment.pk)
    if page.is_entry or not pressed:
        messages.success(request, _("Saved %(time)s") % {"time": outcome.saved_at})
        return redirect(page.address)
    return _finish(request, page, pressed)


def _finish(request: HttpRequest, page: ExercisePage, pressed: str) -> HttpResponse:
    try:
        low_word = "" if pressed in (DONE, ENOUGH) else pressed
        finishing.mark_done(
            request.user, page.assignment, enough=pressed == ENOUGH, low_word=low_word
        )
    except finishing.NotYet as early:
        if log := page.log:
            return _page(request, page, "portal/log.html", log_context(page, log, early=early))
        return _page(request, page, "portal/exercise.html", form_context(page, early=early))
    messages.success(request, _("Done for now. It is all kept."))
    return keep_chosen(request, page) or redirect("clients:portal_exercise", page.assignment.pk)


def closed_page(request: HttpRequest, page: ExercisePage, reason: str) -> HttpResponse:
    """No more words are taken: both what was stored and what was just typed can be copied."""
    reading = answers.read_fields(page.specs, request.POST)
    typed = [answers.plain_of(spec, reading.shown.get(spec.key)) for spec in page.specs]
    context = {"reason": reason, "typed": [text for text in typed if text]}
    return _page(request, page, "portal/closed.html", context, status=403)


def _page(
    request: HttpRequest, page: ExercisePage, template: str, context: dict, *, status: int = 200
) -> HttpResponse:
    return portal_page(
        request,
        template,
        context | {"letters": list(readers_of(page))},
        case_id=page.assignment.case_id,
        current="clients:portal_homework",
        status=status,
    )
