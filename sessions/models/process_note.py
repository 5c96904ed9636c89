"""The therapist's own reflection: no part of the record, and sealed with keys of its own."""

import uuid

from django.conf import settings
from django.db import models

from practice.crypto import SealedTextField
from sessions.access import ProcessNoteQuerySet
from sessions.models.session import Session


class ProcessNote(models.Model):
    """One for each session and author. Nothing reads it but the page of its author."""

    # Apart from those of the record: who holds the one set opens nothing of the other.
    sealed_with = settings.PROCESS_KEYSET_FILE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    therapy_session = models.ForeignKey(
        Session, models.PROTECT, related_name="process_notes", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    words = SealedTextField()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = ProcessNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["therapy_session", "author"], name="one_own_reflection")
        ]

    def __str__(self) -> str:
        return str(self.pk)
