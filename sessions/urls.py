"""Addresses of sessions, notes and summaries."""

app_name = "sessions"
urlpatterns: list = []
