"""Contact fields of people in the back office, by the same rule and services as their pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from clients.models import Client
from clients.models.client import CONTACT_FIELDS
from clients.services.cases import create_client
from clients.services.people import change_contact

CONTACT = (*CONTACT_FIELDS, "language", "external_id")


@admin.register(Client)
class ClientAdmin(admin.ModelAdmin):
    """For office and owner alone, whatever Django permissions somebody holds."""

    list_display = ("legal_name", "name", "email", "phone")
    search_fields = ("legal_name", "name", "email", "phone", "external_id")
    fields = CONTACT

    def get_queryset(self, request: HttpRequest) -> QuerySet[Client]:
        return Client.objects.editable_by(request.user).order_by("legal_name", "pk")

    def has_module_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_owner or user.is_office)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Client, form: forms.ModelForm, change: bool
    ) -> None:
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            change_contact(request.user, obj, **values)
        else:
            obj.pk = create_client(request.user, **values).pk
