"""The buttons beside a note: open it, write together, add to it, sign a second time, answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practice.access import Refused, page_for, visible_or_404
from practice.services.saving import Closed
from sessions.forms.beside import AddForm, AnswerForm, CommentForm, OfferForm, TogetherForm
from sessions.models import Note
from sessions.services import comments, note_life, reviews
from sessions.views.notes import note_page


@page_for("therapist", "supervisor")
@require_POST
def note_offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft by whoever writes it, a signed note by whoever works with the case."""
    note = _one_of(("editable_by", "added_to_by"), request, pk)
    form = OfferForm(request.POST)
    is_offered = form.is_valid() and form.cleaned_data["is_offered"]
    note_life.offer(request.user, note, is_offered=is_offered)
    opened = _("The people in it can read their parts now, and say what they think of them.")
    messages.success(request, opened if is_offered else _("It is taken back."))
    return redirect("sessions:session_note", pk=pk)


@page_for("therapist", "supervisor")
@require_POST
def note_together(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let colleagues of the case write in the draft, or end that."""
    note = _one_of(("editable_by",), request, pk)
    form = TogetherForm(request.POST)
    is_shared = form.is_valid() and form.cleaned_data["is_shared"]
    try:
        note_life.write_together(request.user, note, is_shared=is_shared)
    except Closed as closed:
        raise Refused(str(closed)) from closed
    together = _("Whoever works with this case can write in this draft now.")
    messages.success(request, together if is_shared else _("You write this draft alone again."))
    return redirect("sessions:session_note", pk=pk)


@page_for("therapist", "supervisor")
@require_POST
def note_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Words beside a note that nobody writes any more."""
    note = _one_of(("added_to_by",), request, pk)
    form = AddForm(request.POST)
    if not form.is_valid():
        return note_page(request, note, form=form)
    note_life.add_to_note(request.user, note, **form.cleaned_data)
    messages.success(request, _("It stands beside the note."))
    return redirect("sessions:session_note", pk=pk)


@page_for("therapist", "supervisor")
@require_POST
def note_cosign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A supervisor's name under a signed note."""
    note = _one_of(("cosigned_by",), request, pk)
    try:
        note_life.cosign(request.user, note)
    except Closed as closed:
        raise Refused(str(closed)) from closed
    messages.success(request, _("Your name stands under the note."))
    return redirect("sessions:session_note", pk=pk)


@page_for("therapist", "supervisor")
@require_POST
def note_comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A supervisor's words to whoever wrote the note."""
    note = _one_of(("cosigned_by",), request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return note_page(request, note, comment_form=form)
    comments.comment(request.user, note, **form.cleaned_data)
    messages.success(request, _("The therapist can read it now."))
    return redirect("sessions:session_note", pk=pk)


@page_for("therapist", "supervisor")
@require_POST
def note_correction(request: HttpRequest, pk: UUID, review: UUID) -> HttpResponse:
    """The answer to a wish for a correction."""
    note = _one_of(("added_to_by",), request, pk)
    asked = get_object_or_404(note.reviews.filter(kind="correction"), pk=review)
    form = AnswerForm(request.POST, prefix=asked.pk.hex[:8])
    if not form.is_valid():
        return note_page(request, note, answering=(asked.pk, form))
    try:
        reviews.answer_correction(request.user, asked, **form.cleaned_data)
    except Closed as closed:
        raise Refused(str(closed)) from closed
    messages.success(request, _("They can read your answer now."))
    return redirect("sessions:session_note", pk=pk)


def _one_of(roads: tuple[str, ...], request: HttpRequest, pk: UUID) -> Note:
    """The note by the first road that leads there; 403 if it may be read only, 404 otherwise."""
    note = visible_or_404(Note, request.user, therapy_session_id=pk)
    rows: Any = Note.objects
    if any(getattr(rows, road)(request.user).filter(pk=note.pk).exists() for road in roads):
        return note
    raise PermissionDenied
