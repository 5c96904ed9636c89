"""The back office: people and practice settings. No clinical model is ever registered here.

Whoever may not open it meets the same 404 as for an unknown page.
"""

import functools
import zoneinfo
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from practice.models import Practice, User
from practice.services import audit

# The admin's own scripts build their lists from strings, which Trusted Types would refuse.
DIRECTIVES = {
    name: sources
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    if name != "require-trusted-types-for"
}
ROLES = ("is_owner", "is_therapist", "is_supervisor", "is_office")


class BackOffice(admin.AdminSite):
    """The admin site behind the practice's own sign-in and second factor."""

    site_header = site_title = _("Back office")
    index_title = _("People and settings")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_active and user.is_staff and (user.is_owner or user.is_superuser))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @csp(DIRECTIVES)
        def for_us_alone(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        # Django looks for marks such as `csrf_exempt` on the outermost view.
        return functools.update_wrapper(for_us_alone, view)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Never a sign-in of its own: that one would know neither limits nor second factor."""
        # Signed in already, so a sign-in page would only say that there is more behind it.
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """A password is changed in one place for everybody."""
        return redirect("account_change_password")


class OfficeAdmin(admin.ModelAdmin):
    """What everything here has in common: the site's people may edit, and nobody deletes."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True  # the site itself was opened for them

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "created"
        audit.record(request.user, f"{obj._meta.model_name}.{verb}", obj, fields=form.changed_data)


class LoginForm(forms.ModelForm):
    """Who somebody is and which pages they open, in words that need no manual."""

    time_zone = forms.ChoiceField(
        choices=lambda: [("", _("as the practice")), *_zone_choices()], required=False
    )

    class Meta:
        model = User
        fields = ("name", "email", "credentials", "time_zone", *ROLES, "is_staff", "is_active")
        labels = {
            "is_owner": _("owner"),
            "is_therapist": _("therapist"),
            "is_supervisor": _("supervisor"),
            "is_office": _("office"),
            "is_active": _("may sign in"),
        }
        help_texts = {
            "email": _(
                "They sign in with it. A new person sets a password there by "
                "“Forgot your password?”, and a second step right after."
            ),
            "credentials": _("Stand after the name under a signed note."),
            "is_owner": _("Contact data of everybody; no clinical page by itself."),
            "is_therapist": _("Cases of their own, and no others."),
            "is_supervisor": _("Reads the cases of those they supervise."),
            "is_office": _("Contact data of everybody; no clinical page."),
            "is_staff": _("Only together with “owner”."),
        }


@admin.register(User)
class UserAdmin(OfficeAdmin):
    """Logins and roles. A new person sets a password of their own by “forgotten password”."""

    form = LoginForm
    list_display = ("name", "email", *ROLES, "is_active")
    list_filter = (*ROLES, "is_client", "is_active")
    search_fields = ("name", "email")
    ordering = ("name", "email")
    fields = LoginForm.Meta.fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.email = obj.email.lower()
        if not change:
            # No first password that two people know.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        # An earlier address must not stay a way in.
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()


class PracticeForm(forms.ModelForm):
    """Settings of the practice; the time zone is one that exists."""

    time_zone = forms.ChoiceField(choices=lambda: _zone_choices())
    exit_url = forms.URLField(assume_scheme="https", label=_("Neutral address for quick exit"))

    class Meta:
        model = Practice
        fields = (
            "name", "time_zone", "email", "phone", "country", "crisis_line", "exit_url",
            "adult_from", "minors_in_couples",
        )  # fmt: skip
        help_texts = {
            "adult_from": _("Whoever is younger does not come as one of a couple."),
            "minors_in_couples": _("Only where you have settled what the law asks for."),
            "country": _("Its crisis numbers stand on every client page."),
            "crisis_line": _("Your own words in place of those numbers; may stay empty."),
        }


@admin.register(Practice)
class PracticeAdmin(OfficeAdmin):
    """The practice itself: a single row."""

    form = PracticeForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Practice.objects.exists()


@admin.register(Authenticator)
class SecondFactorAdmin(OfficeAdmin):
    """Takes away a second factor that somebody lost; its secret is never shown."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")
    fields = readonly_fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        audit.record(request.user, "second_factor.removed", obj.user, type=obj.type)
        super().delete_model(request, obj)

    # The list's own deletion would go past `delete_model`, and so past the audit trail.
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for authenticator in queryset.select_related("user"):
            self.delete_model(request, authenticator)


def _zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone) for zone in sorted(zoneinfo.available_timezones() - {"localtime"})]
