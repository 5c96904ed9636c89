"""The note of a session: begun, written part by part, signed, read."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice.access import editable_or_404, page_for, visible_or_404
from practice.forms.saving import SendForm
from practice.services import audit
from practice.services.saving import Closed
from practice.views.autosave import answered, is_autosave
from sessions.forms.note import NotePage, SignForm, fast, rest
from sessions.models import Note, Session
from sessions.services import notes, signing
from sessions.services.note_reading import header_facts, read_back
from sessions.views.frame import crumbs


@page_for("therapist")
@require_POST
def note_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The note begins by an act of its own; a draft of somebody else does not exist for you."""
    therapy_session = editable_or_404(Session, request.user, pk=pk)
    try:
        note = notes.start_note(request.user, therapy_session)
    except Closed as closed:
        messages.warning(request, str(closed))
        return redirect("sessions:session_plan", pk=pk)
    # It may have been begun by a colleague, whose draft is theirs alone.
    if not Note.objects.visible_to(request.user).filter(pk=note.pk).exists():
        raise Http404
    return redirect("sessions:session_note", pk=pk)


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def session_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    if request.method == "GET":
        note = visible_or_404(Note, request.user, therapy_session_id=pk)
        return _signed(request, note) if note.is_signed else _draft(request, note)
    note = editable_or_404(Note, request.user, therapy_session_id=pk)
    user, posted, send = request.user, request.POST, SendForm.read(request.POST)
    if is_autosave(request):
        save = partial(notes.save_section, user, note, section=send.section, posted=posted)
        return answered(request, partial(save, base=send.version, key=send.key))
    outcome = notes.save_all(user, note, posted=posted, base=send.version)
    note = visible_or_404(Note, user, pk=note.pk)  # as it is now, after the save
    if not outcome.is_whole:
        return _draft(request, note, outcome=outcome)
    return _after_save(request, note)


def _after_save(request: HttpRequest, note: Note) -> HttpResponse:
    """On to signing when that button was pressed; what is open is told beside its section."""
    form = SignForm(request.POST)
    page = reverse("sessions:session_note", args=[note.therapy_session_id])
    if not form.is_valid() or not form.cleaned_data["sign"]:
        messages.success(request, _("The note is saved. It is yours alone until you sign it."))
        return redirect(page)
    try:
        accepts = form.cleaned_data["accepts_one_sided"]
        signing.sign(request.user, note, accepts_one_sided=accepts)
    except signing.NotReady as not_ready:
        return _draft(request, note, readiness=not_ready.readiness)
    messages.success(request, _("The note is signed. It stays as it is from now on."))
    return redirect(page)


def _draft(request: HttpRequest, note: Note, **trouble: Any) -> HttpResponse:
    page = NotePage(notes.load_paper(note), request.POST, **trouble)
    rows = page.rows
    context = _frame(note) | {
        "page": page,
        "fast": fast(rows),
        "rest": rest(rows),
        "facts": header_facts(page.paper),
    }
    return render(request, "sessions/session_note.html", context)


def _signed(request: HttpRequest, note: Note) -> HttpResponse:
    if note.author_id != request.user.pk:  # reading one's own words leaves no line
        case = note.therapy_session.case_id
        audit.record(request.user, "note.read", note, case=case)
    paper = notes.load_paper(note)
    context = _frame(note) | {
        "sections": read_back(paper),
        "is_intact": signing.is_intact(note),
    }
    return render(request, "sessions/session_note_signed.html", context)


def _frame(note: Note) -> dict[str, Any]:
    case = note.therapy_session.case
    counted: Any = Session.objects.filter(pk=note.therapy_session_id).with_number().get()
    return {"note": note, "case": case, "number": counted.number, "crumbs": crumbs(case)}
