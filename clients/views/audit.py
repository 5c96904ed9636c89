"""The audit trail, for owners: filtered, page by page, and whether its chain holds."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clients.forms.audit import AuditForm
from clients.services.audit_reading import lines
from practice.access import page_for
from practice.services import audit

MOST_FAULTS = 10


@page_for("owner")
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """Looking is written down, too."""
    form = AuditForm(request.GET)
    shown, further = lines(form.asked())
    audit.record(request.user, "trail.read")
    context: dict[str, Any] = {
        "form": form,
        "lines": shown,
        "further": _address(request, further),
        "is_asked": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "clients/audit_list.html", context)


@page_for("owner")
@require_POST
def audit_check(request: HttpRequest) -> HttpResponse:
    """The whole chain, line by line: whether anything was altered or cut out."""
    found = list(islice(audit.faults(), MOST_FAULTS))
    waiting = audit.unsealed()
    audit.record(request.user, "trail.checked", faults=len(found))
    for fault in found:
        messages.error(request, fault)
    if not found:
        messages.success(request, _("The chain holds: no line was altered, and none is missing."))
    if waiting:
        messages.info(request, _("The newest lines are not linked to it yet. That is as usual."))
    return redirect("clients:audit_list")


def _address(request: HttpRequest, before: int | None) -> str:
    """The next page with everything that was asked for; empty on the last one."""
    if before is None:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(before)
    return f"?{asked.urlencode()}"
