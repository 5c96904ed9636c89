"""Standard measures of a case: totals from paper forms, and what a change in them says."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.measures import TotalForm
from clients.models import Case, MeasureTotal
from clients.services.measures import lines_of, record_total, take_out_total
from clients.views.frame import attempt, case_frame
from practice.access import editable_or_404, page_for, visible_or_404


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_measures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every total, by person and measure; a POST keeps one more."""
    may = editable_or_404 if request.method == "POST" else visible_or_404
    case = may(Case, request.user, pk=pk)
    context = case_frame(request, case, "clients:case_progress")
    sent = request.POST if request.method == "POST" else None
    form = TotalForm(sent, members=context["members"])
    if _recorded(request, form):
        messages.success(request, _("The total is kept."))
        return redirect("clients:case_measures", pk=pk)
    rows = MeasureTotal.objects.visible_to(request.user).filter(member__case=case)
    context |= {"lines": lines_of(rows.select_related("member__client")), "form": form}
    return render(request, "clients/case_measures.html", context)


def _recorded(request: HttpRequest, form: TotalForm) -> bool:
    if not form.is_valid():
        return False
    try:
        record_total(request.user, form.member, **form.told())
    except ValidationError as error:
        form.add_errors(error.message_dict)
        return False
    return True


@page_for("therapist", "supervisor")
@require_POST
def total_take_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = editable_or_404(MeasureTotal, request.user, pk=pk)
    attempt(request, lambda: take_out_total(request.user, row), _("The total is taken out."))
    return redirect("clients:case_measures", pk=row.member.case_id)
