"""The audit trail: who saw, changed, printed, exported or shared what, and when.

Rows are only ever added (triggers refuse anything else). An event is written in the transaction
of its change; a seal, made right after commit, links it into a chain of hashes.
"""

import uuid

from django.db import models


class AuditEvent(models.Model):
    """One thing that happened. Holds no clinical text, and outlives what it speaks of."""

    at = models.DateTimeField()
    # Keys without constraints: whoever or whatever they name may be deleted, the event stays.
    actor_id = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    nonce = models.UUIDField(default=uuid.uuid4)  # a hash of a guessable event tells nothing

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["case_id", "id"], name="audit_case"),
            models.Index(fields=["actor_id", "id"], name="audit_actor"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class AuditSeal(models.Model):
    """The place of an event in the chain: `hash` covers the event and the hash before it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash[:12]}"
