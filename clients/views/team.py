"""Who works with a case, handing it over, and a partner's leaving."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.forms.team import HandOverForm, LeaveForm, WorkerForm
from clients.models import Case, CaseWorker
from clients.services.team import add_co_therapist, at_work, end_work, hand_over, leave_case
from clients.views.frame import attempt, case_frame, members_of, worked
from practice.access import Refused, editable_or_404, page_for, visible_or_404


@page_for("therapist", "supervisor")
@require_GET
def case_team(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, visible_or_404(Case, request.user, pk=pk))


@page_for("therapist", "supervisor")
@require_POST
def worker_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    form = WorkerForm(request.POST, case=case)
    if worked(form, lambda data: add_co_therapist(request.user, case, data["to"])):
        messages.success(request, _("They can open this case now."))
        return redirect("clients:case_team", pk=pk)
    return _page(request, case, add=form)


@page_for("therapist", "supervisor")
@require_POST
def worker_end(request: HttpRequest, pk: UUID, worker_pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    worker = editable_or_404(CaseWorker, request.user, case=case, pk=worker_pk)
    done = _("They do not see this case from now on.")
    attempt(request, lambda: end_work(request.user, case, worker), done)
    # Whoever ended their own work has no sight of the page any more.
    stays = Case.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect("clients:case_team", pk=pk) if stays else redirect("clients:case_list")


@page_for("therapist", "supervisor")
@require_POST
def case_hand_over(request: HttpRequest, pk: UUID, worker_pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    worker = editable_or_404(CaseWorker, request.user, case=case, pk=worker_pk)
    if not CaseWorker.objects.handed_over_by(request.user).filter(pk=worker_pk).exists():
        raise Refused(_("A case is handed over by its therapist alone."))
    form = HandOverForm(request.POST, case=case)
    if not worked(form, lambda data: hand_over(request.user, case, worker=worker, to=data["to"])):
        return _page(request, case, over=form)
    said = _("%(code)s is with %(name)s now.") % {
        "code": case.code,
        "name": form.cleaned_data["to"],
    }
    messages.success(request, said)
    return redirect("clients:case_list")


@page_for("owner")
@require_GET
def cases_left(request: HttpRequest) -> HttpResponse:
    """Cases whose therapist's login is closed: their codes, and nothing of what they hold."""
    return render(request, "clients/cases_left.html", {"left": _left(request.user)})


@page_for("owner")
@require_http_methods(["GET", "POST"])
def case_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give such a case to a therapist who is here."""
    worker = get_object_or_404(_left(request.user), case=pk)
    case = worker.case
    form = HandOverForm(request.POST or None, case=case)
    if request.method == "POST" and worked(
        form, lambda data: hand_over(request.user, case, worker=worker, to=data["to"])
    ):
        values = {"code": case.code, "name": form.cleaned_data["to"]}
        messages.success(request, _("%(code)s is with %(name)s now.") % values)
        return redirect("clients:cases_left")
    return render(request, "clients/case_place.html", {"worker": worker, "form": form})


def _left(owner: Any) -> Any:
    rows = CaseWorker.objects.handed_over_by(owner).filter(user__is_active=False)
    return rows.select_related("user", "case").order_by("case__code")


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def member_leaves(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    member = get_object_or_404(members_of(case), pk=member_pk, case__kind=Case.Kind.COUPLE)
    form = LeaveForm(request.POST or None, member=member)
    if request.method == "POST" and worked(
        form, lambda data: leave_case(request.user, member, left_on=data["left_on"])
    ):
        messages.success(request, _("The day is written down. Sharing ends with it."))
        return redirect("clients:case_detail", pk=pk)
    context = case_frame(request, case, "clients:case_detail") | {"member": member, "form": form}
    return render(request, "clients/member_leaves.html", context)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    add: WorkerForm | None = None,
    over: HandOverForm | None = None,
) -> HttpResponse:
    workers = list(at_work(case))
    earlier = CaseWorker.objects.visible_to(request.user).filter(case=case, until__isnull=False)
    earlier = earlier.exclude(pk__in=[row.pk for row in workers]).select_related("user")
    lead = next((row for row in workers if row.role == CaseWorker.Role.THERAPIST), None)
    context = case_frame(request, case, "clients:case_detail") | {
        "workers": workers,
        "lead": lead,
        "may_hand_over": lead is not None and lead.user_id == request.user.pk,
        "earlier": list(earlier),
        "add": add or WorkerForm(case=case),
        "over": over or HandOverForm(case=case, auto_id="over_%s"),
        "all_forms": [form for form in (add, over) if form and form.errors],
    }
    return render(request, "clients/case_team.html", context)
