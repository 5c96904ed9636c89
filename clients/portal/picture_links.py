"""Where the picture of a field is sent to and seen, in the portal."""

from django.urls import reverse

from clients.models import Assignment
from practice.fields import registry
from practice.fields.base import FieldSpec, Value


def picture_context(assignment: Assignment, spec: FieldSpec, value: Value | None) -> dict[str, str]:
    """What fields/_picture.html reads beside its kind's own context; nothing for other kinds."""
    if not registry.get(spec.kind).takes_file:
        return {}
    upload = reverse("clients:portal_picture_add", args=[assignment.pk, spec.key])
    return {"upload": upload, "image": picture_address(spec, value)}


def picture_address(spec: FieldSpec, value: Value | None) -> str:
    """Where the picture of a value is seen; empty where it has none."""
    found = value.get("picture") if value and registry.get(spec.kind).takes_file else None
    return reverse("clients:portal_picture", args=[found]) if found else ""
