"""Opening a joint step to both and closing it; how far each person is ready to go."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.ready import ReadyForm
from clients.models import Assignment, Case, CaseMember
from clients.services.cases import count_cleared
from clients.services.joint_steps import JointGround, close_for_both, open_for_both
from clients.services.readiness import set_readiness
from clients.views.frame import attempt, case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from practice.services import audit


def why_not_open(
    case: Case, rows: Iterable[Assignment], members: Iterable[CaseMember]
) -> dict[UUID, str]:
    """Joint step -> why it cannot be opened to both now, empty where it can."""
    joint = [row for row in rows if row.together]
    if not joint:
        return {}
    ground = JointGround.of(case, members, cleared=count_cleared(case))
    return {row.pk: ground.against(row.exercise) for row in joint}


@page_for("therapist", "supervisor")
@require_POST
def homework_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    done = _("It is open to both now.")
    attempt(request, lambda: open_for_both(request.user, assignment), done)
    return _back(request, assignment)


@page_for("therapist", "supervisor")
@require_POST
def homework_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    close_for_both(request.user, assignment)
    messages.success(request, _("Closed. To both it looks as if it was not open yet."))
    return _back(request, assignment)


def _back(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """To the phase on the map that the button was pressed on, else to the list."""
    phase = request.GET.get("phase", "")
    # A later version of the course may have it in another phase than when it was given.
    if assignment.journey.programme.phases.filter(key=phase).exists():
        journey = reverse("clients:case_journey", args=[assignment.case_id])
        return redirect(f"{journey}?phase={phase}#give")
    return redirect("clients:case_homework", pk=assignment.case_id)


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_ready(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """What one person said over time; staff may write it down for somebody without a login."""
    may = editable_or_404 if request.method == "POST" else visible_or_404
    case = may(Case, request.user, pk=pk, kind=Case.Kind.COUPLE)
    member = get_object_or_404(case.members.select_related("client"), pk=member_pk)
    form = ReadyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_readiness(request.user, member, form.cleaned_data["level"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("It is kept."))
            return redirect("clients:case_detail", pk=case.pk)
    return _page(request, case, member, form)


def _page(request: HttpRequest, case: Case, member: CaseMember, form: ReadyForm) -> HttpResponse:
    told = list(member.readiness.select_related("entered_by"))
    if told:
        audit.record(request.user, "readiness.read", member, case=case)
    frame = case_frame(request, case, "clients:case_detail")
    context = {"form": form, "member": member, "told": told}
    return render(request, "clients/case_ready.html", frame | context)
