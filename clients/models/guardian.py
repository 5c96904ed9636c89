"""Who decides along with somebody who is not of age, and what they may be told."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.access import GuardianQuerySet
from clients.models.client import Client


class Guardian(models.Model):
    """A parent or somebody else who decides along. They have no login and see no page here."""

    class Item(models.TextChoices):
        """What they may be told, each by itself; nothing unless it was chosen."""

        DATES = "dates", _("when sessions are")
        PROGRESS = "progress", _("how it goes, in a few words")
        SUMMARY = "summary", _("a printed summary")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="guardians")
    name = models.CharField(max_length=200)
    relation = models.CharField(max_length=100)
    told = models.JSONField(default=list)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardianQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def told_of(self) -> list[str]:
        """In words, in the order of the choices."""
        return [str(item.label) for item in self.Item if item in self.told]
