"""Addresses of sessions, notes and summaries."""

from django.urls import path

from sessions.views import notes, plans, sessions

app_name = "sessions"
urlpatterns = [
    path("cases/<uuid:pk>/sessions/", sessions.case_sessions, name="case_sessions"),
    path("sessions/<uuid:pk>/change/", sessions.session_change, name="session_change"),
    path("sessions/<uuid:pk>/plan/", plans.session_plan, name="session_plan"),
    path("sessions/<uuid:pk>/plan/paper/", plans.session_plan_paper, name="session_plan_paper"),
    path("sessions/<uuid:pk>/note/", notes.session_note, name="session_note"),
    path("sessions/<uuid:pk>/note/start/", notes.note_start, name="note_start"),
]
