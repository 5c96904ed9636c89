"""Where an invitation's link leads: a login of one's own, made once."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clients.models import Invitation
from clients.portal.forms.invitation import NewPasswordForm
from clients.services.invitations import (
    Unusable,
    accept,
    existing_login,
    open_invitation,
)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take it up; an old, used or wrong link gets one and the same answer."""
    try:
        found = open_invitation(token)
        if existing_login(found) is not None:
            return _link(request, token)
        return _choose_password(request, token, found)
    except Unusable:
        # One answer for all of them, so that nobody can try out which links once were real.
        return render(request, "portal/invitation_gone.html", status=410)


def _choose_password(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = NewPasswordForm(posted, email=found.email, name=str(found.client))
    if not form.is_valid():
        return render(request, "portal/invitation.html", {"form": form, "email": found.email})
    login(request, accept(token, form.cleaned_data["password"]))
    return redirect("clients:portal")


def _link(request: HttpRequest, token: str) -> HttpResponse:
    """The address has a login in another role: it keeps its password and its second step."""
    # No name and no address on this page: whoever holds the link alone learns nothing from it.
    if request.method == "GET":
        return render(request, "portal/invitation.html", {"form": None, "email": ""})
    accept(token, "")
    messages.success(request, _("Your space is open. Sign in with the password you have."))
    return redirect("account_login")
