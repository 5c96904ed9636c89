"""Notes that were opened to the people in them: each reads joint and own parts, and answers alone.

No page here changes by anything that the partner does.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.models import Case
from clients.portal.frame import portal_page
from practice.access import page_for
from practice.services import audit
from practice.services.saving import Closed
from sessions.forms.beside import SayForm
from sessions.models import Note, NotePart, NoteReview
from sessions.services import reviews
from sessions.services.note_reading import Told, told_to_person


@page_for("client")
@require_GET
def portal_notes(request: HttpRequest, case_pk: UUID) -> HttpResponse:
    """The notes that are open to this person, the latest first."""
    case = get_object_or_404(Case.objects.portal_of(request.user), pk=case_pk)
    rows = Note.objects.offered_to(request.user).filter(therapy_session__case=case)
    found = rows.select_related("therapy_session").order_by("-therapy_session__starts_at")
    context = {"case": case, "notes": list(found)}
    return portal_page(request, "portal/notes.html", context, case_id=case_pk)


@page_for("client")
@require_http_methods(["GET", "POST"])
def portal_review(request: HttpRequest, case_pk: UUID, pk: UUID) -> HttpResponse:
    """One note, and what this person says of it."""
    told = _told(request.user, case_pk, pk)
    if request.method == "GET":
        audit.record(request.user, "note.read", told.note, case=case_pk)
        return _page(request, case_pk, told, _form(told))
    form = _form(told, request.POST)
    if not form.is_valid():
        return _page(request, case_pk, told, form)
    data = form.cleaned_data
    note = get_object_or_404(
        Note.objects.offered_to(request.user).filter(therapy_session__case=case_pk), pk=pk
    )
    words, version = data["words"], data["version"] or told.note.version
    try:
        kind, section = data["kind"], data["section"]
        reviews.say(request.user, note, kind=kind, words=words, section=section, version=version)
    except Closed as closed:
        form.add_error(None, str(closed))
        return _page(request, case_pk, told, form)
    messages.success(request, _("Thank you. Your therapist can read it now."))
    return redirect("sessions:portal_review", case_pk, pk)


def _told(user: Any, case_pk: UUID, pk: UUID) -> Told:
    """What of the note is theirs to read; 404 where that is nothing."""
    rows = NotePart.objects.open_to(user).filter(note=pk, note__therapy_session__case=case_pk)
    parts = list(rows.select_related("note__therapy_session__case", "note__template", "member"))
    if not parts:
        raise Http404
    return told_to_person(parts)


def _form(told: Told, posted: Any = None) -> SayForm:
    titles = [(section.key, section.title) for section, _words in told.sections]
    initial = {"version": told.note.version}
    return SayForm(posted, is_signed=told.note.is_signed, sections=titles, initial=initial)


def _page(request: HttpRequest, case_pk: UUID, told: Told, form: SayForm) -> HttpResponse:
    mine = NoteReview.objects.mine(request.user).filter(note=told.note)
    titles = {section.key: section.title for section, _words in told.sections}
    context = {
        "told": told,
        "note": told.note,
        "case": told.note.therapy_session.case,
        "form": form,
        "said": [(row, titles.get(row.section, "")) for row in mine],
    }
    return portal_page(request, "portal/note.html", context, case_id=case_pk)
