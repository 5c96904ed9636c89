"""The icon on a phone's home screen: neutral in name and look, and a way to the log in one tap."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clients.models import Assignment, Case
from clients.portal.views.home import to_own_space
from practice.fields import registry

SIZES = (192, 512)


@login_not_required  # browsers fetch it without the login; it holds nothing of anybody
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    name = _("Notes")
    icons = [
        {
            "src": static(f"icons/notes-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in SIZES
    ]
    content = {
        "id": reverse("clients:portal"),
        "name": name,
        "short_name": name,
        "start_url": reverse("clients:portal"),
        "scope": "/",
        "display": "minimal-ui",  # with a way back, which an app of its own would not have
        "background_color": "#f6f5f2",
        "theme_color": "#f6f5f2",
        "icons": icons,
        "shortcuts": [{"name": _("New note"), "url": reverse("clients:portal_note")}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_GET
def note(request: HttpRequest) -> HttpResponse:
    """To the log of the one case; with several the person says which."""
    return to_own_space(request, "clients:portal_case_note")


@require_GET
def case_note(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """To the newest open log of the person's own; to Today where there is none.

    Never to one that both write: a quick note would stand before the partner at once.
    """
    case = get_object_or_404(Case.objects.portal_of(request.user), pk=case_pk)
    given = Assignment.objects.mine(request.user).filter(case=case, status=Assignment.Status.OPEN)
    newest = given.exclude(member=None).select_related("exercise").order_by("-given_at", "pk")
    for assignment in [] if case.closed_on else newest:
        if any(registry.get(spec.kind).repeats for spec in assignment.exercise.fields):
            return redirect("clients:portal_exercise", assignment.pk)
    return redirect("clients:portal_today", case_pk)
