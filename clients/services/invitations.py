"""A client's way to a login: a link that is signed, sent to their own address, and works once."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from clients.models import Case, Client, Invitation
from clients.models.client import ContactChannel
from clients.services.consents import refused_email
from clients.services.grants import sync_grants
from practice.models import Practice, User
from practice.services import audit

VALID = timedelta(days=14)
SALT = "clients.invitation"
LOCAL_SITE = "http://localhost:8000"


class Unusable(Exception):
    """The link is wrong, old, used or withdrawn; which of these is told to nobody."""


def invite(actor: Any, client: Client) -> Invitation:
    """Send `client` a link, by e-mail alone; links sent before stop working.

    Raises ValidationError in words for the staff when there is no safe address to send to, when
    there is a login already, or when the mail did not go out.
    """
    _check(actor, client)
    invitation = _prepare(actor, client)
    try:
        _send(invitation, client)
    except OSError as error:  # what mail servers that do not answer raise
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
        raise ValidationError(_("The e-mail did not go out. Please try again later.")) from error
    return invitation


def token_of(invitation: Invitation) -> str:
    return signing.dumps(str(invitation.pk), salt=SALT)


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link that still works; Unusable otherwise."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.BadSignature as error:
        raise Unusable from error
    usable = Invitation.objects.filter(
        pk=pk, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    invitation = usable.select_related("client").first()
    if invitation is None or not _still_theirs(invitation):
        raise Unusable
    return invitation


def _still_theirs(invitation: Invitation) -> bool:
    """Whether the link went where the person wants to be reached still, and nobody else signs in
    with that address."""
    client, email = invitation.client, invitation.email
    if client.user_id is not None or client.channel != ContactChannel.EMAIL:
        return False
    if refused_email(client):
        return False
    taken = User.objects.filter(email=email, client__isnull=False)
    return client.email.lower() == email and not taken.exists()


def existing_login(invitation: Invitation) -> User | None:
    """A login that this address has already, in another role."""
    return User.objects.filter(email=invitation.email.lower(), client=None).first()


@transaction.atomic
def accept(token: str, password: str) -> User:
    """Make the login, or link the one that exists without touching its password.

    Opens all the person's cases to it. Raises Unusable; the password was checked by the form.
    """
    pk = open_invitation(token).pk
    rows = Invitation.objects.select_for_update(of=("self",)).filter(pk=pk, accepted_at=None)
    invitation = rows.select_related("client").first()
    if invitation is None:
        raise Unusable
    client, user = invitation.client, existing_login(invitation)
    if user is None:
        user = User.objects.create_user(
            invitation.email, password, name=str(client), language=client.language, is_client=True
        )
    elif not user.is_client:
        user.is_client = True
        user.save(update_fields=["is_client"])
    client.user = user
    client.save(update_fields=["user"])
    Invitation.objects.filter(pk=pk).update(accepted_at=timezone.now())
    for case in Case.objects.filter(members__client=client):
        sync_grants(case)
    audit.record(user, "invitation.accepted", invitation)
    return user


def _check(actor: Any, client: Client) -> None:
    if client.user_id is not None:
        raise ValidationError(_("There is a login already."))
    if client.channel == ContactChannel.NONE:
        raise ValidationError(
            _("This person asked for no contact between sessions. Talk about it first.")
        )
    if client.channel == ContactChannel.PHONE:
        raise ValidationError(
            _("The safe way to reach this person is by phone. Change it to e-mail if they agree.")
        )
    if refused_email(client):
        raise ValidationError(_("They took back their yes to e-mail. Ask them first."))
    if not client.email:
        raise ValidationError(_("There is no e-mail address yet. Add one first."))
    if client.email.lower() == getattr(actor, "email", ""):
        raise ValidationError(_("This is your own address. The link is for theirs."))
    if User.objects.filter(email=client.email.lower(), client__isnull=False).exists():
        raise ValidationError(_("This address cannot be used. Please ask for another one."))


@transaction.atomic
def _prepare(actor: Any, client: Client) -> Invitation:
    now = timezone.now()
    earlier = Invitation.objects.filter(client=client, accepted_at=None, withdrawn_at=None)
    earlier.update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        client=client,
        email=client.email.lower(),
        invited_by=actor,
        sent_at=now,
        expires_at=now + VALID,
    )
    audit.record(actor, "invitation.sent", invitation)
    return invitation


def _send(invitation: Invitation, client: Client) -> None:
    """A mail that tells a chance reader nothing: no name, no practice, no word of therapy."""
    site = (settings.SITE_URL or LOCAL_SITE).rstrip("/")
    path = reverse("clients:invitation", args=[token_of(invitation)])
    with override(client.language):
        body = _(
            "Hello,\n\nhere is your personal link:\n\n%(link)s\n\n"
            "It works once, until %(until)s. If you did not ask for it, please delete this mail."
        ) % {"link": f"{site}{path}", "until": _day(invitation.expires_at)}
        send_mail(_("Your personal link"), body, None, [invitation.email])


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment, Practice.load().zone), "j M Y")
