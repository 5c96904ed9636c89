"""What a supervisor says to the therapist about a signed note: between the two of them."""

import uuid

from django.conf import settings
from django.db import models

from practice.crypto import SealedTextField
from sessions.access import NoteCommentQuerySet
from sessions.models.note import Note


class NoteComment(models.Model):
    """No part of the record: neither colleagues nor the people in the note ever read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="comments")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    words = SealedTextField()
    said_at = models.DateTimeField()

    objects = NoteCommentQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
