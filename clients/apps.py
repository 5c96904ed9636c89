"""The clients app: who comes, and what they do between sessions."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from practice.registry import NavEntry, registry


class ClientsConfig(AppConfig):
    name = "clients"
    label = "clients"

    def ready(self) -> None:
        import_module("clients.admin")
        pictures = import_module("clients.services.pictures")  # needs the models as well
        post_delete.connect(pictures.remove_file, sender="clients.Picture", dispatch_uid="file")
        clinical = ("therapist", "supervisor")
        registry.add_nav(
            NavEntry(_("Today"), "clients:today", clinical, order=10),
            NavEntry(_("Cases"), "clients:case_list", clinical, order=20),
            NavEntry(_("People"), "clients:client_list", ("owner", "office", "therapist"), 30),
            NavEntry(_("Lists"), "clients:transfer_import", ("owner", "office"), order=60),
            NavEntry(_("Audit"), "clients:audit_list", ("owner",), order=70),
        )
        panels = import_module("clients.views.library_panels")  # needs the models, which are loaded
        registry.add_panel("library_list", 10, "", panels.used_in)
        registry.add_panel("library_programme", 10, "clients/_library_cases.html", panels.cases_of)
        first = import_module("clients.views.first_client")
        registry.add_panel("first_steps", 10, "", first.first_client)
        registry.add_case_tab(10, _("Overview"), "clients:case_detail")
        registry.add_case_tab(20, _("Journey"), "clients:case_journey")
        registry.add_case_tab(30, _("To try"), "clients:case_homework")
        registry.add_case_tab(40, _("Progress"), "clients:case_progress")
        registry.add_case_tab(45, _("Kept"), "clients:case_kept")
        registry.add_case_tab(70, _("Consent"), "clients:case_consent")
