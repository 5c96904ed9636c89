"""A programme that is being written: it becomes rows of the library when it is published."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from practice.access import VisibleQuerySet
from practice.fields.texts import text
from practice.models.library import Programme

EDITORS = ("therapist", "owner")


class ProgrammeDraftQuerySet(VisibleQuerySet):
    """The practice writes its programmes together; what waits for a look is its reader's alone."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_active or not user.has_role(*EDITORS):
            return self.none()
        return self.filter(models.Q(is_waiting=False) | models.Q(author=user))

    def editable_by(self, user: Any) -> Self:
        return self.visible_to(user)


class ProgrammeDraft(models.Model):
    """`body` has the shape of a library file; what is typed wrong stands in it as it was typed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # What it will be published under; empty while it waits.
    key = models.SlugField(max_length=80, blank=True)
    came_from = models.ForeignKey(
        Programme, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    body = models.JSONField()
    languages = models.JSONField(default=list)  # to write in, beside English
    # Exercises and fields that were taken out, to be put back: {"what", "exercise", "at"}.
    taken_out = models.JSONField(default=list)
    # A file whose preview was not confirmed yet.
    is_waiting = models.BooleanField(default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=0)
    section_versions = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProgrammeDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(key=""), name="one_draft_a_programme"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return text(self.body.get("title"), get_language() or "")
