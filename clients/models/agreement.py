"""What people agreed to: the couple's policy on secrets, and each person's consents.

Rows are added and never changed: what somebody read and agreed to stays as it was that day.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.access import ConsentQuerySet, OfMemberQuerySet, PolicyQuerySet
from clients.models.agreed_texts import AgreedText, policy_text
from clients.models.case import Case, CaseMember
from clients.models.client import Client
from clients.models.guardian import Guardian
from practice.crypto import SealedTextField


class Way(models.TextChoices):
    """How somebody said it."""

    PORTAL = "portal", _("in the portal")
    PAPER = "paper", _("on paper")
    ROOM = "room", _("in the room")


class SecretsPolicy(models.Model):
    """How a couple and their therapist handle secrets, from its choice on; the latest one counts.

    The words are kept as they were chosen: a later wording of the product changes none of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="policies", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Case.Secrets)
    words = models.TextField()
    content_hash = models.CharField(max_length=64, editable=False)
    # Nobody where an installation brought its couples' policies along.
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    chosen_at = models.DateTimeField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="policy_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.number})"

    def as_read(self) -> AgreedText:
        """As somebody reads it before they sign."""
        title = policy_text(self.kind).title
        return AgreedText(self.kind, self.number, title, self.words)


class Agreement(models.Model):
    """One person signed one version of the policy. The partner never learns of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        CaseMember, models.CASCADE, related_name="agreements", db_index=False
    )
    policy = models.ForeignKey(SecretsPolicy, models.CASCADE, related_name="agreements")
    how = models.CharField(max_length=10, choices=Way)
    content_hash = models.CharField(max_length=64, editable=False)
    signed_at = models.DateTimeField()
    # The person's own login in the portal; whoever wrote it in otherwise.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["member", "policy", "how"], name="signed_once_a_way")
        ]

    def __str__(self) -> str:
        return f"{self.signed_at}: {self.policy_id}"


class Consent(models.Model):
    """One person agreed to one thing. It stands until it is withdrawn or its last day is over."""

    class Kind(models.TextChoices):
        THERAPY = "therapy", _("therapy")
        PORTAL = "portal", _("the portal")
        EMAIL = "email", _("e-mail")
        QUESTIONNAIRES = "questionnaires", _("questionnaires")
        NOTES = "notes", _("reading session notes")
        RECORDING = "recording", _("recording sessions")
        RELEASE = "release", _("telling a named person")
        SUPERVISION = "supervision", _("supervision")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="consents")
    # Empty for e-mail alone, which is about the person and no one record of theirs.
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="consents")
    kind = models.CharField(max_length=16, choices=Kind)
    how = models.CharField(max_length=10, choices=Way)
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    content_hash = models.CharField(max_length=64, editable=False)
    # Of a release: to whom, and what for.
    recipient = models.CharField(max_length=200, blank=True)
    purpose = SealedTextField()
    # Of somebody not of age: who decided along; nobody where it is the person's own word.
    guardian = models.ForeignKey(
        Guardian, models.CASCADE, null=True, blank=True, related_name="consents"
    )
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.given_on}"

    @property
    def taken_back(self) -> "Withdrawal | None":
        """How it ended, if somebody took it back."""
        return getattr(self, "withdrawal", None)


class Withdrawal(models.Model):
    """A consent was taken back; it ended that moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.OneToOneField(Consent, models.CASCADE, related_name="withdrawal")
    how = models.CharField(max_length=10, choices=Way)
    withdrawn_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.withdrawn_at}"
