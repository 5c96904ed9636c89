"""The sessions of a case, past and coming, and new ones. For changes see session_change.py."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clients.models import Case
from clients.views.frame import case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from sessions.forms.session import SessionForm
from sessions.models import Note, Session, numbered
from sessions.services import clock, diary, sessions
from sessions.views.beside import beside_words, tell_beside


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_sessions(request: HttpRequest, pk: UUID) -> HttpResponse:
    if request.method == "GET":
        case = visible_or_404(Case, request.user, pk=pk)
        return _list(request, case, SessionForm(case))
    case = editable_or_404(Case, request.user, pk=pk)
    form = SessionForm(case, request.POST)
    if form.is_valid():
        if "look" in request.POST:
            return _list(request, case, form, looked=_look(request, case, form))
        if form.carry_out(lambda: _schedule(request, case, form)):
            return redirect("sessions:case_sessions", pk=pk)
    return _list(request, case, form)


def _schedule(request: HttpRequest, case: Case, form: SessionForm) -> None:
    made = sessions.schedule_all(request.user, case, **form.hour)
    words = ngettext(
        "The session is in the list.", "The %(n)s sessions are in the list.", len(made)
    )
    messages.success(request, words % {"n": len(made)})
    tell_clock(request, form.days, form.cleaned_data["at"])
    tell_beside(request, made)


def tell_clock(request: HttpRequest, days: list[date], at: Any) -> None:
    """What happens to a time of the clock on the days when clocks change."""
    for sentence in clock.told_of_changes(days, at):
        messages.info(request, sentence)


def _look(request: HttpRequest, case: Case, form: SessionForm) -> list[str]:
    """What else stands in the therapist's calendar then; nothing is saved."""
    user: Any = request.user  # signed in: `page_for` has asked
    minutes = form.cleaned_data["minutes"]
    wanted = [
        Session(case=case, therapist=user, starts_at=at, minutes=minutes)
        for at in form.hour["starts"]
    ]
    return beside_words(user, wanted) or [_("Nothing else stands in your calendar then.")]


def _list(
    request: HttpRequest, case: Case, form: SessionForm, looked: list[str] | None = None
) -> HttpResponse:
    rows = list(
        case.therapy_sessions.select_related("note", "therapist")
        .with_who_comes()
        .order_by("starts_at", "pk")
    )
    numbers, now = numbered(rows), timezone.now()
    coming: list[Session] = []
    past: list[Session] = []
    for row in rows:
        row.number = numbers.get(row.pk)  # type: ignore[attr-defined] # shown beside the date
        has_no_time = row.status == Session.Status.MOVED
        (past if has_no_time or row.ends_at < now else coming).append(row)
    meets = diary.beside(request.user, coming)
    for row in coming:
        row.meets = row.pk in meets  # type: ignore[attr-defined] # told to its therapist alone
    context = case_frame(request, case, "sessions:case_sessions")
    context |= {"form": form, "coming": coming, "past": past[::-1], "looked": looked}
    context["open_drafts"] = _open_drafts(request.user, case)
    return render(request, "sessions/case_sessions.html", context)


def _open_drafts(user: Any, case: Case) -> set[UUID]:
    """Keys of the drafts that this person may open."""
    drafts = Note.objects.visible_to(user).filter(therapy_session__case=case, signed_at=None)
    return set(drafts.values_list("pk", flat=True))
