"""The record that everything hangs from, the people in it, and who works with them."""

import secrets
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.access import (
    CaseQuerySet,
    MemberQuerySet,
    ScreeningQuerySet,
    WorkerQuerySet,
)
from clients.models.client import Client
from practice.crypto import SealedTextField
from practice.models import Practice

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike


def new_code() -> str:
    """A case code without meaning, for use where names may not stand: `K7Q-2MX`."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _number in range(6))
    return f"{letters[:3]}-{letters[3:]}"


class Case(models.Model):
    """One client's, or one couple's, work with the practice."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("one person")
        COUPLE = "couple", _("a couple")

    class Secrets(models.TextChoices):
        NONE_KEPT = "no_secrets", _("no secrets: what one tells may be brought to both")
        LIMITED = "limited", _("limited: some things stay with the one who told them")
        FULL = "full", _("full: what one tells alone stays alone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=7, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(_("shown as"), max_length=200)
    secrets_policy = models.CharField(max_length=10, choices=Secrets, blank=True)
    # Clear, since queries turn on it; what was said stays sealed in the screening.
    safety_flag = models.BooleanField(default=False)
    # Since when; what would be delivered later waits until the flag is lowered.
    safety_flagged_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        permissions = [
            ("view_contact", "Can see names and appointments"),
            ("supervise_case", "Can read as a supervisor"),
            ("use_portal", "Can enter the portal as a member"),
            ("stand_by_case", "Is named as a supervisor, without sight"),
            ("ask_portal", "Is asked to agree before the portal opens"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_couple(self) -> bool:
        return self.kind == self.Kind.COUPLE


class CoupleManager(models.Manager.from_queryset(CaseQuerySet)):  # type: ignore[misc] # made at run time
    """Cases of two."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind=Case.Kind.COUPLE)


class Couple(Case):
    """A case with two partners."""

    objects: ClassVar[Any] = CoupleManager()

    class Meta:
        proxy = True

    @property
    def partners(self) -> list["CaseMember"]:
        """Partner A, then B."""
        return sorted(self.members.all(), key=lambda member: member.position)


class CaseMember(models.Model):
    """A person in a case. A and B are places, not ranks; an individual case has A alone."""

    class Position(models.TextChoices):
        A = "A", "A"
        B = "B", "B"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="members", db_index=False)
    # A person with a record is never deleted by a click on the person.
    client = models.ForeignKey(Client, models.PROTECT, related_name="memberships")
    position = models.CharField(max_length=1, choices=Position)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="one_person_a_place"),
            models.UniqueConstraint(fields=["case", "client"], name="each_person_once"),
        ]

    def __str__(self) -> str:
        return str(self.client)

    @property
    def gone_at(self) -> datetime | None:
        """When somebody is gone: as the day of leaving begins where the practice is."""
        return None if self.left_on is None else Practice.load().instant(self.left_on)

    @property
    def is_present(self) -> bool:
        """As `present()` of the queryset, for a row that is here."""
        return self.gone_at is None or self.gone_at > timezone.now()


class CaseWorker(models.Model):
    """Who works with a case, from when to when. Grants follow from this row."""

    class Role(models.TextChoices):
        THERAPIST = "therapist", _("therapist")
        CO_THERAPIST = "co_therapist", _("co-therapist")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="workers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_work")
    role = models.CharField(max_length=14, choices=Role, default=Role.THERAPIST)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        # Its index leads with the case, which therefore has none of its own.
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="worker_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class Supervision(models.Model):
    """Who supervises whom until when; the supervisor reads the cases of that person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="supervises"
    )
    supervisee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="supervised_by"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.supervisor} > {self.supervisee}"


class Screening(models.Model):
    """Each person alone was asked about coercion and violence. For the therapist's eyes only."""

    class Outcome(models.TextChoices):
        CLEAR = "clear", _("nothing that speaks against joint steps")
        CONCERN = "concern", _("a concern: joint steps and sharing stay off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="screenings")
    asked_alone_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    words = SealedTextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_alone_on", "-recorded_at"]

    def __str__(self) -> str:
        return f"{self.asked_alone_on}: {self.outcome}"
