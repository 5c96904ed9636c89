"""The practice app: checks and pages that the whole house shares."""

from importlib import import_module

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"
    label = "practice"

    def ready(self) -> None:
        import_module("practice.checks")
