"""The login's clock, the second factor of staff, and pages that no cache keeps."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from practice.models import Practice
from practice.views import errors
from practice.views.autosave import is_autosave
from practice.views.held import held_under

GetResponse = Callable[[HttpRequest], HttpResponse]
CLEAR_ALL = '"cache", "cookies", "storage"'
TOUCH_EVERY = timedelta(seconds=60)  # each touch is a write to the database
LIMIT = timedelta(seconds=settings.SESSION_COOKIE_AGE)
IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def login_clock(get_response: GetResponse) -> GetResponse:
    """Ends a login after quiet time, and after twelve hours whatever happens.

    Reading and typing extend it; a request that polls says so with `X-Poll` and does not. An
    autosave without a login is told so in its own protocol, before any other check.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _keep_or_end(request)
        # The check for a login would redirect, which a script follows and takes for a save.
        if "X-Autosave" in request.headers and not request.user.is_authenticated:
            return JsonResponse({"login": reverse("account_login")}, status=401)
        return get_response(request)

    return middleware


def person_clock(get_response: GetResponse) -> GetResponse:
    """Counts days in the portal on the clock of the person who is there.

    The practice's own pages name the clock that they mean.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not request.path.startswith("/portal/") or not user.is_authenticated:
            return get_response(request)
        with timezone.override(user.zone):
            return get_response(request)

    return middleware


def _keep_or_end(request: HttpRequest) -> None:
    now = timezone.now()
    began, active = (_kept(request, name) or now for name in ("began", "active"))
    if now - began > LIMIT or now - active > IDLE:
        logout(request)
        return
    polls = "X-Poll" in request.headers
    if "began" not in request.session or (now - active > TOUCH_EVERY and not polls):
        request.session["began"] = began.isoformat()
        request.session["active"] = now.isoformat()


def _kept(request: HttpRequest, name: str) -> datetime | None:
    return parse_datetime(request.session.get(name, ""))


class SignInFirst(LoginRequiredMiddleware):
    """Every page asks for a login; a form that comes without one is answered with its words."""

    def handle_no_permission(  # type: ignore[override]  # the stubs allow a redirect alone
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return errors.signed_out(request)


def second_factor(get_response: GetResponse) -> GetResponse:
    """Staff set up a second factor before anything else; the demo practice is excepted."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _must_set_up(request):
            return redirect(reverse("mfa_index"))
        return get_response(request)

    return middleware


def _must_set_up(request: HttpRequest) -> bool:
    if not _is_staff(request.user) or Practice.load().is_demo:
        return False
    # The page on which it is set up lies there, and so does the way out.
    if request.path.startswith("/accounts/") or request.session.get("second_factor_set"):
        return False
    # Recovery codes alone are no second factor: they are what is left when one is lost.
    factors = Authenticator.objects.filter(user_id=request.user.pk)
    if factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        # Remembered for this login, so that later pages pay no query for it.
        request.session["second_factor_set"] = True
        return False
    return True


def _is_staff(user: Any) -> bool:
    return user.is_authenticated and (user.works_here or user.is_staff)


# Proving who one is, signing out, and the token that a save on its way may need.
OPEN_WHILE_HELD = (
    "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/reauthenticate/",
    "/accounts/logout/",
)


def _takes_autosave(request: HttpRequest) -> bool:
    """Whether a save by itself goes to a view that does nothing else with it."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return request.method == "POST" and getattr(view, "takes_autosave", False)


def _kept_there() -> HttpResponse:
    words = _("This was not saved. It stays on this device until the screen is yours again.")
    return JsonResponse({"message": words}, status=HTTPStatus.FORBIDDEN)


def held_screen(get_response: GetResponse) -> GetResponse:
    """A screen in somebody else's hands shows what it was turned to, whatever address is asked.

    Words that a page sends by itself still come in, so that what is on its way is not lost; that
    they did is all that is answered, since whoever holds the screen may read it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        under = held_under(request) if request.user.is_authenticated else ""
        if not under or request.path == reverse("saving_token"):
            return get_response(request)
        if is_autosave(request) and _takes_autosave(request):
            saved = get_response(request)
            return saved if saved.status_code == HTTPStatus.OK else _kept_there()
        if request.path.startswith((under, *OPEN_WHILE_HELD)):
            return get_response(request)
        return redirect(under)

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Nothing that a signed-in person sees is kept by a browser or proxy, or outlives sign-out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        # Behind sign-out the Back button must find nothing, on a device that others may use too.
        if was_signed_in and not request.user.is_authenticated:
            response.headers.setdefault("Clear-Site-Data", CLEAR_ALL)
        if request.user.is_authenticated or request.path.startswith("/accounts/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
