"""A session, and who was in it. In code say `therapy_session`: `session` is the login's."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import Case, CaseMember
from practice.charts.shapes import Mark
from practice.models import Practice
from sessions.access import SessionQuerySet

LEAST_MINUTES, MOST_MINUTES = 5, 480


class Session(models.Model):
    """One hour. Times are UTC; `Practice.time_zone` rules how they are shown."""

    class Format(models.TextChoices):
        ROOM = "room", _("in the room")
        VIDEO = "video", _("video")
        PHONE = "phone", _("phone")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        MOVED = "moved", _("moved")  # away from its time, and no new one yet
        CANCELLED = "cancelled", _("cancelled")

    class Reason(models.TextChoices):
        """Why an hour was moved or cancelled: to be chosen, so that no clinical word is typed."""

        THEIRS = "theirs", _("they asked for it")
        OURS = "ours", _("we asked for it")
        CAME_UP = "came_up", _("something came up")
        TRAVEL = "travel", _("travel or a holiday")
        PLACE = "place", _("room or connection")
        OTHER = "other", _("another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="therapy_sessions", db_index=False)
    therapist = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="therapy_sessions", db_index=False
    )
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=50,
        validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)],
    )
    format = models.CharField(max_length=8, choices=Format, default=Format.ROOM)
    place = models.CharField(_("room or link"), max_length=300, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    # Hours that were made together carry one key. Whichever was moved alone stays where it was
    # put when the others go on.
    series = models.UUIDField(null=True, blank=True, editable=False)
    is_moved_alone = models.BooleanField(default=False, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["case", "starts_at"], name="session_case"),
            models.Index(fields=["therapist", "starts_at"], name="session_diary"),
            models.Index(
                fields=["series", "starts_at"],
                name="session_series",
                condition=models.Q(series__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def has_note(self) -> bool:
        """Whether a note was begun, by whomever; load it with `select_related("note")`."""
        return getattr(self, "note", None) is not None

    @property
    def has_signed_note(self) -> bool:
        """Whether the hour is closed by its note; load it with `select_related("note")`."""
        note = getattr(self, "note", None)  # without one, the bare attribute raises
        return note is not None and note.is_signed

    @property
    def counts(self) -> bool:
        """Whether the hour takes a number; one that was moved away or cancelled does not."""
        return self.status not in (self.Status.MOVED, self.Status.CANCELLED)


class Attendance(models.Model):
    """A member who was, or will be, in the session."""

    therapy_session = models.ForeignKey(
        Session, models.CASCADE, related_name="attendances", db_index=False
    )
    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="attendances")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["therapy_session", "member"], name="attends_once")
        ]

    def __str__(self) -> str:
        return str(self.member)


def numbered(sessions: Iterable[Session]) -> dict[uuid.UUID, int]:
    """Session key -> its number by time, over the sessions given: all of a case, or a member's."""
    counted = (one for one in sessions if one.counts)
    in_time = sorted(counted, key=lambda one: (one.starts_at, one.pk))
    return {one.pk: number for number, one in enumerate(in_time, start=1)}


def marks(sessions: Iterable[Session]) -> list[Mark]:
    """The sessions as S1, S2... of a chart, on the practice's days."""
    in_time = sorted(sessions, key=lambda one: (one.starts_at, one.pk))
    numbers, practice = numbered(in_time), Practice.load()
    return [
        Mark(f"S{numbers[one.pk]}", practice.local(one.starts_at))
        for one in in_time
        if one.pk in numbers
    ]
