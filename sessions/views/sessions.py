"""The sessions of a case: those past and coming, a new one, and changes to one."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.models import Case
from clients.views.frame import case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from sessions.forms.session import AttendanceForm, MoveForm, SessionForm
from sessions.models import Attendance, Session, numbered
from sessions.services import sessions
from sessions.views.frame import crumbs


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_sessions(request: HttpRequest, pk: UUID) -> HttpResponse:
    if request.method == "GET":
        case = visible_or_404(Case, request.user, pk=pk)
        return _list(request, case, SessionForm(case))
    case = editable_or_404(Case, request.user, pk=pk)
    form = SessionForm(case, request.POST)
    schedule = sessions.schedule
    if form.is_valid() and form.carry_out(lambda: schedule(request.user, case, **form.hour)):
        messages.success(request, _("The session is in the list."))
        return redirect("sessions:case_sessions", pk=pk)
    return _list(request, case, form)


def _in_order() -> QuerySet[Attendance]:
    """Partner A, then B."""
    return Attendance.objects.select_related("member__client").order_by("member__position")


def _list(request: HttpRequest, case: Case, form: SessionForm) -> HttpResponse:
    rows = list(
        case.therapy_sessions.select_related("note", "therapist")
        .prefetch_related(Prefetch("attendances", _in_order()))
        .order_by("starts_at", "pk")
    )
    numbers, now = numbered(rows), timezone.now()
    coming: list[Session] = []
    past: list[Session] = []
    for row in rows:
        row.number = numbers.get(row.pk)  # type: ignore[attr-defined] # shown beside the date
        (coming if row.counts and row.ends_at >= now else past).append(row)
    context = case_frame(request, case, "sessions:case_sessions")
    context |= {"form": form, "coming": coming, "past": past[::-1]}
    return render(request, "sessions/case_sessions.html", context)


@page_for("therapist")
@require_http_methods(["GET", "POST"])
def session_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another time, or other people: two forms on one page, each with a button of its own."""
    therapy_session = editable_or_404(Session, request.user, pk=pk)
    case = therapy_session.case
    posted = request.POST
    # A form that was not sent stays unbound, or it would complain of fields nobody touched.
    move = MoveForm(posted if "move" in posted else None, prefix="move")
    people = AttendanceForm(case, posted if "people" in posted else None, prefix="people")
    if _changed(request, therapy_session, move, people):
        messages.success(request, _("The session is changed."))
        return redirect("sessions:case_sessions", pk=case.pk)
    if not people.is_bound:
        people.initial = _people_now(therapy_session)
    context = {"therapy_session": therapy_session, "case": case, "move": move, "people": people}
    context["crumbs"] = crumbs(case)
    return render(request, "sessions/session_change.html", context)


def _people_now(therapy_session: Session) -> dict[str, object]:
    members = therapy_session.attendances.values_list("member_id", flat=True)
    return {"members": list(members), "format": therapy_session.format}


def _changed(
    request: HttpRequest, therapy_session: Session, move: MoveForm, people: AttendanceForm
) -> bool:
    """Whether the form that was sent, if one was, went through."""
    if move.is_valid():
        at = move.cleaned_data["starts_at"]
        return move.carry_out(lambda: sessions.move(request.user, therapy_session, starts_at=at))
    if people.is_valid():
        there = people.cleaned_data
        return people.carry_out(
            lambda: sessions.set_attendance(request.user, therapy_session, **there)
        )
    return False
