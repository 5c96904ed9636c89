"""System checks: a production start names what is missing instead of starting."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def production_is_complete(**_: Any) -> list[CheckMessage]:
    """practice.E001-E006: what a production start must have, each with its remedy."""
    return list(_missing()) if settings.PRODUCTION else []


def _missing() -> Iterator[CheckMessage]:
    if settings.SECRET_KEY == "missing-in-production":  # noqa: S105 (the marker, not a secret)
        yield _error("E001", "SECRET_KEY is not set.", "Give it 50 or more random characters.")
    elif len(settings.SECRET_KEY) < 50:
        yield _error("E001", "SECRET_KEY is short.", "Give it 50 or more random characters.")
    for name, path in (
        ("HEARTHWORK_KEYSET", settings.KEYSET_FILE),
        ("HEARTHWORK_PROCESS_KEYSET", settings.PROCESS_KEYSET_FILE),
    ):
        if not path.is_file():
            number = "E002" if name == "HEARTHWORK_KEYSET" else "E003"
            yield _error(
                number,
                f"{name} names no keyset file.",
                "Make one with `manage.py make_keyset FILE`, outside the database and its backup.",
            )
    if not settings.ALLOWED_HOSTS:
        yield _error("E004", "ALLOWED_HOSTS is empty.", "Name the host, such as care.example.org.")
    if not settings.SITE_URL.startswith("https://"):
        yield _error("E005", "SITE_URL is not an https address.", "Set SITE_URL=https://...")
    if settings.DEBUG:
        yield _error("E006", "DJANGO_DEBUG is on.", "Leave it out in production.")


def _error(number: str, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"practice.{number}")
