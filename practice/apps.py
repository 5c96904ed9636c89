"""The practice app: checks and pages that the whole house shares."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.translation import gettext_lazy as _

from practice.registry import NavEntry, registry


class PracticeConfig(AppConfig):
    name = "practice"
    label = "practice"

    def ready(self) -> None:
        import_module("practice.checks")
        import_module("practice.admin")
        readers = ("therapist", "owner", "supervisor")
        registry.add_nav(NavEntry(_("Library"), "library_list", readers, order=50))


class BackOfficeConfig(SimpleAdminConfig):
    """Django's admin without autodiscovery, which would load what no page of a client needs."""

    default_site = "practice.admin.BackOffice"
