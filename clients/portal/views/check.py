"""A daily check in one tap, with or without scripts."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.models import Assignment
from clients.portal.forms.check import CheckForm
from clients.portal.frame import portal_page
from clients.services.checks import Check, check_of, note_check
from practice.forms.saving import SendForm
from practice.services.saving import Closed


@require_POST
def homework_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Back to Today, which tells what is noted."""
    check = _check(request.user, pk)
    tap = CheckForm.read(request.POST, request.user)
    try:
        note_check(request.user, check, **tap, key=SendForm.read(request.POST).key)
    except ValidationError as refused:
        return _look_again(request, check, " ".join(refused.messages), tap["note"], status=422)
    except Closed as closed:
        return _look_again(request, check, str(closed), tap["note"], status=403)
    messages.success(request, _("Noted."))
    return redirect("clients:portal_today", check.assignment.case_id)


def _check(user: Any, pk: uuid.UUID) -> Check:
    """The same 404 for what is unknown, not theirs, or has nothing planned yet."""
    rows = list(Assignment.objects.with_answers_of(user).filter(pk=pk).select_related("exercise"))
    parts = [row.answer for row in rows if hasattr(row, "answer")]
    check = check_of(rows[0], parts) if rows else None
    if check is None:
        raise Http404
    return check


def _look_again(
    request: HttpRequest, check: Check, reason: str, note: str, *, status: int
) -> HttpResponse:
    """Nothing was stored; the note can be copied."""
    context = {"reason": reason, "typed": [note] if note else []}
    case_id = check.assignment.case_id
    return portal_page(
        request,
        "portal/closed.html",
        context,
        case_id=case_id,
        current="clients:portal_today",
        status=status,
    )
