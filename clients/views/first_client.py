"""The last of the first steps, told to the floor: whether anybody comes yet, and where to begin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from clients.models import Client


def first_client(request: HttpRequest) -> dict[str, Any]:
    visible = Client.objects.visible_to(request.user)
    return {"has_client": visible.exists(), "client_url": reverse("clients:case_create")}
