"""The front door, the health pages and the token that a long-open tab asks for."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from practice.models import Practice
from practice.services import first_steps


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everyone to the page they work on."""
    user: Any = request.user  # signed in: LoginRequiredMiddleware wraps this view
    if user.is_owner and first_steps.are_open():
        return redirect("first_steps")
    if user.is_therapist or user.is_supervisor:
        return redirect("clients:today")
    if user.is_client:
        return redirect("clients:portal")
    if user.works_here:
        return redirect("clients:client_list")
    return render(request, "practice/nothing_here.html")


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The list of keys as a page, for browsers without scripts; "?" shows the same list."""
    return render(request, "practice/keys.html")


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Database reachable and migrated, or 503 with what is not."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations wait", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")


@login_not_required
@require_GET
def saving_token(request: HttpRequest) -> HttpResponse:
    """A fresh CSRF token after a sign-in in another tab; 401 while nobody is signed in."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"csrf": get_token(request), "user": str(request.user.pk)})


@login_not_required
@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    address = Practice.load().email or "security@localhost"
    text = f"Contact: mailto:{address}\nPreferred-Languages: en\nExpires: 2027-12-31T00:00:00Z\n"
    return HttpResponse(text, content_type="text/plain")
