"""Lists of people in and out, for office and owner: contact fields alone."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clients.models import Client
from clients.transfer import keeping, run
from clients.transfer.forms import ExportForm, ImportForm
from clients.transfer.resource import write_list
from practice.access import page_for
from practice.services import audit


@page_for("office", "owner")
@require_http_methods(["GET", "POST"])
def transfer_import(request: HttpRequest) -> HttpResponse:
    """Choose a file; nothing is changed before its preview was confirmed."""
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("clients:transfer_preview", token=form.token)
    return render(request, "clients/transfer_import.html", {"form": form})


@page_for("office", "owner")
@require_http_methods(["GET", "POST"])
def transfer_preview(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """What the list would do; a POST does exactly that."""
    kept = keeping.kept(request.user, token)
    if kept is None:
        messages.info(request, _("This list is no longer kept. Please choose the file again."))
        return redirect("clients:transfer_import")
    if request.method == "POST":
        return _bring_in(request, token, kept)
    report = run.look(kept.records, Client.objects.editable_by(request.user))
    context = {"kept": kept, "report": report, "token": token}
    return render(request, "clients/transfer_preview.html", context)


def _bring_in(request: HttpRequest, token: uuid.UUID, kept: keeping.Kept) -> HttpResponse:
    people = Client.objects.editable_by(request.user)
    # A mark that got lost matches nothing: better to look again than to write what nobody saw.
    expected = request.POST.get("mark", "")[:64] or "none"
    try:
        report = run.bring_in(
            request.user, kept.records, people, preset=kept.preset, expected=expected
        )
    except run.OthersWereFaster:
        words = _("Something changed since this preview. Nothing was added. Please look again.")
        messages.warning(request, words)
        return redirect("clients:transfer_preview", token=token)
    keeping.forget(request.user, token)
    messages.success(request, _done(report))
    return redirect("clients:client_list")


def _done(report: run.Report) -> str:
    added = ngettext("%(n)s person added", "%(n)s people added", report.added)
    changed = ngettext("%(n)s changed", "%(n)s changed", report.changed)
    return f"{added % {'n': report.added}}, {changed % {'n': report.changed}}."


@page_for("office", "owner")
@require_http_methods(["GET", "POST"])
def transfer_export(request: HttpRequest) -> HttpResponse:
    """The contact fields of everybody, as a file. Each file is on record."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _file(request.user, form.cleaned_data["kind"])
    return render(request, "clients/transfer_export.html", {"form": form})


# The line in the trail is stored with the reading: no list leaves without one.
@transaction.atomic
def _file(user: Any, kind: str) -> HttpResponse:
    people = Client.objects.visible_to(user).order_by("legal_name", "pk")
    content, content_type = write_list(people, kind)
    audit.record(user, "clients.exported", kind=kind, people=people.count())
    name = f"people-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
