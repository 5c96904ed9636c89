"""Changing one session: its time, whether it takes place, who comes; a form for each."""

import copy
import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clients.models import CaseMember
from clients.views.frame import attempt
from practice.access import editable_or_404, page_for
from practice.models import Practice
from practice.views.undo import offer_undo
from sessions.forms.session import AttendanceForm, AwayForm, CancelForm, MoveForm
from sessions.models import Session
from sessions.services import clock, series, sessions
from sessions.views.beside import beside_words, tell_beside
from sessions.views.frame import crumbs


@page_for("therapist")
@require_http_methods(["GET", "POST"])
def session_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Several forms on one page: one that was not sent stays unbound, or it would complain."""
    therapy_session = editable_or_404(Session, request.user, pk=pk)
    case = therapy_session.case
    forms = _forms(request, therapy_session)
    if _changed(request, therapy_session, forms):
        return redirect("sessions:case_sessions", pk=case.pk)
    looked = _look(request, therapy_session, forms["move"]) if "look" in request.POST else None
    context = {"therapy_session": therapy_session, "case": case, "looked": looked, **forms}
    context |= {"crumbs": crumbs(case), "beside": beside_words(request.user, [therapy_session])}
    return render(request, "sessions/session_change.html", context)


@page_for("therapist")
@require_POST
def session_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of two is away today, or both come after all: two taps, from plan or room."""
    therapy_session = editable_or_404(Session, request.user, pk=pk)
    form = AwayForm(therapy_session.case, request.POST)
    in_room = False
    if form.is_valid():
        away, in_room = form.cleaned_data["away"], form.cleaned_data["in_room"]
        act = functools.partial(sessions.set_away, request.user, therapy_session, away)
        attempt(request, act, _told_away(away))
        if away:
            again = {"in_room": "1"} if in_room else {}
            offer_undo(request, reverse("sessions:session_away", args=[pk]), **again)
    return redirect("sessions:session_room" if in_room else "sessions:session_plan", pk=pk)


def _told_away(away: CaseMember | None) -> str:
    if away is None:
        return _("Everybody comes.")
    return _("%(name)s is away. Note and plan have no part for them.") % {"name": away}


def _forms(request: HttpRequest, therapy_session: Session) -> dict[str, Any]:
    sent = request.POST
    return {
        "move": MoveForm(
            sent if "move" in sent or "look" in sent else None,
            prefix="move",
            later=series.those_that_go_along(therapy_session).count(),
            initial={"minutes": therapy_session.minutes},
        ),
        "cancel": CancelForm(
            sent if "cancel" in sent else None,
            prefix="cancel",
            later=series.later_ones(therapy_session).count(),
        ),
        "people": AttendanceForm(
            therapy_session.case,
            sent if "people" in sent else None,
            prefix="people",
            initial=_people_now(therapy_session),
        ),
    }


def _people_now(therapy_session: Session) -> dict[str, object]:
    members = therapy_session.attendances.values_list("member_id", flat=True)
    place = therapy_session.place
    return {"members": list(members), "format": therapy_session.format, "place": place}


def _changed(request: HttpRequest, therapy_session: Session, forms: dict[str, Any]) -> bool:
    """Whether the form that was sent, if one was, went through."""
    if "look" in request.POST:
        return False
    for name, act in ACTS.items():
        form = forms[name]
        if form.is_valid():
            return bool(form.carry_out(functools.partial(act, request, therapy_session, form)))
    return False


def _move(request: HttpRequest, therapy_session: Session, form: MoveForm) -> None:
    if form.with_later:
        moved = series.move_with_later(request.user, therapy_session, **form.change)
    else:
        moved = [sessions.move(request.user, therapy_session, **form.change)]
    words = ngettext("The session is moved.", "%(n)s sessions are moved.", len(moved))
    messages.success(request, words % {"n": len(moved)})
    if form.cleaned_data["starts_at"]:
        local = [Practice.load().local(one.starts_at).date() for one in moved]
        for sentence in clock.told_of_changes(local, form.cleaned_data["at"]):
            messages.info(request, sentence)
        tell_beside(request, moved)


def _cancel(request: HttpRequest, therapy_session: Session, form: CancelForm) -> None:
    act = series.cancel_with_later if form.with_later else _cancel_one
    cancelled = act(request.user, therapy_session, reason=form.cleaned_data["reason"])
    words = ngettext(
        "The session does not take place.", "%(n)s sessions do not take place.", len(cancelled)
    )
    messages.success(request, words % {"n": len(cancelled)})


def _cancel_one(actor: Any, therapy_session: Session, *, reason: str) -> list[Session]:
    return [sessions.cancel(actor, therapy_session, reason=reason)]


def _people(request: HttpRequest, therapy_session: Session, form: AttendanceForm) -> None:
    sessions.set_attendance(request.user, therapy_session, **form.cleaned_data)
    messages.success(request, _("The session is changed."))


# The name of a form and of its button -> what it does.
ACTS: dict[str, Callable[[HttpRequest, Session, Any], None]] = {
    "move": _move,
    "cancel": _cancel,
    "people": _people,
}


def _look(request: HttpRequest, therapy_session: Session, form: MoveForm) -> list[str] | None:
    """What else stands in the therapist's calendar at the typed time; nothing is saved."""
    if not form.is_valid() or form.cleaned_data["starts_at"] is None:
        return None
    later = series.those_that_go_along(therapy_session) if form.with_later else ()
    ahead = [copy.copy(therapy_session), *later]  # the page tells of the session as it is
    ahead[0].status = Session.Status.PLANNED
    series.put_in_own_weeks(ahead, form.cleaned_data["starts_at"], form.cleaned_data["minutes"])
    return beside_words(request.user, ahead) or [_("Nothing else stands in your calendar then.")]
