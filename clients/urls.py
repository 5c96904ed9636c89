"""Addresses of people and cases; the portal's are beside its views."""

from django.urls import include, path

app_name = "clients"
urlpatterns = [
    path("portal/", include("clients.portal.urls")),
]
