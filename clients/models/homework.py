"""Exercises given: to one person, or to both together."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.access import AssignmentQuerySet
from clients.models.case import Case, CaseMember
from clients.models.journey import Journey
from practice.crypto import SealedTextField
from practice.models import Exercise


class Assignment(models.Model):
    """One exercise given to one member, or to both together (`member` is empty then)."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done for now")
        SET_ASIDE = "set_aside", _("set aside")

    class Reason(models.TextChoices):
        """Why somebody set it aside themselves, by one tap; none is as good as another."""

        TOO_MUCH = "too_much", _("too much just now")
        NOT_FITTING = "not_fitting", _("it does not fit")
        CAME_UP = "came_up", _("something else came up")
        TALK = "talk", _("rather talk about it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments", db_index=False)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="assignments")
    # The version that was given, for life: a later wording never changes what somebody answered.
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(
        CaseMember, models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    given_at = models.DateTimeField()
    # Empty while it waits: for a hand, or for `after` to be finished and `delay_days` to pass.
    delivers_at = models.DateTimeField(null=True, blank=True)
    after = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followers"
    )
    delay_days = models.PositiveSmallIntegerField(default=0)
    # Of a joint step: since when both may do it. Empty looks the same to both, whoever held it.
    opened_for_both_at = models.DateTimeField(null=True, blank=True)
    # The joint step that this is the version for one of.
    for_one_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="versions_for_one"
    )
    # Nobody gave it: its person writes a gift to their partner here. No list shows it.
    is_gift = models.BooleanField(default=False)
    suggested_on = models.DateField(null=True, blank=True)
    message = SealedTextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_because = SealedTextField()
    # The client's own tap. Whose words `set_aside_because` are, `set_aside_by` tells.
    set_aside_reason = models.CharField(max_length=20, choices=Reason, blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # Only to know whether it can still be taken back; no page shows who opened what.
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        permissions = [("answer_assignment", "Can answer")]
        indexes = [models.Index(fields=["case", "status", "given_at"], name="case_homework")]

    def __str__(self) -> str:
        return self.exercise.title

    @property
    def takes_no_words(self) -> bool:
        """Set aside, or of a case that has ended."""
        return self.status == self.Status.SET_ASIDE or self.case.closed_on is not None

    @property
    def together(self) -> bool:
        return self.member_id is None

    @property
    def is_own_rest(self) -> bool:
        """Set aside by the person whom it was given to."""
        by = self.set_aside_by_id
        return by is not None and self.member is not None and self.member.client.user_id == by

    @property
    def is_waiting(self) -> bool:
        """Given, and not there yet: for the person it is for it does not exist."""
        return self.delivers_at is None or self.delivers_at > timezone.now()
