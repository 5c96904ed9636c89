"""The list of cases: filters, order, search over names and codes, and views kept under a name."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from clients.forms.lists import KeepViewForm
from clients.models import Case, CaseMember, PhaseVisit
from clients.services.journeys import with_current_visits
from clients.views.lists import list_state, typed_query
from practice.access import page_for
from practice.fields.texts import spoken, text
from practice.models import Practice, SavedView
from practice.services.views_kept import forget_view, keep_view

PLACE = "cases"
# The key at the end: rows that are alike in a name must not wander from page to page.
SORTS = {
    "name": ("title", "pk"),
    "-name": ("-title", "pk"),
    "newest": ("-opened_on", "title", "pk"),
    "oldest": ("opened_on", "title", "pk"),
}
Choices = Mapping[str, str | Promise]
KINDS: Choices = {
    "individual": gettext_lazy("One person"),
    "couple": gettext_lazy("Couples"),
}
STATES: Choices = {
    "open": gettext_lazy("Open"),
    "closed": gettext_lazy("Closed"),
    "concern": gettext_lazy("With a safety concern"),
}


@page_for("therapist", "supervisor")
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    filters = _filters(request.user)
    chosen = _chosen(request.GET, filters)
    cases = _matching(_filtered(request.user, chosen), typed_query(request))
    members = Prefetch("members", CaseMember.objects.select_related("client"))
    cases = with_current_visits(cases).prefetch_related(members)
    context = {
        "list": list_state(request, cases, SORTS, chosen),
        "filters": [
            (name, label, choices, chosen.get(name, ""))
            for name, (label, choices) in filters.items()
        ],
        "kept": SavedView.objects.mine(request.user).filter(place=PLACE),
    }
    return render(request, "clients/case_list.html", context)


@page_for("therapist", "supervisor")
@require_POST
def view_keep(request: HttpRequest) -> HttpResponse:
    """What the list shows now, under a name; a name that is there already is kept anew."""
    asked = _asked(request)
    form = KeepViewForm(request.POST)
    if form.is_valid():
        keep_view(request.user, PLACE, form.cleaned_data["name"], asked)
        messages.success(request, _("The view is kept."))
    else:
        messages.warning(request, " ".join(map(str, form.errors["name"])))
    return redirect(f"{reverse('clients:case_list')}?{asked}")


@page_for("therapist", "supervisor")
@require_POST
def view_forget(request: HttpRequest, pk: UUID) -> HttpResponse:
    forget_view(request.user, pk)
    return redirect("clients:case_list")


def _asked(request: HttpRequest) -> str:
    """What was sent to be kept, with nothing in it but what the list allows."""
    sent = dict(parse_qsl(request.POST.get("asked", "")[:1000]))
    filters = _filters(request.user)
    sort = sent.get("sort", "")
    told = {
        "q": sent.get("q", "").replace("\x00", "")[:100],
        "sort": sort if sort in SORTS else "",
        **_chosen(sent, filters),
    }
    return urlencode({name: value for name, value in told.items() if value})


def _filters(user: Any) -> dict[str, tuple[str, Choices]]:
    """Each filter with its allowed values; phases are those in which somebody stands."""
    current = PhaseVisit.objects.visible_to(user).current()
    rows = current.order_by("phase__number").values_list("phase__key", "phase__title_map")
    phases = {key: text(title, spoken()) for key, title in rows}
    return {
        "kind": (_("Who comes"), KINDS),
        "state": (_("State"), STATES),
        "phase": (_("Phase"), phases),
    }


def _chosen(sent: Mapping[str, Any], filters: Mapping[str, tuple[str, Choices]]) -> dict[str, str]:
    return {
        name: str(sent.get(name))
        for name, (_label, choices) in filters.items()
        if sent.get(name) in choices
    }


def _filtered(user: Any, chosen: Mapping[str, str]) -> QuerySet[Case]:
    cases: QuerySet[Case] = Case.objects.visible_to(user)
    over = Q(closed_on__lte=Practice.load().today())
    wanted = {"open": ~over | Q(closed_on=None), "closed": over, "concern": Q(safety_flag=True)}
    if state := chosen.get("state"):
        cases = cases.filter(wanted[state])
    if kind := chosen.get("kind"):
        cases = cases.filter(kind=kind)
    if phase := chosen.get("phase"):
        current = PhaseVisit.objects.visible_to(user).current()
        here = current.filter(journey__case=OuterRef("pk"), phase__key=phase)
        cases = cases.filter(Exists(here))
    return cases


def _matching(cases: QuerySet[Case], typed: str) -> QuerySet[Case]:
    """Names and codes that hold the typed text; clinical text is never searched."""
    if not typed:
        return cases
    named = Q(client__legal_name__icontains=typed) | Q(client__name__icontains=typed)
    # Exists, not a join: a couple of whom both match would stand in the list twice.
    people = CaseMember.objects.filter(named, case=OuterRef("pk"))
    found = Q(title__icontains=typed) | Q(code__icontains=typed) | Exists(people)
    return cases.filter(found)
