"""Addresses of the house. Other apps are named by string alone."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from practice.views import errors, home, library

handler403 = "practice.views.errors.forbidden"
handler404 = "practice.views.errors.not_found"
urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("readyz", home.readyz, name="readyz"),
    path(".well-known/security.txt", home.security_txt, name="security_txt"),
    path("saving/token/", home.saving_token, name="saving_token"),
    path("library/exercises/<uuid:pk>/", library.library_exercise, name="library_exercise"),
    # An address is the practice's to change: whoever sat down at an open screen could else add
    # one of their own, and have the password sent there.
    path("accounts/email/", errors.not_here, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("office/admin/", admin.site.urls),
    path("", include("clients.urls")),
    path("", include("sessions.urls")),
]
if settings.SHOW_STYLEGUIDE:
    urlpatterns.append(path("styleguide/", home.styleguide, name="styleguide"))
