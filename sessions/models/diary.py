"""A therapist's calendar elsewhere: the secret address it is read at, and busy times from there."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from sessions.access import BusyTimeQuerySet, CalendarAddressQuerySet


class CalendarAddress(models.Model):
    """The one secret address at which a person's own hours are read; gone when it was ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_address"
    )
    # SHA-256 of the token, in hexadecimal: whoever reads the database cannot open the address.
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CalendarAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class BusyTime(models.Model):
    """A time when its owner has something else. Times alone: no title was ever kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="busy_times", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BusyTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["owner", "starts_at"], name="busy_time")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} - {self.ends_at:%H:%M}"
