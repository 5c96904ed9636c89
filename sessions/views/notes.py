"""The note of a session: begun, written part by part, signed, read."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.services.readers import named_in
from practice.access import Refused, editable_or_404, page_for, visible_or_404
from practice.forms.saving import SendForm
from practice.services import audit
from practice.services.saving import Closed, NotRight
from practice.views.autosave import answered, is_autosave, takes_autosave
from sessions.forms.note import NotePage, SignForm, fast, rest
from sessions.forms.session import StartForm
from sessions.models import Note, Session
from sessions.planning.came_in import came_in
from sessions.services import notes, quotes, signing
from sessions.services.note_reading import header_facts
from sessions.views.frame import crumbs
from sessions.views.note_beside import beside, reviews_of


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
    form = StartForm(request.POST)
    in_room = form.is_valid() and form.cleaned_data["in_room"]
    return redirect("sessions:session_room" if in_room else "sessions:session_note", pk=pk)


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
@takes_autosave
def session_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    if request.method == "GET":
        return note_page(request, visible_or_404(Note, request.user, therapy_session_id=pk))
    note = _writable(request, pk)
    try:
        return _save(request, note)
    except Closed as closed:  # signed or opened to the people in it since the page was loaded
        raise Refused(str(closed)) from closed


def _writable(request: HttpRequest, pk: UUID) -> Note:
    """The draft; a signed note says why it takes no more words."""
    try:
        return editable_or_404(Note, request.user, therapy_session_id=pk)
    except PermissionDenied as denied:
        raise Refused(_("This note is signed or somebody else's. It stays as it is.")) from denied


def _save(request: HttpRequest, note: Note) -> HttpResponse:
    user, posted, send = request.user, request.POST, SendForm.read(request.POST)
    if is_autosave(request):
        save = partial(notes.save_section, user, note, section=send.section, posted=posted)
        return answered(request, partial(save, base=send.version, key=send.key))
    if note.is_offered and notes.sends_nothing(note, posted):
        return _after_save(request, note)
    outcome = notes.save_all(user, note, posted=posted, base=send.version)
    note = visible_or_404(Note, user, pk=note.pk)  # as it is now, after the save
    if not outcome.is_whole:
        return _draft(request, note, outcome=outcome)
    return _after_save(request, note)


def note_page(request: HttpRequest, note: Note, **trouble: Any) -> HttpResponse:
    """The page of a note in whatever state it is."""
    if note.is_draft and not note.is_offered and note in _mine(request):
        return _draft(request, note, **trouble)
    return _closed(request, note, **trouble)


def _mine(request: HttpRequest) -> Any:
    return Note.objects.editable_by(request.user)


def _after_save(request: HttpRequest, note: Note) -> HttpResponse:
    """On to what else the button asks for: a quote, or signing, which tells what is still open."""
    form = SignForm(request.POST)
    page = reverse("sessions:session_note", args=[note.therapy_session_id])
    if form.is_valid() and form.cleaned_data["quote"]:
        return _quote(request, note, form.cleaned_data["quote"], page)
    if not form.is_valid() or not form.cleaned_data["sign"]:
        messages.success(request, _("The note is saved. It is a draft until it is signed."))
        return redirect(page)
    try:
        accepts = form.cleaned_data["accepts_one_sided"]
        signing.sign(request.user, note, accepts_one_sided=accepts)
    except signing.NotReady as not_ready:
        note = visible_or_404(Note, request.user, pk=note.pk)
        return note_page(request, note, readiness=not_ready.readiness)
    messages.success(request, _("The note is signed. It stays as it is from now on."))
    return redirect(page)


def _quote(request: HttpRequest, note: Note, asked: str, page: str) -> HttpResponse:
    """Back to the list of what came in, since one quote is rarely the only one."""
    mark, _colon, place_name = asked.partition(":")
    try:
        place = quotes.quote(request.user, note, mark=mark, place_name=place_name)
    except Closed as closed:
        messages.warning(request, str(closed))
    except NotRight:
        messages.warning(request, _("That part is full. Make some room in it first."))
    else:
        values = {"section": place.section.title, "who": place.member or _("both together")}
        messages.success(request, _("Quoted in %(section)s, %(who)s.") % values)
    return redirect(f"{page}?quoting=1")


def _draft(request: HttpRequest, note: Note, **trouble: Any) -> HttpResponse:
    paper = notes.load_paper(note)
    found = quotes.sources(request.user, paper)
    page = NotePage(paper, request.POST, sources=found, **trouble)
    rows = page.rows
    lines = came_in(note, paper.places, request.user)
    context = _frame(note) | {
        "page": page,
        "fast": fast(rows),
        "rest": rest(rows),
        "facts": header_facts(page.paper),
        "is_author": note.author_id == request.user.pk,
        "reviews": reviews_of(page.paper),
        "came_in": lines,
        "is_quoting": "quoting" in request.GET,
    }
    _record_reading(request, note, context["reviews"])
    if lines:
        case, read = context["case"], {one.answer for one in lines}
        audit.record(request.user, "answers.read", case, case=case, **named_in(read))
    return render(request, "sessions/session_note.html", context)


def _closed(request: HttpRequest, note: Note, **trouble: Any) -> HttpResponse:
    """Signed, opened to the people in it, or left by its author: read, with what stands beside."""
    prefetch_related_objects([note], "parts")  # read twice: to be shown, and for their seal
    context = _frame(note) | beside(request, note, notes.load_paper(note), **trouble)
    _record_reading(request, note, [*context["reviews"], *context["corrections"]])
    return render(request, "sessions/session_note_read.html", context)


def _record_reading(request: HttpRequest, note: Note, said: list[Any]) -> None:
    """Reading one's own words leaves no line; those of others do, and what people say is theirs."""
    if said or note.author_id != request.user.pk:
        audit.record(request.user, "note.read", note, case=note.therapy_session.case_id)


def _frame(note: Note) -> dict[str, Any]:
    case = note.therapy_session.case
    counted: Any = Session.objects.filter(pk=note.therapy_session_id).with_number().get()
    return {"note": note, "case": case, "number": counted.number, "crumbs": crumbs(case)}
