"""Addresses of sessions, notes and summaries."""

from django.urls import path

from sessions.portal import summary
from sessions.views import notes, plans, sessions, summaries

app_name = "sessions"
urlpatterns = [
    path("cases/<uuid:pk>/sessions/", sessions.case_sessions, name="case_sessions"),
    path("sessions/<uuid:pk>/change/", sessions.session_change, name="session_change"),
    path("sessions/<uuid:pk>/plan/", plans.session_plan, name="session_plan"),
    path("sessions/<uuid:pk>/plan/paper/", plans.session_plan_paper, name="session_plan_paper"),
    path("sessions/<uuid:pk>/note/", notes.session_note, name="session_note"),
    path("sessions/<uuid:pk>/note/start/", notes.note_start, name="note_start"),
    path("cases/<uuid:pk>/summaries/", summaries.case_summaries, name="case_summaries"),
    path("summaries/<uuid:pk>.pdf", summaries.summary_pdf, name="summary_pdf"),
    path("portal/<uuid:case_pk>/summary.pdf", summary.portal_summary, name="portal_summary"),
]
