"""Pages of the library: the programmes, what is in each, and every exercise as people meet it."""

import json
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from practice.access import page_for
from practice.fields import registry
from practice.models import Exercise, Programme, ProgrammeDraft
from practice.models.draft import EDITORS
from practice.services import audit, own_programmes
from practice.services.library_export import as_file
from practice.views.again import looks_again
from practice.views.panels import panels, told_by_others

READERS = (*EDITORS, "supervisor")


@page_for(*READERS)
@require_GET
def library_list(request: HttpRequest) -> HttpResponse:
    """What the practice works with, and the drafts of what it writes itself."""
    programmes = Programme.objects.filter(is_current=True).order_by("is_own", "key")
    used = told_by_others("library_list", request)
    rows = [(one, used.get(one.key)) for one in programmes]
    may_write = _may_write(request)
    drafts = ProgrammeDraft.objects.visible_to(request.user).filter(is_waiting=False)
    context = {
        "shipped": [row for row in rows if not row[0].is_own],
        "own": [row for row in rows if row[0].is_own],
        "drafts": drafts.select_related("author", "came_from") if may_write else [],
        "may_write": may_write,
    }
    return render(request, "practice/library_list.html", context)


@page_for(*READERS)
@require_GET
def library_programme(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version of a programme, with its phases; the newest shows their exercises."""
    programme = get_object_or_404(Programme, pk=pk)
    versions = Programme.objects.filter(key=programme.key).order_by("-version")
    rows = Exercise.objects.filter(programme_key=programme.key, is_current=True)
    exercises = list(rows) if programme.is_current else []
    context = {
        "programme": programme,
        "phases": [
            (phase, [row for row in exercises if row.phase_key == phase.key])
            for phase in programme.phases.all()
        ],
        "versions": [one for one in versions if one.pk != programme.pk],
        "panels": panels("library_programme", request, programme=programme),
        "may_write": _may_write(request),
        "crumbs": [(_("Library"), reverse("library_list"))],
    }
    return render(request, "practice/library_programme.html", context)


@page_for(*READERS)
@require_GET
def library_exercise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The exercise as people meet it, on a page that can be printed and filled in by hand."""
    exercise = get_object_or_404(Exercise, pk=pk)
    language = get_language() or "en"
    fields = [registry.get(spec.kind).paper(spec, language) for spec in exercise.fields]
    texts = ("purpose", "intro", "content_note", "low_word", "therapist_sees")
    words = {name: exercise.words(name) for name in texts}
    programme = Programme.objects.filter(key=exercise.programme_key, is_current=True).first()
    crumbs = [(_("Library"), reverse("library_list"))]
    if programme is not None:
        crumbs.append((programme.title, reverse("library_programme", args=[programme.pk])))
    context = {"exercise": exercise, "words": words, "fields": fields, "crumbs": crumbs}
    return render(request, "practice/library_exercise.html", context)


@page_for(*READERS)
@require_POST
@looks_again
def library_copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft of an own programme that begins as a copy of this one."""
    programme = _to_write_from(request, pk)
    draft = own_programmes.copy_programme(request.user, programme)
    messages.success(request, _("This copy is yours. Nobody is given it before you publish it."))
    return redirect("library_draft", pk=draft.pk)


@page_for(*READERS)
@require_POST
@looks_again
def library_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft of the next version of an own programme; what ships is copied, not changed."""
    programme = _to_write_from(request, pk)
    if not programme.is_own:
        raise PermissionDenied
    return redirect("library_draft", pk=own_programmes.open_draft(request.user, programme).pk)


@page_for(*READERS)
@require_GET
def library_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The newest version as one file for another practice; it holds nothing about people."""
    programme = get_object_or_404(Programme, pk=pk, is_current=True)
    with transaction.atomic():
        content = json.dumps(as_file(programme), ensure_ascii=False, indent=1)
        audit.record(request.user, "programme.exported", programme, version=programme.version)
    headers = {"Content-Disposition": 'attachment; filename="programme.json"'}
    return HttpResponse(content, content_type="application/json; charset=utf-8", headers=headers)


def _may_write(request: HttpRequest) -> bool:
    return request.user.has_role(*EDITORS)  # type: ignore[union-attr] # page_for asks first


def _to_write_from(request: HttpRequest, pk: UUID) -> Programme:
    """The newest version of a programme, for those who may write."""
    programme = get_object_or_404(Programme, pk=pk, is_current=True)
    if not _may_write(request):
        raise PermissionDenied
    return programme
