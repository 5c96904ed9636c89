"""What stands around every portal page: the navigation, the clock, and nothing of anyone else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAV = [
    (_("Today"), "clients:portal_today"),
    (_("To try"), "clients:portal_homework"),
    (_("Progress"), "clients:portal_progress"),
    (_("Kept"), "clients:portal_kept"),
    (_("Sharing"), "clients:portal_sharing"),
]


def portal_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    case_id: Any = None,
    current: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw a page in the clock of the person who reads it."""
    nav = [
        {"label": label, "url": reverse(name, args=[case_id]), "current": name == current}
        for label, name in (NAV if case_id else [])
    ]
    user: Any = request.user  # signed in: LoginRequiredMiddleware wraps every portal view
    with timezone.override(user.zone):
        return render(request, template, {"portal_nav": nav, **context}, status=status)
