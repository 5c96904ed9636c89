"""Safety screening: each person is asked alone. Nothing of it ever reaches a client's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.cases import ScreeningForm
from clients.models import Case, CaseMember
from clients.services.cases import record_screening
from clients.services.safety import lower_safety_flag
from clients.views.frame import attempt, case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from practice.services import audit


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def screening(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    may = editable_or_404 if request.method == "POST" else visible_or_404
    case = may(Case, request.user, pk=pk)
    member = get_object_or_404(case.members.select_related("client"), pk=member_pk)
    form = ScreeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_screening(request.user, member, **form.cleaned_data)
        messages.success(request, _("The screening is recorded."))
        return redirect("clients:case_detail", pk=case.pk)
    return _page(request, case, member, form)


def _page(
    request: HttpRequest, case: Case, member: CaseMember, form: ScreeningForm
) -> HttpResponse:
    # The partner may be the danger: what each said alone is read by whom, and when, is on record.
    earlier = list(member.screenings.select_related("recorded_by"))
    if earlier:
        audit.record(request.user, "screening.read", member, case=case)
    frame = case_frame(request, case, "clients:case_detail")
    context = {"form": form, "member": member, "earlier": earlier}
    return render(request, "clients/screening.html", frame | context)


@page_for("therapist", "supervisor")
@require_POST
def safety_flag_lower(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    done = _("The safety flag is lowered. Joint steps may open again.")
    attempt(request, lambda: lower_safety_flag(request.user, case), done)
    return redirect("clients:case_detail", pk=case.pk)
