"""The portal's front door, the Today page, and the way out."""

import uuid

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from clients.models import Case
from clients.portal.frame import portal_page
from clients.portal.lists import today_of
from practice.middleware import CLEAR_ALL
from practice.models import Practice


@require_GET
def portal(request: HttpRequest) -> HttpResponse:
    return to_own_space(request, "clients:portal_today")


def to_own_space(request: HttpRequest, page: str) -> HttpResponse:
    """To `page` of the one case; several are offered under neutral names: none tells of another."""
    # Also where something is to be agreed to first: the page itself leads there.
    cases = list(Case.objects.spaces_of(request.user).order_by("opened_on", "pk").only("pk"))
    if len(cases) == 1:
        return redirect(page, cases[0].pk)
    return portal_page(request, "portal/spaces.html", {"cases": cases, "space": page})


@require_GET
def portal_today(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """At most two things to try, and the last place on one's own line."""
    context = today_of(request.user, case_pk)
    return portal_page(
        request, "portal/today.html", context, case_id=case_pk, current="clients:portal_today"
    )


@login_not_required
@require_GET
def portal_exit(request: HttpRequest) -> HttpResponse:
    """Leave quickly: signs out, empties what the browser kept, and goes somewhere neutral.

    A link, because a form that is sent abroad is stopped by the page's own policy.
    """
    logout(request)
    response = redirect(Practice.load().exit_url)
    response.headers["Clear-Site-Data"] = CLEAR_ALL
    response.headers["Cache-Control"] = "no-store"
    return response
