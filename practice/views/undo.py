"""The way back from what was just done: an "Undo" beside the message that says so, offered once."""

from typing import Any

from django.http import HttpRequest

KEY = "undo"


def offer_undo(request: HttpRequest, url: str, **fields: str) -> None:
    """The next page with messages offers a button that posts `fields` to `url`."""
    request.session[KEY] = {"url": url, "fields": fields}


def take_offer(request: HttpRequest) -> dict[str, Any] | None:
    """What is offered, which is offered no more."""
    found: dict[str, Any] | None = request.session.pop(KEY, None)
    return found
