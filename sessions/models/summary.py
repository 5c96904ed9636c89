"""A progress summary that was made: its content frozen, its PDF rebuilt from it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import Case, CaseMember
from practice.crypto import SealedJSONField
from sessions.access import SummaryQuerySet


class Summary(models.Model):
    """For one member (own and joint matter), or for the therapist."""

    class Audience(models.TextChoices):
        CLIENT = "client", _("for the client")
        THERAPIST = "therapist", _("for the therapist")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="summaries")
    member = models.ForeignKey(CaseMember, models.CASCADE, null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience)
    content = SealedJSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return str(self.pk)
