"""What stands beside a note and outside its hash: reviews, additions, a second signature."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import CaseMember
from practice.crypto import SealedTextField
from sessions.access import BesideNoteQuerySet, NoteReviewQuerySet
from sessions.models.note import Note


class Addendum(models.Model):
    """Words added to a note that nobody writes any more; never changed, never taken away."""

    class Kind(models.TextChoices):
        ADDED = "added", _("an addition")
        ERROR = "error", _("entered in error")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="addenda")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ADDED)
    reason = SealedTextField()
    words = SealedTextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    signed_as = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)  # written over 24 hours after the session

    objects = BesideNoteQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_error(self) -> bool:
        return self.kind == self.Kind.ERROR


class CoSignature(models.Model):
    """A supervisor put their name under a signed note, as it was signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="cosignatures", db_index=False)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    signed_as = models.CharField(max_length=300)
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)  # of the note that was read

    objects = BesideNoteQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["note", "supervisor"], name="cosigned_once")]

    def __str__(self) -> str:
        return str(self.pk)


class NoteReview(models.Model):
    """What one person says of a note that was opened to them; the other never learns of it.

    `version` is the note's when it was read: what was written over since is told apart by it.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("it is right")
        COMMENT = "comment", _("a comment")
        REWORD = "reword", _("other words for it")
        CORRECTION = "correction", _("asks for a correction")

    class Outcome(models.TextChoices):
        ADDED = "added", _("an addition was made to the note")
        ATTACHED = "attached", _("their words stand beside the note")
        STAYS = "stays", _("the note stays as it is")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="reviews")
    member = models.ForeignKey(CaseMember, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    section = models.SlugField(max_length=40, blank=True)  # empty for the whole note
    words = SealedTextField()
    version = models.PositiveIntegerField()
    said_at = models.DateTimeField()
    # Of a correction alone: what came of it, in words that its author reads.
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_words = SealedTextField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = NoteReviewQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a correction waits for its answer."""
        return self.kind == self.Kind.CORRECTION and not self.outcome
