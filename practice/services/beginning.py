"""Begins a practice of one's own: its row, and the first person, who owns it."""

import difflib
import hashlib
import secrets
import zoneinfo
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from practice.models import Practice, User
from practice.services import audit


class BegunAlready(Exception):
    """The database holds a practice, which stays as it is; the message says what to do."""


def refuse_second_practice() -> None:
    """Raise BegunAlready when there is a practice: one installation is one practice."""
    practice = Practice.objects.filter(pk=1).first()
    if practice is None:
        return
    if practice.is_demo:
        raise BegunAlready(
            "This database holds the demo practice. "
            "Name an empty folder for your own: HEARTHWORK_DATA=/path/to/folder"
        )
    raise BegunAlready(
        f"This database holds the practice “{practice}” already. "
        "Its settings and people are in the back office, at /office/admin/."
    )


def new_secret() -> tuple[str, str]:
    """A secret for the page on which the practice begins, and what the server knows it by."""
    secret = secrets.token_urlsafe(24)
    return secret, _digest(secret)


def may_begin(secret: str, digest: str) -> bool:
    """Whether this is the secret that was printed at the start, and nobody used it yet."""
    # A server that printed none has no digest, and then no secret fits.
    fits = bool(digest) and secrets.compare_digest(_digest(secret), digest)
    return (
        fits and not Practice.objects.exists() and not User.objects.filter(is_owner=True).exists()
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def begin_practice(
    *, practice: dict[str, str], person: dict[str, Any], password: str | None, sees_clients: bool
) -> User:
    """The practice and its first person: owner, with the back office, therapist as a rule.

    Without a password they choose one by “Forgotten password”. Raises BegunAlready, or
    ValidationError with its messages by field.
    """
    refuse_second_practice()
    row = Practice(**practice)
    row.time_zone = check_zone(row.time_zone)
    row.full_clean()
    row.save(force_insert=True)
    first = User(is_owner=True, is_staff=True, is_therapist=sees_clients, **person)
    first.email = check_address(first.email)
    if password is not None:
        validate_password(password, first)
    first.set_password(password)
    first.full_clean(exclude=["password"])
    first.save(force_insert=True)
    audit.record(first, "practice.begun", first)
    return first


def check_zone(typed: str) -> str:
    """The time zone by its full name; raises ValidationError with what it may have meant."""
    zones = zoneinfo.available_timezones() - {"localtime"}
    by_lower = {zone.lower(): zone for zone in zones}
    asked = typed.strip().replace(" ", "_").lower()
    if asked in by_lower:
        return by_lower[asked]
    meant = [zone for zone in sorted(zones) if zone.lower().endswith(f"/{asked}")]
    meant = meant or [by_lower[one] for one in difflib.get_close_matches(asked, by_lower, n=3)]
    hint = _("Did you mean %s?") % _(" or ").join(meant) if meant else ""
    raise ValidationError(
        {"time_zone": f"{_('There is no such time zone. Write it like Europe/Berlin.')} {hint}"}
    )


def check_address(typed: str) -> str:
    """The address in lower case; raises ValidationError when it is none, or is taken."""
    email = typed.strip().lower()
    User._meta.get_field("email").clean(email, None)
    if User.objects.filter(email=email).exists():
        raise ValidationError({"email": _("Somebody signs in with this address already.")})
    return email
