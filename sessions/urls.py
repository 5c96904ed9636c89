"""Addresses of sessions, notes and summaries."""

from django.urls import path

from sessions.portal import notes as portal_notes
from sessions.portal import summary
from sessions.views import (
    calendar,
    note_life,
    notes,
    plans,
    process_notes,
    retention,
    room,
    session_change,
    sessions,
    summaries,
    turned,
)

app_name = "sessions"
urlpatterns = [
    path("cases/<uuid:pk>/sessions/", sessions.case_sessions, name="case_sessions"),
    path("sessions/<uuid:pk>/change/", session_change.session_change, name="session_change"),
    path("sessions/<uuid:pk>/away/", session_change.session_away, name="session_away"),
    path("sessions/<uuid:pk>/plan/", plans.session_plan, name="session_plan"),
    path("sessions/<uuid:pk>/plan/paper/", plans.session_plan_paper, name="session_plan_paper"),
    path("sessions/<uuid:pk>/note/", notes.session_note, name="session_note"),
    path("sessions/<uuid:pk>/note/start/", notes.note_start, name="note_start"),
    path("sessions/<uuid:pk>/room/", room.session_room, name="session_room"),
    path("sessions/<uuid:pk>/room/leave/", room.room_leave, name="room_leave"),
    path("sessions/<uuid:pk>/room/<uuid:member_pk>/card.pdf", room.room_card, name="room_card"),
    path("sessions/<uuid:pk>/turn/", turned.room_turn, name="room_turn"),
    path("sessions/<uuid:pk>/turned/", turned.room_turned, name="room_turned"),
    path("sessions/<uuid:pk>/turned/kept/", turned.room_kept, name="room_kept"),
    path("sessions/<uuid:pk>/turned/back/", turned.room_back, name="room_back"),
    path("sessions/<uuid:pk>/turned/<uuid:member_pk>/", turned.room_number, name="room_number"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.calendar_open, name="calendar_open"),
    path("calendar/address/end/", calendar.calendar_end, name="calendar_end"),
    path("calendar/busy/", calendar.calendar_busy, name="calendar_busy"),
    path("calendar/busy/forget/", calendar.calendar_forget, name="calendar_forget"),
    path("calendar/away/", calendar.calendar_away, name="calendar_away"),
    path("calendar/away/<uuid:pk>/back/", calendar.calendar_back, name="calendar_back"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("sessions/<uuid:pk>/note/offer/", note_life.note_offer, name="note_offer"),
    path("sessions/<uuid:pk>/note/together/", note_life.note_together, name="note_together"),
    path("sessions/<uuid:pk>/note/add/", note_life.note_add, name="note_add"),
    path("sessions/<uuid:pk>/note/comment/", note_life.note_comment, name="note_comment"),
    path("sessions/<uuid:pk>/note/cosign/", note_life.note_cosign, name="note_cosign"),
    path(
        "sessions/<uuid:pk>/note/corrections/<uuid:review>/",
        note_life.note_correction,
        name="note_correction",
    ),
    path("sessions/<uuid:pk>/process-note/", process_notes.process_note, name="process_note"),
    path("cases/<uuid:pk>/summaries/", summaries.case_summaries, name="case_summaries"),
    path("summaries/<uuid:pk>.pdf", summaries.summary_pdf, name="summary_pdf"),
    path("retention/", retention.retention_list, name="retention_list"),
    path("retention/<uuid:pk>/", retention.retention_case, name="retention_case"),
    path("retention/<uuid:pk>/hold/", retention.retention_hold, name="retention_hold"),
    path("retention/<uuid:pk>/lift/", retention.retention_lift, name="retention_lift"),
    path("retention/<uuid:pk>/propose/", retention.retention_propose, name="retention_propose"),
    path("retention/<uuid:pk>/withdraw/", retention.retention_withdraw, name="retention_withdraw"),
    path("retention/<uuid:pk>/destroy/", retention.retention_destroy, name="retention_destroy"),
    path("retention/certificates/<uuid:pk>.pdf", retention.certificate_pdf, name="certificate_pdf"),
    path("portal/<uuid:case_pk>/notes/", portal_notes.portal_notes, name="portal_notes"),
    path(
        "portal/<uuid:case_pk>/notes/<uuid:pk>/", portal_notes.portal_review, name="portal_review"
    ),
    path("portal/<uuid:case_pk>/summary.pdf", summary.portal_summary, name="portal_summary"),
]
