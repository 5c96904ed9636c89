"""Leads a person whose portal is not open to what they are to read and agree to first."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clients.models import Assignment, Case

GetResponse = Callable[[HttpRequest], HttpResponse]


def agree_first(get_response: GetResponse) -> GetResponse:
    """A page of the portal that is closed to its own member leads to the page for agreeing.

    Asked only where the page was a 404 already: an open portal pays no query for it. A form that
    was sent keeps its 404, which gives back what was typed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method == "GET" and _in_portal(request):
            case_pk = _closed_case(request)
            return redirect("clients:portal_agree", case_pk) if case_pk else response
        return response

    return middleware


def _in_portal(request: HttpRequest) -> bool:
    user: Any = request.user
    return request.path.startswith("/portal/") and user.is_authenticated


def _closed_case(request: HttpRequest) -> Any:
    """The case that the page is of, where its member is asked to agree first; None otherwise."""
    user: Any = request.user
    at_door = Case.objects.spaces_of(user).exclude(
        pk__in=Case.objects.portal_of(user).order_by().values("pk")
    )
    named = request.resolver_match.kwargs if request.resolver_match else {}
    if "case_pk" in named:
        at_door = at_door.filter(pk=named["case_pk"])
    elif "pk" in named:
        own = Assignment.objects.filter(pk=named["pk"], member__client__user_id=user.pk)
        at_door = at_door.filter(pk__in=own.values("case"))
    else:
        return None
    return at_door.values_list("pk", flat=True).first()
