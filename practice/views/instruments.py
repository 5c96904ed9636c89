"""The standard measures: what is published of each, its file, its licence, on and off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice.access import page_for
from practice.forms.instruments import InstrumentFileForm, SwitchOnForm
from practice.instruments.facts import MEANINGS
from practice.models.draft import EDITORS
from practice.services import instruments

READERS = (*EDITORS, "supervisor")


@page_for(*READERS)
@require_http_methods(["GET", "POST"])
def library_measures(request: HttpRequest) -> HttpResponse:
    """All that are known or loaded, and a form for a file."""
    may_write = request.user.has_role(*EDITORS)  # type: ignore[union-attr] # page_for asks first
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = InstrumentFileForm(*sent, user=request.user)
    if form.is_valid():
        new, known = _("Its questions are here. Read its licence next."), _("It is here already.")
        messages.success(request, new if form.is_new else known)
        return redirect("library_measure", form.loaded.key)
    context = {"shelves": instruments.shelves(), "form": form, "may_write": may_write}
    return render(request, "practice/library_measures.html", context)


@page_for(*READERS)
@require_http_methods(["GET", "POST"])
def library_measure(request: HttpRequest, key: str) -> HttpResponse:
    """One measure; a POST switches it on, for who has read the licence."""
    shelf = _shelf(key)
    may_write = request.user.has_role(*EDITORS)  # type: ignore[union-attr] # page_for asks first
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = SwitchOnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        instruments.switch_on(request.user, key)
        messages.success(request, _("It is on."))
        return redirect("library_measure", key)
    limits = shelf.facts.limits if shelf.facts else ()
    context = {
        "shelf": shelf,
        "form": form,
        "may_write": may_write,
        "limits": [(one, MEANINGS[one.meaning]) for one in limits],
    }
    return render(request, "practice/library_measure.html", context)


@page_for(*READERS)
@require_POST
def library_measure_off(request: HttpRequest, key: str) -> HttpResponse:
    """Offer it no more; what was answered stays."""
    if not request.user.has_role(*EDITORS):  # type: ignore[union-attr] # page_for asks first
        raise PermissionDenied
    instruments.switch_off(request.user, _shelf(key).key)
    messages.success(request, _("It is off. What was answered stays."))
    return redirect("library_measure", key)


def _shelf(key: str) -> instruments.Shelf:
    found = instruments.shelf(key)
    if found is None:
        raise Http404
    return found
