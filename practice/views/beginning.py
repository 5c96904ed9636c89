"""The page on which a practice begins. It is there until it has been used, and for one secret."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practice.forms.beginning import BeginForm
from practice.models import User
from practice.services.beginning import BegunAlready, begin_practice, may_begin
from practice.views.again import looks_again


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@looks_again
def begin(request: HttpRequest, secret: str) -> HttpResponse:
    """The practice and its owner, once; a wrong or used secret is a page that is not there."""
    if not may_begin(secret, settings.BEGIN_DIGEST):
        raise Http404
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            login(request, _begin(form.cleaned_data))
        except BegunAlready as error:
            raise Http404 from error
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("first_steps")
    return render(request, "practice/begin.html", {"form": form})


def _begin(told: dict[str, Any]) -> User:
    return begin_practice(
        practice={"name": told["practice"], "time_zone": told["time_zone"]},
        person={"name": told["name"], "email": told["email"]},
        password=told["password"],
        sees_clients=False,  # asked right after, as a step of its own
    )
