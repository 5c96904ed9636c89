"""What people wrote, who it reaches, its earlier texts, and what was taken up from where."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.access import AnswerQuerySet, RevisionQuerySet
from clients.models.case import CaseMember
from clients.models.homework import Assignment
from practice.crypto import SealedJSONField
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.texts import spoken

NOT_AN_ENTRY = uuid.UUID(int=0)


class Audience(models.TextChoices):
    """Who an answer reaches. No default ever reaches the partner."""

    SELF = "self", _("only me")
    THERAPIST = "therapist", _("me and my therapist")
    SESSION = "session", _("bring it to a session")
    PARTNERS = "partners", _("both partners")
    ALL = "all", _("both partners and our therapist")


REACH_PARTNER = (Audience.ALL, Audience.PARTNERS)


class Answer(models.Model):
    """What one member wrote to an assignment; the joint part has no member.

    `data` maps field keys to what `practice/fields` made of them; `field_versions` tells in which
    version each field last changed, so that two tabs clash only over the same field.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="answers", db_index=False
    )
    member = models.ForeignKey(
        CaseMember, models.CASCADE, null=True, blank=True, related_name="answers"
    )
    entry = models.UUIDField(default=NOT_AN_ENTRY)  # one of many, where the exercise is a log
    data = SealedJSONField()
    field_versions = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    # The author's wish; who can read is decided by the grants that follow from it.
    audience = models.CharField(max_length=10, choices=Audience)
    # A time to think it over; until then the partner sees no trace of it.
    shares_on = models.DateTimeField(null=True, blank=True)
    # A blind pair: the partner reads it once they agreed to the same for theirs, and not before.
    opens_as_pair = models.BooleanField(default=False)
    happened_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "member", "entry"],
                name="one_answer_a_member",
                condition=Q(member__isnull=False),
            ),
            # Of its own: to a database two empty members differ, so the above would let both in.
            models.UniqueConstraint(
                fields=["assignment", "entry"],
                name="one_joint_answer",
                condition=Q(member__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def waits(self, now: datetime) -> bool:
        """Shared with the partner, who cannot read it yet: the author may still think it over."""
        return self.shares_on is not None and self.shares_on > now

    def is_kept_from_partner(self, now: datetime) -> bool:
        """In a couple's case: whether staff must not let it slip out before the other partner."""
        if self.member_id is None:
            return False
        return self.waits(now) or self.audience not in REACH_PARTNER

    def told(self, specs: Iterable[FieldSpec]) -> Iterator[tuple[FieldSpec, list[str]]]:
        """Those of `specs` with something in them, as the plain lines that their kinds make."""
        language = spoken()
        for spec in specs:
            lines = registry.get(spec.kind).lines(spec, self.data.get(spec.key), language)
            if lines:
                yield spec, lines

    def told_to_staff(self) -> Iterator[tuple[FieldSpec, list[str]]]:
        """What a therapist reads of it: some fields reach nobody but the author or the partner."""
        return self.told(spec for spec in self.assignment.exercise.fields if spec.reaches_staff)


class PartAudience(models.Model):
    """The audience of one part of an answer, where it differs from that of the whole.

    `part` is the id of an item of a list, or the key of a field. A log needs none: each of its
    entries is an answer of its own.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="parts", db_index=False)
    part = models.CharField(max_length=64)
    audience = models.CharField(max_length=10, choices=Audience)
    shares_on = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "part"], name="one_a_part")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.part}: {self.audience}"


class AnswerRevision(models.Model):
    """An earlier text of an answer, kept when it was done, shared, in a clash or at rest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    data = SealedJSONField()
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    kept_at = models.DateTimeField()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-version", "-kept_at"]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"


class AnswerLink(models.Model):
    """Where something came from: an item of one answer taken up in another."""

    from_answer = models.ForeignKey(Answer, models.CASCADE, related_name="links_out")
    from_item = models.UUIDField(null=True)
    to_answer = models.ForeignKey(Answer, models.CASCADE, related_name="links_in")
    to_item = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.from_answer_id} > {self.to_answer_id}"
