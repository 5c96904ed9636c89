"""Addresses of the client portal, inside the namespace `clients`."""

urlpatterns: list = []
