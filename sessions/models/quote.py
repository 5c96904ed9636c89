"""Where the quotes in a note come from: kept beside its text, and no part of what is signed."""

import uuid

from django.conf import settings
from django.db import models

from clients.models import Answer, CaseMember
from practice.crypto import SealedTextField
from sessions.access import NoteQuoteQuerySet
from sessions.models.note import Note


class NoteQuote(models.Model):
    """Words that were taken up from an answer into one field of one compartment.

    The words stand in the note itself; this tells whose they are and where they were written. It
    counts as long as they are still there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="quotes")
    section = models.SlugField(max_length=40)
    # The compartment, empty for the joint one; not whose words they are.
    member = models.ForeignKey(
        CaseMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    words = SealedTextField()
    # Taken back or deleted, the source is gone; the words that were taken up stay.
    from_answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="note_quotes"
    )
    from_item = models.CharField(max_length=64, blank=True)
    quoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    quoted_at = models.DateTimeField()

    objects = NoteQuoteQuerySet.as_manager()

    class Meta:
        ordering = ["quoted_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
