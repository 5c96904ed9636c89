"""What every template may use: the practice, the navigation and the look of the device."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from practice.models import Practice
from practice.registry import registry
from practice.views.undo import take_offer


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "practice": Practice.load(),
        "nav_entries": nav_entries(request),
        "data_device": "",
        # Looked for where messages are shown, so that no other page uses the offer up.
        "undo": SimpleLazyObject(lambda: take_offer(request)),
    }


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
