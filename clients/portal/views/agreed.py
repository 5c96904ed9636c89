"""What this person agreed to, in their own words of then; each can be taken back at once."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.access import signed_policy
from clients.forms.agree import ReadForm
from clients.models import CaseMember, Consent, Way
from clients.models.agreed_texts import consent_text
from clients.portal.frame import portal_page
from clients.portal.views.agree import attempt_to_agree
from clients.services.consents import IN_PORTAL, give_consent, standing_of, withdraw_consent


@require_GET
def portal_agreed(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Everything that stands, what one might agree to as well, and what is over."""
    member = _oneself(request, case_pk)
    rows = Consent.objects.mine(request.user).of_case(case_pk).select_related("withdrawal")
    standing, before = standing_of(rows)
    kinds = {one.kind for one in standing}
    offered = [consent_text(kind) for kind in IN_PORTAL if kind not in kinds]
    context = {
        "case": member.case,
        "standing": [(one, consent_text(one.kind).title) for one in standing],
        "before": [(one, consent_text(one.kind).title) for one in before],
        "offered": offered,
        "member": member,
    }
    return portal_page(request, "portal/agreed.html", context, case_id=case_pk)


@require_http_methods(["GET", "POST"])
def portal_agree_to(request: HttpRequest, case_pk: uuid.UUID, kind: str) -> HttpResponse:
    """Read one more thing, and agree to it."""
    member = _oneself(request, case_pk)
    if kind not in IN_PORTAL:
        raise Http404
    text = consent_text(kind)
    if request.method == "POST":
        read = ReadForm.hash_in(request.POST)
        who = (request.user, member.client, member.case)
        give = partial(give_consent, *who, kind=kind, how=Way.PORTAL, read=read)
        if attempt_to_agree(request, give):
            messages.success(request, _("Kept. You can take it back on any day."))
            return redirect("clients:portal_agreed", case_pk)
    context = {"text": text, "case": member.case}
    return portal_page(request, "portal/agree_to.html", context, case_id=case_pk)


@require_http_methods(["GET", "POST"])
def portal_withdraw(request: HttpRequest, case_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Take one back: what follows is said first, then it ends at once."""
    member = _oneself(request, case_pk)
    rows = Consent.objects.mine(request.user).of_case(case_pk).filter(withdrawal=None)
    consent = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        withdraw_consent(request.user, consent, how=Way.PORTAL)
        messages.success(request, _("It ended with this. Your words are kept."))
        return redirect("clients:portal_agreed", case_pk)
    context = {"consent": consent, "title": consent_text(consent.kind).title, "case": member.case}
    return portal_page(request, "portal/withdraw.html", context, case_id=case_pk)


def _oneself(request: HttpRequest, case_pk: uuid.UUID) -> CaseMember:
    """With the case, and of a couple the words that they signed last."""
    members = CaseMember.objects.of_login(request.user).select_related("case", "client")
    return get_object_or_404(members.annotate(**signed_policy()), case=case_pk)
