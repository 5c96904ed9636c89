"""What keeps a record from being removed, and what is left when it was: a hold, a certificate."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.access import DestructionQuerySet, HoldQuerySet
from clients.models.case import Case
from practice.crypto import SealedTextField
from practice.models import RetentionRule

USER = settings.AUTH_USER_MODEL


class LegalHold(models.Model):
    """A freeze: while it stands, nothing of the case is removed, whoever asks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Protects: a case with a hold cannot be deleted on any road that forgets to ask.
    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_holds")
    reason = SealedTextField()
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="one_hold_at_a_time", condition=models.Q(lifted_at=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Destruction(models.Model):
    """A removal as it was proposed, and as it was done; it outlives the case that it names."""

    class What(models.TextChoices):
        RECORD = "record", _("the whole record")
        REFLECTIONS = "reflections", _("private reflections alone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A key without a constraint: the case is gone afterwards, its code and this row stay.
    case_id = models.UUIDField(db_index=True)
    case_code = models.CharField(max_length=7)
    what = models.CharField(max_length=12, choices=What)
    last_contact = models.DateField()
    due_on = models.DateField()
    rule = models.ForeignKey(RetentionRule, models.PROTECT, related_name="+", db_index=False)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    # Who was asked to confirm it: somebody else, wherever there is somebody.
    asked = models.ForeignKey(USER, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # The paper as it was made then, and its SHA-256, which stands in the audit trail too.
    certificate = models.BinaryField(default=bytes)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = DestructionQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_id"],
                name="one_proposal_at_a_time",
                condition=models.Q(withdrawn_at=None, confirmed_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_code}: {self.what}"
