"""When something comes: delivered by hand, or put elsewhere in line; resting, for the therapist."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.delivery import DeliveryForm, WhoForm
from clients.models import Assignment, Case, CaseMember
from clients.services.delivery import change_delivery, deliver_now, possible_before
from clients.services.pauses import begin_pause, end_pause
from clients.views.frame import attempt, case_frame, members_of
from practice.access import editable_or_404, page_for


@page_for("therapist", "supervisor")
@require_POST
def homework_deliver(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    done = _("Delivered. Somebody who rests just now finds it when they go on.")
    attempt(request, lambda: deliver_now(request.user, assignment), done)
    return redirect("clients:case_homework", pk=assignment.case_id)


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def homework_delivery(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The line of one thing that waits."""
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    form = DeliveryForm(
        request.POST or None,
        before=possible_before(assignment, _still_open(request, assignment)),
        initial=DeliveryForm.as_it_stands(assignment),
    )
    if request.method == "POST" and form.is_valid() and _changed(request, assignment, form):
        messages.success(request, _("It comes as you chose."))
        return redirect("clients:case_homework", pk=assignment.case_id)
    frame = case_frame(request, assignment.case, "clients:case_homework")
    back = reverse("clients:case_homework", args=[assignment.case_id])
    frame["crumbs"].append((_("To try"), back))
    context = frame | {"assignment": assignment, "form": form}
    return render(request, "clients/homework_delivery.html", context)


def _still_open(request: HttpRequest, assignment: Assignment) -> list[Assignment]:
    rows = Assignment.objects.visible_to(request.user).filter(
        case=assignment.case_id, status=Assignment.Status.OPEN
    )
    return list(rows.select_related("exercise").order_by("given_at", "exercise__position", "pk"))


def _changed(request: HttpRequest, assignment: Assignment, form: DeliveryForm) -> bool:
    try:
        change_delivery(request.user, assignment, form.change())
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


@page_for("therapist", "supervisor")
@require_POST
def case_pause(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    begin_pause(request.user, case, WhoForm.chosen(request.POST, _present(case)))
    messages.success(request, _("At rest. Nothing new comes until somebody goes on."))
    return redirect("clients:case_detail", pk=pk)


@page_for("therapist", "supervisor")
@require_POST
def case_go_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    end_pause(request.user, case, WhoForm.chosen(request.POST, _present(case)))
    messages.success(request, _("They go on. What came due meanwhile comes two at a time."))
    return redirect("clients:case_detail", pk=pk)


def _present(case: Case) -> list[CaseMember]:
    return [member for member in members_of(case) if member.is_present]
