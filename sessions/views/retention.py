"""Keeping records and removing them: the list to look through, one case's time, and its end.

Codes and days stand here, and no word of a case; who may come is `Case.objects.retained_by`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clients.models import Case, Destruction
from clients.services.holds import lift_hold, set_hold, standing_hold
from clients.views.frame import attempt, worked
from practice.access import page_for, visible_or_404
from practice.models import Practice, RetentionRule
from practice.services import audit
from practice.views.pdf import pdf_response
from sessions.forms.retention import CodeForm, HoldForm, ProposeForm
from sessions.services.destroying import case_to_decide, destroy, propose, waiting_on, withdraw
from sessions.services.retention import term_of, terms_due

DECIDERS = ("owner", "therapist", "supervisor")
MOST = 100  # on the page; the next come up as these are decided
SOON = timedelta(days=90)


@page_for(*DECIDERS)
@require_GET
def retention_list(request: HttpRequest) -> HttpResponse:
    """What may go by now or soon, what waits for somebody, and what went."""
    rule, today = RetentionRule.in_force(), Practice.load().today()
    cases = Case.objects.retained_by(request.user)
    terms = terms_due(cases, rule, until=today + SOON) if rule else []
    seen = Destruction.objects.visible_to(request.user).select_related("proposed_by", "asked")
    context = {
        "rule": rule,
        "today": today,
        "terms": terms[:MOST],
        "more": len(terms) > MOST,
        "held": cases.filter(legal_holds__lifted_at=None, legal_holds__isnull=False).distinct(),
        "waiting": seen.waiting().order_by("proposed_at"),
        "done": seen.filter(confirmed_at__isnull=False).defer("certificate")[:MOST],
    }
    return render(request, "sessions/retention_list.html", context)


@page_for(*DECIDERS)
@require_GET
def retention_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _case(request, pk))


@page_for(*DECIDERS)
@require_POST
def retention_hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    case, form = _kept(request, pk), HoldForm(request.POST)
    if not worked(form, lambda data: set_hold(request.user, case, reason=data["reason"])):
        return _page(request, case, hold_form=form)
    messages.success(request, _("The legal hold stands. Nothing of this case is removed."))
    return redirect("sessions:retention_case", pk=pk)


@page_for(*DECIDERS)
@require_POST
def retention_lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = _kept(request, pk)
    attempt(request, lambda: lift_hold(request.user, case), _("The legal hold is lifted."))
    return redirect("sessions:retention_case", pk=pk)


@page_for(*DECIDERS)
@require_POST
def retention_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = _kept(request, pk)
    every = list(Destruction.What.values)  # which of them is due, the service says
    form = ProposeForm(request.POST, user=request.user, case=case, kinds=every)
    if not worked(form, lambda data: propose(request.user, case, **data)):
        return _page(request, case, propose_form=form)
    messages.success(request, _("It is proposed. Nothing is removed until it is confirmed."))
    return redirect("sessions:retention_case", pk=pk)


@page_for(*DECIDERS)
@require_POST
def retention_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    withdraw(request.user, _waiting(_case(request, pk)))
    messages.success(request, _("The proposal is taken back. Everything stays."))
    return redirect("sessions:retention_list")


@page_for(*DECIDERS)
@require_POST
def retention_destroy(request: HttpRequest, pk: UUID) -> HttpResponse:
    case, form = _case(request, pk), CodeForm(request.POST)
    row = _waiting(case)
    if not worked(form, lambda data: destroy(request.user, row, code=data["code"])):
        return _page(request, case, code_form=form)
    messages.success(request, _("It is removed. The certificate is kept in the list below."))
    return redirect("sessions:retention_list")


@page_for(*DECIDERS)
@require_GET
def certificate_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper as it was made; it names no person who came."""
    row = visible_or_404(Destruction, request.user, pk=pk)
    if row.confirmed_at is None:
        raise Http404
    audit.record(request.user, "certificate.printed", row, case=row.case_id)
    day = Practice.load().local(row.confirmed_at).date()
    return pdf_response(bytes(row.certificate), "certificate", day)


def _kept(request: HttpRequest, pk: UUID) -> Case:
    """A case about whose keeping this person decides."""
    return get_object_or_404(Case.objects.retained_by(request.user), pk=pk)


def _case(request: HttpRequest, pk: UUID) -> Case:
    """The same, or one whose removal this person was asked to confirm."""
    case = case_to_decide(request.user, pk)
    if case is None:
        raise Http404
    return case


def _waiting(case: Case) -> Destruction:
    row = waiting_on(case)
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, case: Case, **forms: Any) -> HttpResponse:
    rule, today = RetentionRule.in_force(), Practice.load().today()
    term = term_of(case, rule) if rule else None
    due = [kind for kind in Destruction.What if term and term.is_due(kind, today)]
    makers: dict[str, Callable[[], Any]] = {
        "hold_form": HoldForm,
        "code_form": CodeForm,
        "propose_form": lambda: ProposeForm(user=request.user, case=case, kinds=due),
    }
    context = {
        "case": case,
        "rule": rule,
        "term": term,
        "due": due,
        "hold": standing_hold(case),
        "waiting": waiting_on(case),
        "may_decide": Case.objects.retained_by(request.user).filter(pk=case.pk).exists(),
        **{name: forms.get(name) or make() for name, make in makers.items()},
        "wrong": [form for form in forms.values() if form.errors],
    }
    return render(request, "sessions/retention_case.html", context)
