"""How far each person is ready to go just now, and who asked for help."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.access import HelpQuerySet, OfMemberQuerySet
from clients.models.case import CaseMember


class Readiness(models.Model):
    """One person's own word on joint steps; the latest row counts. The partner never sees it."""

    class Level(models.IntegerChoices):
        """From the least to the most, so that the lower of two can be told."""

        ALONE = 1, _("each on my own")
        SIDE_BY_SIDE = 2, _("small acts side by side, no talking")
        READING = 3, _("reading what we chose to share")
        TALKING = 4, _("talking")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="readiness")
    level = models.PositiveSmallIntegerField(choices=Level)
    set_at = models.DateTimeField()
    # Of staff, where somebody without a login told it in a session.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.set_at}: {self.get_level_display()}"


class HelpFlag(models.Model):
    """Somebody tapped "I need help": for the therapist's safety strip, and nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="help_flags")
    raised_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = HelpQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.raised_at}"


class Pause(models.Model):
    """A rest from everything: one tap, no reason. While it lasts nothing new is delivered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                name="one_pause_at_a_time",
                condition=models.Q(until__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.since}"
