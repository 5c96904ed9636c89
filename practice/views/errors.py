"""Answers to requests that went wrong, in the words of the product."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent with an old token: mostly somebody signed in elsewhere while typing."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"login": reverse("account_login"), "csrf": False}, status=401)
    return render(request, "practice/stale_form.html", {"posted": _typed(request)}, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, shown back so that it can be copied: no word is lost to a stale tab."""
    hidden = {"csrfmiddlewaretoken", "version", "key", "password", "password1", "password2"}
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in hidden and len(value) > 2 and not name.endswith(("-id", "-count"))
    ]
