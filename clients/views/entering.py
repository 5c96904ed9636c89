"""Typing in what a person answered on paper or in a session; earlier answers beside each other."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.forms.entering import Entering
from clients.models import Answer, Assignment
from clients.services.entering import enter_answer, entered_before, not_enterable_because
from clients.services.readers import named_in
from clients.views.answer_lines import told
from clients.views.frame import case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from practice.services import audit

SIDE_BY_SIDE = 4


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def homework_enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    if assignment.together or assignment.is_gift:
        raise Http404  # each person answers for themselves
    posted = request.POST if request.method == "POST" else None
    entering = Entering(assignment, entered_before(assignment), posted)
    if entering.is_ready and _entered(request, assignment, entering):
        messages.success(request, _("Kept as their answer. You and they can read it."))
        return redirect("clients:case_homework", pk=assignment.case_id)
    context = _frame(request, assignment) | {
        "entering": entering,
        "form": entering.form,
        "not_now": not_enterable_because(assignment),
    }
    return render(request, "clients/homework_enter.html", context)


def _entered(request: HttpRequest, assignment: Assignment, entering: Entering) -> bool:
    day = entering.form.cleaned_data["happened_on"]
    values = entering.reading.values
    try:
        enter_answer(request.user, assignment, values=values, happened_on=day)
    except ValidationError as error:
        entering.form.add_error(None, error.messages)
        return False
    return True


@page_for("therapist", "supervisor")
@require_GET
def homework_earlier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same exercise each time that this person did it, newest first, side by side."""
    assignment = visible_or_404(Assignment, request.user, pk=pk)
    answers = Answer.objects.visible_to(request.user).select_related(
        "member__client", "heard__told_by"
    )
    rows = Assignment.objects.visible_to(request.user).filter(
        case=assignment.case_id,
        member=assignment.member_id,
        exercise__key=assignment.exercise.key,
        exercise__programme_key=assignment.exercise.programme_key,
    )
    rows = rows.select_related("exercise", "case").prefetch_related(
        Prefetch("answers", answers, to_attr="visible")
    )
    times = list(rows.order_by("-given_at", "pk")[:SIDE_BY_SIDE])
    context = _frame(request, assignment)
    seen = [(row, told(assignment.case, row)) for row in times]
    context["times"] = seen
    if read := [one.answer.pk for _row, answers in seen for one in answers]:
        case = assignment.case
        audit.record(request.user, "answers.read", case, case=case, **named_in(read))
    return render(request, "clients/homework_earlier.html", context)


def _frame(request: HttpRequest, assignment: Assignment) -> dict[str, object]:
    frame = case_frame(request, assignment.case, "clients:case_homework")
    back = reverse("clients:case_homework", args=[assignment.case_id])
    frame["crumbs"].append((_("To try"), back))
    return frame | {"assignment": assignment}
