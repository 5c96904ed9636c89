"""Resting from everything with one tap, and going on with one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.models import CaseMember
from clients.services.pauses import begin_pause, end_pause


@require_POST
def portal_pause(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    member = _oneself(request, case_pk)
    begin_pause(request.user, member.case, [member])
    return redirect("clients:portal_today", case_pk)


@require_POST
def portal_go_on(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    member = _oneself(request, case_pk)
    end_pause(request.user, member.case, [member])
    messages.success(request, _("Good to have you here. Start where you like."))
    return redirect("clients:portal_today", case_pk)


def _oneself(request: HttpRequest, case_pk: uuid.UUID) -> CaseMember:
    members = CaseMember.objects.of_login(request.user).select_related("case")
    return get_object_or_404(members, case=case_pk)
