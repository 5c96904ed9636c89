"""What the people of a case agreed to, for its staff: each person in a part of their own."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clients.forms.agree import ReadForm
from clients.forms.consent import ConsentForm, PolicyForm, ReleaseForm
from clients.models import Case, CaseMember, Consent, SecretsPolicy, Way
from clients.services.consents import (
    NEEDED,
    give_consent,
    give_several,
    standing_of,
    withdraw_consent,
)
from clients.services.policies import choose_policy, sign_policy
from clients.views.frame import attempt, case_frame, worked
from practice.access import editable_or_404, page_for, visible_or_404
from practice.models import Practice


@page_for("therapist", "supervisor")
@require_GET
def case_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, visible_or_404(Case, request.user, pk=pk))


@page_for("therapist", "supervisor")
@require_POST
def policy_choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new version, which both are asked to sign when they next come to the portal."""
    case = editable_or_404(Case, request.user, pk=pk)
    form = PolicyForm(request.POST)
    if not worked(form, lambda data: choose_policy(request.user, case, data["kind"])):
        return _page(request, case, policy_form=form)
    messages.success(request, _("It is chosen. Each of them is asked to agree, on their own."))
    return redirect("clients:case_consent", pk)


@page_for("therapist", "supervisor")
@require_POST
def policy_on_paper(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """A signature on paper, of somebody who has no login."""
    case = editable_or_404(Case, request.user, pk=pk)
    member = get_object_or_404(case.members.select_related("client"), pk=member_pk)
    read = ReadForm.hash_in(request.POST)
    act = partial(sign_policy, request.user, member, read=read, how=Way.PAPER)
    attempt(request, act, _("The signature on paper is recorded."))
    return redirect("clients:case_consent", pk)


@page_for("therapist", "supervisor")
@require_POST
def consent_record(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """What somebody agreed to on paper or in the room."""
    case, member = _person_of(request, pk, member_pk)
    form = ConsentForm(request.POST, prefix=str(member_pk))
    if worked(form, lambda data: give_several(request.user, member.client, case, **data)):
        messages.success(request, _("It is recorded."))
        return redirect("clients:case_consent", pk)
    return _page(request, case, forms={member.pk: {"consent": form}})


@page_for("therapist", "supervisor")
@require_POST
def release_record(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """Somebody agreed that a named person is told."""
    case, member = _person_of(request, pk, member_pk)
    form = ReleaseForm(request.POST, prefix=f"{member_pk}-release")
    give = partial(give_consent, request.user, member.client, case, kind=Consent.Kind.RELEASE)
    if worked(form, lambda data: give(**data)):
        messages.success(request, _("It is recorded."))
        return redirect("clients:case_consent", pk)
    return _page(request, case, forms={member.pk: {"release": form}})


@page_for("therapist", "supervisor")
@require_POST
def consent_withdraw(request: HttpRequest, pk: UUID, consent_pk: UUID) -> HttpResponse:
    """They told their therapist that they take it back: it ends with this."""
    case = editable_or_404(Case, request.user, pk=pk)
    rows = Consent.objects.editable_by(request.user).of_case(pk).filter(withdrawal=None)
    consent = get_object_or_404(rows.filter(client__memberships__case=case), pk=consent_pk)
    withdraw_consent(request.user, consent, how=Way.ROOM)
    messages.success(request, _("It ended with this. What was agreed before stays on record."))
    return redirect("clients:case_consent", pk)


def _person_of(request: HttpRequest, pk: UUID, member_pk: UUID) -> tuple[Case, CaseMember]:
    case = editable_or_404(Case, request.user, pk=pk)
    return case, get_object_or_404(case.members.select_related("client"), pk=member_pk)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    policy_form: PolicyForm | None = None,
    forms: dict[Any, dict[str, Any]] | None = None,
) -> HttpResponse:
    """`forms`: by member, those that were sent and need another look."""
    policies = list(SecretsPolicy.objects.visible_to(request.user).filter(case=case))
    members = case.members.select_related("client").prefetch_related("agreements__policy")
    frame = case_frame(request, case, "clients:case_consent", members=members)
    given = _given(request, case, [member.client_id for member in frame["members"]])
    context = {
        "policies": policies,
        "people": [
            _signed(member, policies)
            | _told(member, given.get(member.client_id, []))
            | _forms(member, (forms or {}).get(member.pk, {}))
            for member in frame["members"]
        ],
        "policy_form": policy_form or PolicyForm(),
        "today": Practice.load().today(),
    }
    return render(request, "clients/case_consent.html", frame | context)


def _forms(member: CaseMember, sent: dict[str, Any]) -> dict[str, Any]:
    return {
        "consent_form": sent.get("consent") or ConsentForm(prefix=str(member.pk)),
        "release_form": sent.get("release") or ReleaseForm(prefix=f"{member.pk}-release"),
    }


def _signed(member: CaseMember, policies: list[SecretsPolicy]) -> dict[str, Any]:
    """What one of them signed, latest first, and whether the latest version is among it."""
    signed = list(member.agreements.all())
    latest = policies[0].pk if policies else None
    return {
        "member": member,
        "signed": signed,
        "waits": latest is not None and latest not in {one.policy_id for one in signed},
    }


def _given(request: HttpRequest, case: Case, people: list[UUID]) -> dict[UUID, list[Consent]]:
    """By person, latest first: of this case, and what is about the person as such."""
    found: dict[UUID, list[Consent]] = {}
    rows = Consent.objects.visible_to(request.user).of_case(case.pk).filter(client__in=people)
    for row in rows.select_related("withdrawal", "guardian"):
        found.setdefault(row.client_id, []).append(row)
    return found


def _told(member: CaseMember, rows: list[Consent]) -> dict[str, Any]:
    """Each kind once as it stands now, what came before, and what nobody agreed to yet."""
    standing, before = standing_of(rows)
    is_minor = Practice.load().is_minor(member.client.born_on)
    kinds = {one.kind for one in standing if one.guardian is None}
    along = {one.kind for one in standing if one.guardian and one.guardian.ended_at is None}
    return {
        "standing": standing,
        "before": before,
        "missing": [kind.label for kind in NEEDED if kind not in kinds],
        "is_minor": is_minor,
        "missing_along": [kind.label for kind in NEEDED if is_minor and kind not in along],
    }
