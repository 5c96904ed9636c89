"""How an autosave is answered, whatever it saves: the protocol that static/js/autosave.js reads."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from practice.services.saving import MOST_BYTES, Clash, Closed, NotRight

V = TypeVar("V", bound=Callable[..., Any])


def takes_autosave(view: V) -> V:
    """Mark a view that answers every autosave by `answered`; a held screen sends to no other."""
    view.takes_autosave = True  # type: ignore[attr-defined] # a function carries what it is given
    return view


def is_autosave(request: HttpRequest) -> bool:
    return "X-Autosave" in request.headers


def answered(request: HttpRequest, save: Callable[[], dict[str, Any]]) -> JsonResponse:
    """The reply of `save` as 200; 409 with both texts, 403 closed, 413 too long, 422 look again."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        message = _("This is too long to save by itself. Your words are here. Press Save.")
        return JsonResponse({"message": message}, status=413)
    try:
        return JsonResponse(save())
    except Clash as clash:
        both = {"version": clash.version, "theirs": clash.theirs, "yours": clash.yours}
        return JsonResponse(both, status=409)
    except Closed as closed:
        return JsonResponse({"message": str(closed)}, status=403)
    except NotRight as wrong:
        return JsonResponse({"errors": wrong.errors}, status=422)
