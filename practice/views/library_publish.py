"""Drafts on their way into the library, or given up; and files of other practices."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practice.access import page_for, visible_or_404
from practice.forms.library_import import BringInForm, ImportForm
from practice.models import Programme, ProgrammeDraft
from practice.models.draft import EDITORS
from practice.services import draft_body, own_programmes
from practice.services.draft_body import Json
from practice.services.library_changes import changes
from practice.services.library_check import LibraryError
from practice.services.library_export import as_file
from practice.views.again import looks_again
from practice.views.library_told import told


@page_for(*EDITORS)
@require_http_methods(["GET", "POST"])
@looks_again
def library_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would change for those who are given it from now on; a POST does it."""
    draft = visible_or_404(ProgrammeDraft, request.user, pk=pk, is_waiting=False)
    if request.method == "POST":
        try:
            programme = own_programmes.publish(request.user, draft)
        except LibraryError:
            return redirect("library_publish", pk=pk)  # which tells why
        except ProgrammeDraft.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("Published. New journeys start with it."))
        return redirect("library_programme", pk=programme.pk)
    faults = draft_body.faults(draft.body)
    before = _newest(draft.key)
    context = {
        "draft": draft,
        "faults": told(draft, draft.body, faults),
        "changes": [] if faults else changes(before, draft_body.tidy(draft.body)),
        "is_first": before is None,
        "crumbs": _crumbs(draft),
    }
    return render(request, "practice/library_publish.html", context)


@page_for(*EDITORS)
@require_http_methods(["GET", "POST"])
def library_give_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks first: a draft that is given up is gone."""
    draft = visible_or_404(ProgrammeDraft, request.user, pk=pk, is_waiting=False)
    if request.method == "POST":
        own_programmes.give_up(request.user, draft)
        messages.success(request, _("The draft is gone. What was published stays as it is."))
        return redirect("library_list")
    return render(request, "practice/library_give_up.html", {"draft": draft})


@page_for(*EDITORS)
@require_http_methods(["GET", "POST"])
def library_import(request: HttpRequest) -> HttpResponse:
    """Choose a file; nothing is brought in before its preview was confirmed."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, user=request.user)
    if form.is_valid():
        return redirect("library_import_look", pk=form.waiting.pk)
    context = {"form": form, "crumbs": [(_("Library"), reverse("library_list"))]}
    return render(request, "practice/library_import.html", context)


@page_for(*EDITORS)
@require_http_methods(["GET", "POST"])
@looks_again
def library_import_look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the file holds, and what it would add or change; a POST brings it in."""
    mine = {"is_waiting": True, "author": request.user}
    waiting = visible_or_404(ProgrammeDraft, request.user, pk=pk, **mine)
    here = own_programmes.already_here(waiting)
    sent = (request.POST,) if request.method == "POST" else ()
    form = BringInForm(*sent, has_version_here=here is not None)
    if form.is_valid():
        return _bring_in(request, waiting, form.cleaned_data["become"])
    context = {
        "waiting": waiting,
        "here": here,
        "form": form,
        "changes": changes(as_file(here) if here else None, waiting.body),
        "crumbs": [(_("Library"), reverse("library_list"))],
    }
    return render(request, "practice/library_import_look.html", context)


def _bring_in(request: HttpRequest, waiting: ProgrammeDraft, become: str) -> HttpResponse:
    user = request.user
    draft = own_programmes.bring_in(user, waiting, as_version=become == "version")
    if become != "programme":
        messages.success(request, _("It is a draft now. Nobody is given it before you publish it."))
        return redirect("library_draft", pk=draft.pk)
    programme = own_programmes.publish(user, draft)
    messages.success(request, _("It is a course of your own now."))
    return redirect("library_programme", pk=programme.pk)


def _newest(key: str) -> Json | None:
    programme = Programme.objects.filter(key=key, is_current=True).first()
    return as_file(programme) if programme else None


def _crumbs(draft: ProgrammeDraft) -> list[tuple[str, str]]:
    return [
        (_("Library"), reverse("library_list")),
        (draft.title, reverse("library_draft", args=[draft.pk])),
    ]
