"""The sessions app: what happens in the room, and what is made of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from practice.registry import registry


class SessionsConfig(AppConfig):
    name = "sessions"
    # django.contrib.sessions owns the label "sessions".
    label = "therapy_sessions"

    def ready(self) -> None:
        registry.add_case_tab(50, _("Sessions"), "sessions:case_sessions")
        registry.add_case_tab(60, _("Summaries"), "sessions:case_summaries")
