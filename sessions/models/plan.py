"""What the therapist means to do with the hour."""

import uuid

from django.db import models

from practice.crypto import SealedTextField
from practice.models import Question
from sessions.access import PlanQuerySet, PlanQuestionQuerySet
from sessions.models.session import Session


class Plan(models.Model):
    """One plan a session; its texts are saved one section at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    therapy_session = models.OneToOneField(Session, models.CASCADE, related_name="plan")
    opening = SealedTextField()
    focus = SealedTextField()
    to_offer = SealedTextField()
    # The plan's version when each section last changed: two tabs clash over one section alone.
    section_versions = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    objects = PlanQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class PlanQuestion(models.Model):
    """A question taken into the plan, in the words in which it is to be asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="questions")
    # The bank's row, so that it is not suggested again soon; empty for one's own.
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, db_index=False)
    words = SealedTextField()
    position = models.PositiveSmallIntegerField(default=0)
    was_asked = models.BooleanField(default=False)

    objects = PlanQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
