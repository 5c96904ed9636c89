"""The page for the hour itself: what is said goes to somebody by one tap. For others to see it,
the screen is turned: turned.py.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practice.access import Refused, editable_or_404, page_for
from practice.services.saving import Closed, NotRight
from sessions.forms.note import NotePage
from sessions.forms.room import SentenceForm
from sessions.models import Note
from sessions.services import notes, room
from sessions.services.room import SECTIONS, add_sentence, line_field, room_places
from sessions.views.frame import crumbs


@page_for("therapist")
@require_http_methods(["GET", "POST"])
def session_room(request: HttpRequest, pk: UUID) -> HttpResponse:
    note = editable_or_404(Note, request.user, therapy_session_id=pk)
    if note.is_offered:
        messages.info(request, _("The people in it are looking at this note. Take it back first."))
        return redirect("sessions:session_note", pk=pk)
    paper = notes.load_paper(note)
    form = SentenceForm(room_places(paper), request.POST if request.method == "POST" else None)
    if form.is_valid() and _given(request, note, form):
        return redirect("sessions:session_room", pk=pk)
    return render(request, "sessions/session_room.html", _context(request, paper, form))


def _given(request: HttpRequest, note: Note, form: SentenceForm) -> bool:
    """Whether the sentence was kept; what stands in its way is told at its field."""
    sentence = form.cleaned_data
    place = sentence["place"]
    try:
        add_sentence(request.user, note, place, sentence["sentence"], key=sentence["key"])
    except NotRight as wrong:
        form.add_error("sentence", [line for lines in wrong.errors.values() for line in lines])
        return False
    except Closed as closed:  # signed or opened to the people in it since the page was loaded
        raise Refused(str(closed)) from closed
    messages.success(request, _("Kept: %(whose)s.") % {"whose": place.member or _("both together")})
    return True


def _context(request: HttpRequest, paper: notes.Paper, form: SentenceForm) -> dict[str, Any]:
    note = paper.note
    rows = [row for row in NotePage(paper, request.POST).rows if row.section.key in SECTIONS]
    fields = {row.section.key: line_field(form.places[row.places[0].name]) for row in rows}
    case = note.therapy_session.case
    return {
        "note": note,
        "case": case,
        "form": form,
        "rows": rows,
        "fields": fields,
        "coming": paper.coming,
        "owners": form.fields["to"].choices,  # type: ignore[attr-defined] # a ChoiceField
        "own_words": room.OWN_WORDS,
        "crumbs": crumbs(case),
    }
