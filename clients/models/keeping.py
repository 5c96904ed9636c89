"""What people keep: words of their own, habits that stayed, and pictures."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.access import KeptQuerySet, PictureQuerySet, RitualQuerySet
from clients.models.answer import Answer, Audience
from clients.models.case import Case, CaseMember
from practice.crypto import SealedTextField


class Quote(models.Model):
    """Words of a person that are kept, with where they come from. Theirs alone to change."""

    class Kind(models.TextChoices):
        WORDS = "words", _("my own words")
        PROTECT = "protect", _("works already, to stay as it is")
        INNER = "inner", _("an inner sentence that helps")
        PROBLEM = "problem", _("my name for the problem")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="quotes", db_index=False)
    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="quotes")
    kind = models.CharField(max_length=10, choices=Kind)
    words = SealedTextField()
    # The source may be taken back or deleted; the words that were kept stay.
    from_answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    from_item = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.THERAPIST)
    kept_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["kept_at", "pk"]
        indexes = [models.Index(fields=["case", "kind"], name="case_quotes")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Ritual(models.Model):
    """A habit that stayed, made from what helped. Nobody counts how often it is kept."""

    class Cadence(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        PER_EVENT = "per_event", _("each time something happens")
        OTHER = "other", _("now and then")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="rituals")
    # Whose habit it is; empty when both made it together.
    member = models.ForeignKey(
        CaseMember, models.CASCADE, null=True, blank=True, related_name="rituals"
    )
    name = SealedTextField()
    cue = SealedTextField()
    cadence = models.CharField(max_length=10, choices=Cadence)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    who = SealedTextField()
    meaning = SealedTextField()
    since = models.DateField()
    retired_on = models.DateField(null=True, blank=True)
    from_answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.THERAPIST)
    version = models.PositiveIntegerField(default=1)

    objects = RitualQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Picture(models.Model):
    """A picture in an answer: re-encoded, sealed, kept as a file under a random name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="pictures")
    field_key = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    # How far the library lets its field go, as the exercise said when it was answered; empty where
    # it sets no limit. Beside the picture, so that a query can ask for it.
    limit = models.CharField(max_length=10, choices=Audience, default="", blank=True)
    lifts_in_pair = models.BooleanField(default=False)  # opened by both, the partner sees it too

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
