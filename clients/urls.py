"""Addresses of clients, cases and the portal."""

app_name = "clients"
urlpatterns: list = []
