"""The collaborative session note: sealed parts, one a section and compartment."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from clients.models import CaseMember
from practice.crypto import SealedJSONField
from practice.models import NoteTemplate
from sessions.access import NotePartQuerySet, NoteQuerySet
from sessions.models.session import Session


class Note(models.Model):
    """A draft of its author until it is signed; locked from then on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    therapy_session = models.OneToOneField(Session, models.PROTECT, related_name="note")
    template = models.ForeignKey(NoteTemplate, models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notes")
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_as = models.CharField(max_length=300, blank=True)  # name and credentials, as signed
    content_hash = models.CharField(max_length=64, blank=True)
    is_late = models.BooleanField(default=False)  # begun over 24 hours after the session
    # Since when the people in it may read their parts; a draft rests as it is meanwhile.
    offered_at = models.DateTimeField(null=True, blank=True)
    # Whether those who work with the case write in this draft too.
    is_shared = models.BooleanField(default=False)

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_draft(self) -> bool:
        return self.signed_at is None

    @property
    def is_offered(self) -> bool:
        return self.offered_at is not None

    def is_open_to(self, user: Any) -> bool:
        """For therapists of its case, `visible_to` without a query, but for a left draft."""
        return self.is_signed or self.is_shared or self.author_id == user.pk


class NotePart(models.Model):
    """One section in one compartment: joint (no member) or one partner's.

    `data` maps the section's field keys to text; `not_done_because` stands for the section.
    `version` is the note's, when this part last changed.
    """

    NOT_DONE = "not_done_because"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="parts", db_index=False)
    section = models.SlugField(max_length=40)
    member = models.ForeignKey(CaseMember, models.PROTECT, null=True, blank=True, db_index=False)
    data = SealedJSONField()
    version = models.PositiveIntegerField(default=0)

    objects = NotePartQuerySet.as_manager()

    class Meta:
        # Two, since to a database no two empty members are the same.
        constraints = [
            models.UniqueConstraint(
                fields=["note", "section", "member"],
                name="one_part_a_member",
                condition=Q(member__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["note", "section"], name="one_joint_part", condition=Q(member__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.note_id}"
