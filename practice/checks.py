"""System checks: a production start names what is missing instead of starting."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def production_is_complete(**_: Any) -> list[CheckMessage]:
    """practice.E001-E007: what a production start must have, each with its remedy."""
    return list(_missing()) if settings.PRODUCTION else []


def _missing() -> Iterator[CheckMessage]:
    yield from _missing_secrets()
    if not settings.ALLOWED_HOSTS:
        yield _error("E004", "ALLOWED_HOSTS is empty.", "Name the host, such as care.example.org.")
    if not settings.SITE_URL.startswith("https://"):
        yield _error("E005", "SITE_URL is not an https address.", "Set SITE_URL=https://...")
    if settings.DEBUG:
        yield _error("E006", "DJANGO_DEBUG is on.", "Leave it out in production.")
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        # An invitation printed to a log is a way in for whoever reads logs.
        hint = "Name a mail server: smtp+tls://user:password@host:587"
        yield _error("E007", "EMAIL_URL is not set.", hint)


def _missing_secrets() -> Iterator[CheckMessage]:
    hint = "Give it 50 or more random characters."
    if settings.SECRET_KEY == "missing-in-production":  # noqa: S105 (the marker, not a secret)
        yield _error("E001", "SECRET_KEY is not set.", hint)
    elif len(settings.SECRET_KEY) < 50:
        yield _error("E001", "SECRET_KEY is short.", hint)
    hint = "Make one with `manage.py make_keyset FILE`, outside the database and its backup."
    if not settings.KEYSET_FILE.is_file():
        yield _error("E002", "HEARTHWORK_KEYSET names no keyset file.", hint)
    if not settings.PROCESS_KEYSET_FILE.is_file():
        yield _error("E003", "HEARTHWORK_PROCESS_KEYSET names no keyset file.", hint)


def _error(number: str, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"practice.{number}")
