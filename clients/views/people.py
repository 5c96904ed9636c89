"""People and how to reach them. Office and owner see everybody; a therapist, those of own cases."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.forms.people import ClientForm
from clients.models import Case, Client
from clients.services.cases import create_client
from clients.services.people import change_contact
from clients.views.lists import list_state, typed_query
from practice.access import editable_or_404, page_for, visible_or_404
from practice.views.again import looks_again

SORTS = {
    "name": ("legal_name", "pk"),
    "-name": ("-legal_name", "pk"),
    "newest": ("-created_at", "pk"),
}
SEARCHED = ("legal_name", "name", "email", "phone")


@page_for("office", "owner", "therapist")
@require_GET
def client_list(request: HttpRequest) -> HttpResponse:
    people = _matching(Client.objects.visible_to(request.user), typed_query(request))
    people = people.prefetch_related("invitations")
    context = {"list": list_state(request, people, SORTS), "now": timezone.now()}
    return render(request, "clients/client_list.html", context)


def _matching(people: QuerySet[Client], typed: str) -> QuerySet[Client]:
    found = Q()
    for name in SEARCHED:
        found |= Q(**{f"{name}__icontains": typed})
    return people.filter(found) if typed else people


@page_for("office", "owner")
@require_http_methods(["GET", "POST"])
@looks_again
def client_create(request: HttpRequest) -> HttpResponse:
    form = ClientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        client = create_client(request.user, **form.contact())
        messages.success(request, _("%(name)s is added.") % {"name": client})
        return redirect("clients:client_detail", pk=client.pk)
    return render(request, "clients/client_create.html", {"form": form})


@page_for("office", "owner", "therapist")
@require_GET
def client_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    client = visible_or_404(Client, request.user, pk=pk)
    context = {
        "client": client,
        "may_change": Client.objects.editable_by(request.user).filter(pk=pk).exists(),
        "invitation": client.invitations.order_by("-sent_at").first(),
        "now": timezone.now(),
        "cases": Case.objects.visible_to(request.user).filter(members__client=client),
    }
    return render(request, "clients/client_detail.html", context)


@page_for("office", "owner", "therapist")
@require_http_methods(["GET", "POST"])
@looks_again
def client_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    client = editable_or_404(Client, request.user, pk=pk)
    name = str(client)  # the form writes what was typed onto the object
    form = ClientForm(request.POST or None, instance=client)
    if request.method == "POST" and form.is_valid():
        change_contact(request.user, client, **form.contact())
        messages.success(request, _("Saved."))
        return redirect("clients:client_detail", pk=client.pk)
    return render(request, "clients/client_edit.html", {"form": form, "name": name, "pk": pk})
