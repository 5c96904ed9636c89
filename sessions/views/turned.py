"""The screen turned to the people in the room: joint words, and a number entered alone.

Whatever road leads here holds the login here: Back, reload and other addresses show nothing else
until the therapist has proved who they are.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.services.scores import case_scale
from practice.access import Refused, editable_or_404, page_for
from practice.services.saving import Closed, NotRight
from practice.views.held import hold_screen, release_screen
from sessions.forms.room import KeyForm, MemberForm, NumberReading
from sessions.models import Note
from sessions.services.notes import load_paper
from sessions.services.room import line_field, place_in_room, room_places
from sessions.views.frame import own_session


@page_for("therapist")
@require_POST
def room_turn(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn the screen: to both, or to one person for their number."""
    note = _held(request, pk)
    form = MemberForm(note.therapy_session.case, request.POST)
    if form.is_valid() and form.cleaned_data["member"]:
        return redirect("sessions:room_number", pk=pk, member_pk=form.cleaned_data["member"].pk)
    return redirect("sessions:room_turned", pk=pk)


@page_for("therapist")
@require_GET
def room_turned(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What both may read. It says nothing of who entered a number, or whether anybody did."""
    note = _held(request, pk)
    paper = load_paper(note)
    is_couple = note.therapy_session.case.is_couple
    shown = [place for place in room_places(paper) if not (is_couple and place.member)]
    context = {
        "note": note,
        "coming": paper.coming,
        "words": [
            (place.section, paper.data(place).get(line_field(place), "").splitlines())
            for place in shown
        ],
    }
    return render(request, "sessions/room_turned.html", context)


@page_for("therapist")
@require_http_methods(["GET", "POST"])
def room_number(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """One person's number and nothing else; what they entered is never shown here again."""
    note = _held(request, pk)
    member = next((one for one in load_paper(note).coming if one.pk == member_pk), None)
    if member is None:
        raise Http404
    form = NumberReading(_scale(), request.POST if request.method == "POST" else None)
    key = KeyForm(request.POST if request.method == "POST" else None)
    if form.rather_not:
        return redirect("sessions:room_kept", pk=pk)
    if form.is_valid and form.place and key.is_valid():
        low, high = form.place["low"], form.place["high"]
        entered = key.cleaned_data["key"]
        try:
            place_in_room(request.user, note, member, low=low, high=high, key=entered)
        except (Closed, NotRight) as closed:
            raise Refused(str(closed)) from closed
        return redirect("sessions:room_kept", pk=pk)
    context: dict[str, Any] = {"note": note, "member": member, "fields": form.fields(), "key": key}
    return render(request, "sessions/room_number.html", context)


@page_for("therapist")
@require_GET
def room_kept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """After a number, or after choosing none: the same page for everybody."""
    return render(request, "sessions/room_kept.html", {"note": _held(request, pk)})


@page_for("therapist")
@require_GET
def room_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The way back, once the therapist has shown that it is them."""
    own_session(request.user, pk)
    if release_screen(request):
        return redirect("sessions:session_room", pk=pk)
    here = urlencode({"next": reverse("sessions:room_back", args=[pk])})
    return redirect(f"{reverse('account_reauthenticate')}?{here}")


def _held(request: HttpRequest, pk: UUID) -> Note:
    note = editable_or_404(Note, request.user, therapy_session_id=pk)
    hold_screen(request, reverse("sessions:room_turned", args=[pk]))
    return note


def _scale() -> Any:
    try:
        return case_scale()
    except ValidationError as no_library:
        raise Http404 from no_library
