"""Answers to requests that went wrong, in the words of the product; typed words come back."""

import re
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import requires_csrf_token

from practice.access import Refused

# Nothing that anybody typed: tokens, choices of keys and rows, buttons; and never a password.
MACHINERY = re.compile(
    r"csrfmiddlewaretoken|version|key|section|next|audience|confirm|share_now|finish|whole"
    r"|add|move|remove|part|do|new\..*|password.*|.*[-.](?:id|count|delete|key|rank|kind)"
)
A_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}")


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent with an old token: mostly somebody signed in elsewhere while typing."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"login": reverse("account_login"), "csrf": False}, status=401)
    return render(request, "practice/stale_form.html", {"posted": typed(request)}, status=403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """The login ended while somebody wrote. What they sent was not kept, so they get it back."""
    back, posted = _came_from(request), typed(request)
    if not posted:
        return redirect_to_login(back, reverse("account_login"))
    context = {"posted": posted, "back": back}
    return render(request, "practice/signed_out.html", context, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """To be seen, but not changed."""
    why = str(exception) if isinstance(exception, Refused) else ""
    return render(request, "403.html", {"posted": typed(request), "why": why}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Unknown and not yours are one answer; it may have been yours when the page was opened."""
    return render(request, "404.html", {"posted": typed(request)}, status=404)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The words of a form under the names of their fields, to be copied.

    Nothing of a form that another site sent: its words are not ours to show.
    """
    if request.method != "POST" or not _is_ours(request):
        return []
    try:
        sent = list(request.POST.lists())
    except (SuspiciousOperation, OSError):  # too large to read, or cut off on the way
        return []
    return [
        (_name(field), value)
        for field, values in sent
        if not MACHINERY.fullmatch(field)
        for value in values
        if value.strip() and not A_KEY.fullmatch(value)
    ]


def _name(field: str) -> str:
    """ "ways-0-text" as "Ways"."""
    return (
        re.sub(r"-\d+(-text)?\b|-own$", "", field).replace("_", " ").replace("-", " ").capitalize()
    )


def _is_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _came_from(request: HttpRequest) -> str:
    """The page that the form stood on; a form's own address may be one that cannot be opened."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"


def not_here(request: HttpRequest) -> HttpResponse:
    """A page that a library brings along and that this practice does not have."""
    raise Http404
