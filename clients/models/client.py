"""A person who comes, and their way to a login."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clients.access import ClientQuerySet

# What office and therapists write in about somebody: forms, lists and the back office all show it.
CONTACT_FIELDS = (
    "legal_name",
    "name",
    "pronouns",
    "born_on",
    "email",
    "phone",
    "channel",
    "contact_rules",
)
FIRST_BIRTH_YEAR = 1900  # an earlier one is a slip of the finger: nobody alive was born then


class ContactChannel(models.TextChoices):
    """The safe way to reach somebody."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    NONE = "none", _("no contact between sessions")


class Client(models.Model):
    """Contact fields are clear, so that the office can find people; nothing clinical is here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    legal_name = models.CharField(_("full name"), max_length=200)
    # Empty where it is the full name, which `str()` then gives.
    name = models.CharField(_("name they go by"), max_length=100, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=60, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    channel = models.CharField(
        _("safe contact"), max_length=10, choices=ContactChannel, default=ContactChannel.EMAIL
    )
    contact_rules = models.CharField(_("when and how"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    external_id = models.CharField(_("id in another system"), max_length=100, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="client"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["legal_name", "pk"]
        constraints = [
            # Two people, two addresses: partners never share one.
            models.UniqueConstraint(
                Lower("email"), name="client_email", condition=~models.Q(email="")
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                name="client_external_id",
                condition=~models.Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.legal_name


class Invitation(models.Model):
    """A way to a login, sent to one address; its link is signed, expires and works once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return self.email
