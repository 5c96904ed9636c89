"""The private reflection of one session: its author's page, and nobody else's."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practice.access import page_for
from practice.forms.saving import SendForm
from practice.services.saving import Clash, NotRight
from practice.views.autosave import answered, is_autosave, takes_autosave
from sessions.forms.beside import ReflectionForm
from sessions.models import Session
from sessions.services import process_notes
from sessions.views.frame import crumbs, own_session


@page_for("therapist")
@require_http_methods(["GET", "POST"])
@takes_autosave
def process_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Empty until somebody writes: whether a colleague did, nothing tells."""
    therapy_session = own_session(request.user, pk)
    if request.method == "GET":
        return _page(request, therapy_session)
    form, send = ReflectionForm(request.POST), SendForm.read(request.POST)
    typed = form.cleaned_data["words"] if form.is_valid() else ""
    save = partial(process_notes.save, request.user, therapy_session, typed=typed)
    if is_autosave(request):
        keep = partial(process_notes.save_section, request.user, therapy_session, typed=typed)
        return answered(request, partial(keep, base=send.version, key=send.key))
    try:
        save(base=send.version)
    except Clash as clash:
        return _page(request, therapy_session, typed=typed, clash=clash)
    except NotRight as wrong:
        return _page(request, therapy_session, typed=typed, errors=wrong.errors["words"])
    messages.success(request, _("It is saved. Nobody but you opens it."))
    return redirect("sessions:process_note", pk=pk)


def _page(
    request: HttpRequest,
    therapy_session: Session,
    *,
    typed: str | None = None,
    clash: Clash | None = None,
    errors: list[str] | None = None,
) -> HttpResponse:
    own = process_notes.own_reflection(request.user, therapy_session)
    context = {
        "therapy_session": therapy_session,
        "case": therapy_session.case,
        "version": own.version,
        "words": own.words if typed is None else typed,
        "prompts": process_notes.prompts(),
        "clash": clash,
        "errors": errors or [],
        "crumbs": crumbs(therapy_session.case),
    }
    return render(request, "sessions/process_note.html", context)
