"""What every template may use: the practice, the navigation and the look of the device."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from practice.models import Practice
from practice.registry import registry


def page(request: HttpRequest) -> dict[str, Any]:
    return {"practice": Practice.load(), "nav_entries": nav_entries(request), "data_device": ""}


def nav_entries(request: HttpRequest) -> list[dict[str, Any]]:
    """The staff navigation of this person; a client has none."""
    user = getattr(request, "user", None)  # none yet where an error is answered very early
    if user is None or not user.is_authenticated:
        return []
    return [
        {
            "label": entry.label,
            "url": (url := reverse(entry.url_name)),
            "current": request.path.startswith(url),
        }
        for entry in registry.nav
        if user.has_role(*entry.roles)
    ]
