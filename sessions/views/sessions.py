"""The sessions of a case: those past and coming, a new one, and changes to one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.models import Case
from clients.views.frame import case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from sessions.forms.session import AttendanceForm, MoveForm, SessionForm
from sessions.models import Attendance, Session, numbered
from sessions.services import sessions


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_sessions(request: HttpRequest, pk: UUID) -> HttpResponse:
    if request.method == "GET":
        case = visible_or_404(Case, request.user, pk=pk)
        return _list(request, case, SessionForm(case))
    case = editable_or_404(Case, request.user, pk=pk)
    form = SessionForm(case, request.POST)
    if form.is_valid() and _schedule(request, case, form):
        return redirect("sessions:case_sessions", pk=pk)
    return _list(request, case, form)


def _schedule(request: HttpRequest, case: Case, form: SessionForm) -> bool:
    data = {name: value for name, value in form.cleaned_data.items() if name in SCHEDULED}
    try:
        sessions.schedule(request.user, case, **data)
    except ValidationError as error:
        form.add_service_error(error)
        return False
    messages.success(request, _("The session is in the list."))
    return True


SCHEDULED = {"starts_at", "minutes", "format", "members", "place"}


def _in_order() -> QuerySet[Attendance]:
    """Partner A, then B."""
    return Attendance.objects.select_related("member__client").order_by("member__position")


def _list(request: HttpRequest, case: Case, form: SessionForm) -> HttpResponse:
    rows = list(
        case.therapy_sessions.select_related("note", "therapist")
        .prefetch_related(Prefetch("attendances", _in_order()))
        .order_by("starts_at", "pk")
    )
    numbers = numbered(rows)
    for row in rows:
        row.number = numbers.get(row.pk)  # type: ignore[attr-defined] # shown beside the date
    now = timezone.now()
    context = case_frame(request, case, "sessions:case_sessions") | {
        "form": form,
        "coming": [row for row in rows if row.ends_at >= now and row.counts],
        "past": [row for row in reversed(rows) if row.ends_at < now or not row.counts],
    }
    return render(request, "sessions/case_sessions.html", context)


@page_for("therapist")
@require_http_methods(["GET", "POST"])
def session_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another time, or other people: two forms on one page, each with a button of its own."""
    therapy_session = editable_or_404(Session, request.user, pk=pk)
    case = therapy_session.case
    data = request.POST or None
    move = MoveForm(data if "move" in request.POST else None, prefix="move")
    people = AttendanceForm(case, data if "people" in request.POST else None, prefix="people")
    if request.method == "POST" and _change(request, therapy_session, move, people):
        return redirect("sessions:case_sessions", pk=case.pk)
    if not people.is_bound:
        people.initial = _people_now(therapy_session)
    context = {"therapy_session": therapy_session, "case": case, "move": move, "people": people}
    context["crumbs"] = [(case.title, reverse("sessions:case_sessions", args=[case.pk]))]
    return render(request, "sessions/session_change.html", context)


def _people_now(therapy_session: Session) -> dict[str, object]:
    members = therapy_session.attendances.values_list("member_id", flat=True)
    return {"members": list(members), "format": therapy_session.format}


def _change(
    request: HttpRequest, therapy_session: Session, move: MoveForm, people: AttendanceForm
) -> bool:
    form = move if move.is_bound else people
    if not form.is_bound or not form.is_valid():
        return False
    try:
        if form is move:
            at = move.cleaned_data["starts_at"]
            sessions.move(request.user, therapy_session, starts_at=at)
        else:
            sessions.set_attendance(request.user, therapy_session, **people.cleaned_data)
    except ValidationError as error:
        form.add_service_error(error)
        return False
    messages.success(request, _("The session is changed."))
    return True
