"""People who work here: a login by invitation, roles, and the end of a login."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from practice.models import User
from practice.services import audit
from practice.services.beginning import check_address

LOCAL_SITE = "http://localhost:8000"
ROLES = ("is_owner", "is_therapist", "is_supervisor", "is_office")


@transaction.atomic
def add_staff(actor: Any, *, name: str, email: str, **roles: bool) -> User:
    """A login without a password, which its person chooses; `send_link` says where.

    Raises ValidationError naming the field: the address is none, or is somebody's already.
    """
    person = User(name=name.strip(), email=check_address(email), **roles)
    # The back office opens with both; an owner without it could not mend a lost second step.
    person.is_staff = person.is_owner
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save(force_insert=True)
    audit.record(actor, "user.created", person, roles=_held(person))
    return person


def send_link(person: User) -> None:
    """A link on which they choose their password; raises ValidationError if no mail went out."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    path = reverse("account_reset_password_from_key", args=key.split("-", 1))
    site = (settings.SITE_URL or LOCAL_SITE).rstrip("/")
    # As neutral as the mails to clients: it names neither the person nor what is done here.
    body = _(
        "Hello,\n\nhere is your personal link:\n\n%(link)s\n\nOn that page you choose a password. "
        "It works once, for three days. If you did not expect it, please delete this mail."
    ) % {"link": f"{site}{path}"}
    try:
        send_mail(_("Your personal link"), body, None, [person.email])
    except OSError as error:  # what mail servers that do not answer raise
        raise ValidationError(
            _("The e-mail did not go out. They can use “Forgot your password?” instead.")
        ) from error


@transaction.atomic
def change_roles(actor: Any, person: User, **roles: bool) -> User:
    """Other pages open to them from the next request on; sight of a case is no role's to give.

    Raises ValidationError for taking the last owner away.
    """
    held = User.objects.select_for_update().get(pk=person.pk)
    if held.is_owner and not roles.get("is_owner", held.is_owner):
        _refuse_last_owner(held)
    before = _held(held)
    for name in ROLES:
        setattr(held, name, roles.get(name, getattr(held, name)))
    held.is_staff = held.is_owner
    held.save(update_fields=[*ROLES, "is_staff"])
    if _held(held) != before:
        audit.record(actor, "user.roles_changed", held, roles=_held(held))
    return held


def _refuse_last_owner(person: User) -> None:
    others = User.objects.filter(is_owner=True, is_active=True).exclude(pk=person.pk)
    if not others.exists():
        raise ValidationError(
            _("Somebody has to own the practice. Make another person owner first.")
        )


def _held(person: User) -> list[str]:
    return [name.removeprefix("is_") for name in ROLES if getattr(person, name)]
