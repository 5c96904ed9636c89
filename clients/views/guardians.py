"""Who decides along with somebody not of age: written in, what they agreed to, and their end."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.guardian import GuardianConsentForm, GuardianForm
from clients.models import Case, CaseMember, Guardian
from clients.services.consents import give_several
from clients.services.guardians import add_guardian, end_guardian
from clients.views.frame import attempt, case_frame, worked
from practice.access import editable_or_404, page_for, visible_or_404


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_guardians(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """The page of one person; a form writes somebody in."""
    case, member = _person(request, pk, member_pk)
    form = GuardianForm(request.POST or None)
    add = partial(add_guardian, request.user, member.client, case)
    if request.method == "POST" and worked(form, lambda data: add(**data)):
        messages.success(request, _("They are written in."))
        return redirect("clients:case_guardians", pk, member_pk)
    return _page(request, case, member, form=form)


@page_for("therapist", "supervisor")
@require_POST
def guardian_consent(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    case, member = _person(request, pk, member_pk)
    form = GuardianConsentForm(request.POST, guardians=_standing(request, member))
    if worked(form, lambda data: give_several(request.user, member.client, case, **data)):
        messages.success(request, _("It is recorded."))
        return redirect("clients:case_guardians", pk, member_pk)
    return _page(request, case, member, consent=form)


@page_for("therapist", "supervisor")
@require_POST
def guardian_end(
    request: HttpRequest, pk: UUID, member_pk: UUID, guardian_pk: UUID
) -> HttpResponse:
    case, member = _person(request, pk, member_pk)
    guardian = get_object_or_404(_standing(request, member), pk=guardian_pk)
    done = _("They decide along no more. What they agreed to stays in the history.")
    attempt(request, lambda: end_guardian(request.user, guardian, case), done)
    return redirect("clients:case_guardians", pk, member_pk)


def _person(request: HttpRequest, pk: UUID, member_pk: UUID) -> tuple[Case, CaseMember]:
    may = editable_or_404 if request.method == "POST" else visible_or_404
    case = may(Case, request.user, pk=pk)
    return case, get_object_or_404(case.members.select_related("client"), pk=member_pk)


def _standing(request: HttpRequest, member: CaseMember) -> QuerySet[Guardian]:
    rows = Guardian.objects.visible_to(request.user)
    return rows.filter(client=member.client_id, ended_at=None)


def _page(request: HttpRequest, case: Case, member: CaseMember, **sent: Any) -> HttpResponse:
    guardians = _standing(request, member)
    context = {
        "member": member,
        "guardians": list(guardians),
        "form": sent.get("form") or GuardianForm(),
        "consent": sent.get("consent") or GuardianConsentForm(guardians=guardians),
    }
    frame = case_frame(request, case, "clients:case_consent")
    return render(request, "clients/case_guardians.html", frame | context)
