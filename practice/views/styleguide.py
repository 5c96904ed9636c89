"""Every part in every state, with made-up words; not routed in production."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from practice.fields import registry
from practice.fields.base import Kind
from practice.fields.texts import spoken

MESSAGE = "Please look at this again. Nothing is lost."


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    kinds = [(kind.name, list(_states(kind))) for kind in registry.all_kinds().values()]
    return render(request, "practice/styleguide.html", {"kinds": kinds})


def _states(kind: Kind) -> Iterator[tuple[str, dict[str, Any]]]:
    """Empty, filled in, with a message, and on paper."""
    value, language = kind.example().value, spoken()
    spec = kind.example().spec(kind.name, help={"en": "One line is plenty."})
    for name, given, errors in [
        ("empty", None, []), ("filled in", value, []), ("again", value, [MESSAGE])
    ]:  # fmt: skip
        prefix = f"sg-{kind.name}-{name.split()[0]}"
        yield name, kind.context(spec, given, language, errors, prefix) | {"section": ""}
    sheet = kind.paper(spec, language)
    yield "on paper", sheet | {"section": "", "prefix": f"sg-{kind.name}-paper"}
