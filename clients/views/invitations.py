"""Inviting people to a login of their own, by a button. Accepting lives in the portal."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.models import Case, Client
from clients.services.invitations import invite
from practice.access import editable_or_404, page_for


@page_for("therapist", "owner", "office")
@require_POST
def client_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    client = editable_or_404(Client, request.user, pk=pk)
    invite_all(request, [client])
    return _back(request, client)


@page_for("therapist", "supervisor")
@require_POST
def case_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody of a case who has no login yet, each to their own address."""
    case = editable_or_404(Case, request.user, pk=pk)
    members = case.members.filter(left_on=None, client__user=None).select_related("client")
    invite_all(request, [member.client for member in members])
    return redirect("clients:case_detail", pk=case.pk)


def invite_all(request: HttpRequest, clients: list[Client]) -> None:
    """Invite each; what came of it, or why not, is told person by person."""
    for client in clients:
        try:
            invite(request.user, client)
        except ValidationError as error:
            words = " ".join(error.messages)
            messages.warning(request, _("%(name)s: %(why)s") % {"name": client, "why": words})
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": client})


def _back(request: HttpRequest, client: Client) -> HttpResponse:
    """To the page the button stood on, if it is one of ours."""
    # `next` may be forged: a button of ours must not lead to a page that only looks like ours.
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return redirect(page)
    return redirect("clients:client_detail", pk=client.pk)
