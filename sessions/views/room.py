"""The page for the hour itself: what is said goes to somebody by one tap. For others to see it,
the screen is turned: turned.py.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.views.frame import attempt
from practice.access import Refused, editable_or_404, page_for, visible_or_404
from practice.forms.saving import SendForm
from practice.models import Practice
from practice.services import audit
from practice.services.saving import Closed, NotRight
from practice.views.pdf import pdf_response
from sessions.forms.note import NotePage
from sessions.forms.room import MemberForm, SentenceForm
from sessions.models import Note
from sessions.services import notes, room
from sessions.services.room import SECTIONS, add_sentence, line_field, room_places
from sessions.services.sections import Outcome
from sessions.summaries.card import card_pdf
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


@page_for("therapist")
@require_POST
def room_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was agreed goes into one person's portal; what stands on the page is saved first."""
    note, posted = _writable(request, pk), request.POST
    form = MemberForm(note.therapy_session.case, posted)
    outcome = notes.save_all(request.user, note, posted=posted, base=SendForm.read(posted).version)
    note = editable_or_404(Note, request.user, pk=note.pk)
    if not outcome.is_whole:
        paper = notes.load_paper(note)
        context = _context(request, paper, SentenceForm(room_places(paper)), outcome)
        return render(request, "sessions/session_room.html", context)
    member = form.cleaned_data["member"] if form.is_valid() else None
    if member is not None:
        give = partial(room.give_to_take, request.user, note, member)
        attempt(request, give, _("%(name)s has it in the portal.") % {"name": member})
    return redirect("sessions:session_room", pk=pk)


@page_for("therapist")
@require_GET
def room_card(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """The same words on paper, for whoever has no portal or likes a card."""
    note = visible_or_404(Note, request.user, therapy_session_id=pk)
    paper = notes.load_paper(note)
    member = next((one for one in paper.coming if one.pk == member_pk), None)
    words = room.words_to_try(paper, member) if member else ""
    if member is None or not words:
        raise Http404
    practice = Practice.load()
    file = card_pdf(
        words,
        made_on=practice.today(),
        language=member.client.language,
        crisis_line=practice.help_line,
    )
    audit.record(request.user, "experiment.card", note, case=note.therapy_session.case_id)
    return pdf_response(file, "card", practice.today())


def _writable(request: HttpRequest, pk: UUID) -> Note:
    note = editable_or_404(Note, request.user, therapy_session_id=pk)
    if note.is_offered:
        raise Refused(_("The people in it are looking at this note. Take it back first."))
    return note


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


def _context(
    request: HttpRequest, paper: notes.Paper, form: SentenceForm, outcome: Outcome | None = None
) -> dict[str, Any]:
    note = paper.note
    page = NotePage(paper, request.POST, outcome)
    rows = [row for row in page.rows if row.section.key in SECTIONS]
    fields = {row.section.key: line_field(form.places[row.places[0].name]) for row in rows}
    case = note.therapy_session.case
    return {
        "note": note,
        "case": case,
        "form": form,
        "rows": rows,
        "fields": fields,
        "coming": paper.coming,
        "with_words": [one for one in paper.coming if room.words_to_try(paper, one)],
        "has_trouble": outcome is not None,
        "owners": form.fields["to"].choices,  # type: ignore[attr-defined] # a ChoiceField
        "own_words": room.OWN_WORDS,
        "crumbs": crumbs(case),
    }
