"""What the apps above have to say on a page of the floor, by the registry they fill."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from practice.registry import registry


def panels(place: str, request: HttpRequest, **what: Any) -> list[SafeString]:
    """What other apps have to say at `place`, drawn; a panel with nothing to say is left out."""
    drawn = [
        render_to_string(template, {**what, **context(request, **what)}, request)
        for _order, template, context in registry.panels.get(place, [])
    ]
    return [part for part in drawn if part.strip()]


def told_by_others(place: str, request: HttpRequest) -> dict[str, Any]:
    """What they tell at `place` without drawing it, as one dictionary."""
    told: dict[str, Any] = {}
    for _order, _template, context in registry.panels.get(place, []):
        told |= context(request)
    return told
