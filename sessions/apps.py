"""The sessions app: what happens in the room, and what is made of it."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from practice.registry import NavEntry, registry


class SessionsConfig(AppConfig):
    name = "sessions"
    # django.contrib.sessions owns the label "sessions".
    label = "therapy_sessions"

    def ready(self) -> None:
        registry.add_nav(NavEntry(_("Calendar"), "sessions:calendar", ("therapist",), order=15))
        registry.add_nav(NavEntry(_("Keeping"), "sessions:retention_list", ("owner",), order=55))
        registry.add_case_tab(50, _("Sessions"), "sessions:case_sessions")
        registry.add_case_tab(60, _("Summaries"), "sessions:case_summaries")
        panels = import_module("sessions.views.panels")  # needs the models, which are loaded now
        registry.add_panel("today", 10, "sessions/_today.html", panels.today)
        registry.add_panel("today", 30, "sessions/_to_confirm.html", panels.to_confirm)
        registry.add_panel("case_overview", 10, "sessions/_next_session.html", panels.next_session)
        registry.add_panel("progress_marks", 10, "", panels.progress_marks)
