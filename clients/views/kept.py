"""What people of a case keep, as far as it was given to their therapist; and calls for help."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.kept import SaidForm
from clients.models import Case, HelpFlag, Quote, Ritual
from clients.services import help as calls
from clients.services.kept import note_words
from clients.views.frame import case_frame, members_of
from practice.access import editable_or_404, page_for, visible_or_404
from practice.services import audit


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_kept(request: HttpRequest, pk: UUID) -> HttpResponse:
    may = editable_or_404 if request.method == "POST" else visible_or_404
    case = may(Case, request.user, pk=pk)
    members = list(members_of(case))
    form = SaidForm(request.POST or None, members=members, is_safe=not case.safety_flag)
    if request.method == "POST" and form.is_valid():
        note_words(request.user, form.member, **form.said())
        messages.success(request, _("The words are kept."))
        return redirect("clients:case_kept", pk=case.pk)
    return render(request, "clients/case_kept.html", _context(request, case, form))


@page_for("therapist", "supervisor")
@require_POST
def help_seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It leaves the safety strip; that it was seen, by whom and when, stays on record."""
    flag = editable_or_404(HelpFlag, request.user, pk=pk)
    calls.mark_seen(request.user, flag)
    return redirect("clients:case_detail", pk=flag.member.case_id)


def _context(request: HttpRequest, case: Case, form: SaidForm) -> dict[str, Any]:
    said = Quote.objects.visible_to(request.user).filter(case=case, retired_at=None)
    words = list(said.select_related("member__client", "entered_by"))
    rows = Ritual.objects.visible_to(request.user).filter(case=case)
    habits = list(rows.select_related("member__client").order_by("retired_on", "since", "pk"))
    if words or habits:
        audit.record(request.user, "kept.read", case, case=case)
    kinds = [(kind, label) for kind, label in Quote.Kind.choices]
    groups = [(label, [row for row in words if row.kind == kind]) for kind, label in kinds]
    return {
        **case_frame(request, case, "clients:case_kept"),
        "groups": [(label, rows) for label, rows in groups if rows],
        "habits": habits,
        "form": form,
    }
