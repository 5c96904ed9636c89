"""What people wrote, who it reaches, its earlier texts, and what was taken up from where.

What a reader gets of an answer is worked out in reach.py.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from clients.access import AnswerQuerySet, LinkQuerySet, RevisionQuerySet
from clients.models.case import CaseMember
from clients.models.homework import Assignment
from clients.models.reach import (
    REACH_PARTNER,
    Audience,
    Reach,
    Reader,
    kept_from_partner,
    seen,
    told,
)
from practice.crypto import SealedJSONField
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.texts import spoken

__all__ = ["NOT_AN_ENTRY", "REACH_PARTNER", "Answer", "Audience", "Reader"]
NOT_AN_ENTRY = uuid.UUID(int=0)


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
    # When what staff get of it last changed; empty as long as they get nothing. What is kept from
    # them moves no time that they see.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A keyed hash of what they get, to know a change by; it tells nothing without the key.
    told_mark = models.CharField(max_length=64, default="", blank=True, editable=False)

    objects = AnswerQuerySet.as_manager()
    _parts: dict[str, Reach] | None = None

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is None or {"data", "audience"} & set(fields):
            self.mark_told(self.changed_at)
            if fields is not None:
                kwargs["update_fields"] = {*fields, "told_at", "told_mark"}
        super().save(*args, **kwargs)

    def mark_told(self, at: datetime, *, anew: bool = False) -> None:
        """Remember `at` as the time when staff got something else of it, if they did.

        `anew` says that it comes before them once more, although no word of it changed.
        """
        data = seen(self, Reader.STAFF, at)
        told_to_them = bool(data) or (Reader.STAFF.is_in(self.audience) and not self._has_words)
        said = json.dumps([told_to_them, data], sort_keys=True)
        mark = salted_hmac(str(self.pk), said, algorithm="sha256").hexdigest()
        if anew or mark != self.told_mark:
            self.told_mark = mark
            self.told_at = at if told_to_them else None

    @property
    def _has_words(self) -> bool:
        return any(spec.key in self.data for spec in self.assignment.exercise.fields)

    @property
    def reach(self) -> Reach:
        """How far the whole of it goes, but for the parts that go another way."""
        is_half = self.opens_as_pair
        return Reach(self.audience, self.shares_on, needs_time=is_half, needs_both=is_half)

    @property
    def reach_of_parts(self) -> dict[str, Reach]:
        """Items and fields with an audience of their own, by the id or the key."""
        if self._parts is None:
            self._parts = self._fetched_parts()
        return self._parts

    def _fetched_parts(self) -> dict[str, Reach]:
        # The roads of access.py bring them along in the same query.
        if "parts_told" in self.__dict__:
            return dict(_read_parts(self.__dict__["parts_told"]))
        rows = () if self._state.adding else self.parts.all()
        return {row.part: row.reach for row in rows}

    def take_parts(self, parts: dict[str, Reach]) -> None:
        """As if these were its parts."""
        self._parts = parts

    def forget_parts(self) -> None:
        """After a change of them: they are read afresh."""
        self._parts = None
        self.__dict__.pop("parts_told", None)

    @property
    def is_entry(self) -> bool:
        """Whether it is one of the many answers of a log."""
        return self.entry != NOT_AN_ENTRY

    def waits(self, now: datetime) -> bool:
        """Shared with the partner, who cannot read it yet: the author may still think it over."""
        return self.reach.waits(now)

    def is_kept_from_partner(self, now: datetime) -> bool:
        """In a couple's case: whether staff must not let some of it slip out before the other."""
        if self.member_id is None:
            return False
        given = self.reach.includes(Reader.PARTNER, now) or self.exists_for(Reader.PARTNER, now)
        return bool(kept_from_partner(self, now)) or not given

    @property
    def came_at(self) -> datetime | None:
        """When the first thing in it went to the partner."""
        times = (one.shares_on for one in (self.reach, *self.reach_of_parts.values()))
        return min(filter(None, times), default=None)

    def told_to(
        self, reader: Reader, at: datetime | None = None
    ) -> Iterator[tuple[FieldSpec, list[str]]]:
        """What `reader` gets of it, as the plain lines that the kinds of its fields make."""
        return told(self, reader, at)

    def exists_for(self, reader: Reader, at: datetime | None = None) -> bool:
        """Where there is nothing to read, there is no answer."""
        return bool(seen(self, reader, at))

    def written(self, specs: Iterable[FieldSpec]) -> Iterator[tuple[FieldSpec, list[str]]]:
        """For its author: those of `specs` with something in them, as plain lines."""
        language = spoken()
        for spec in specs:
            lines = registry.get(spec.kind).lines(spec, self.data.get(spec.key), language)
            if lines:
                yield spec, lines


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

    @property
    def reach(self) -> Reach:
        return Reach(self.audience, self.shares_on, needs_time=True)


def _read_parts(told_parts: str | None) -> Iterator[tuple[str, Reach]]:
    """What `access.parts_told` put into one text."""
    for row in filter(None, (told_parts or "").split(";")):
        part, audience, shares_on = row.split("|")
        out = moment(shares_on) if shares_on else None
        yield part, Reach(audience, out, needs_time=True)


def moment(written: str) -> datetime:
    """A time as the database writes it; SQLite leaves out that it is UTC."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Heard(models.Model):
    """A therapist told the author of an answer that it was read. Nobody else meets it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.OneToOneField(Answer, models.CASCADE, related_name="heard")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.answer_id} {self.told_at}"


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

    objects = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.from_answer_id} > {self.to_answer_id}"
