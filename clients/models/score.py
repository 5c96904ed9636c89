"""A place on a scale: the person's own ruler, told as a number or as a range."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.access import ScoreQuerySet
from clients.models.answer import Audience
from clients.models.case import Case, CaseMember
from practice.charts.shapes import Point
from practice.crypto import SealedTextField
from practice.fields.texts import plain_number
from practice.models import Scale

# Either of these prompts the therapist, and nobody else, to ask how they cope, then about safety.
LOW = Decimal(2)
DROP = Decimal(2)  # of a person's latest number, against the one before it


class Score(models.Model):
    """`low` and `high` are equal when one number was given; without a member it is joint."""

    class Source(models.TextChoices):
        PORTAL = "portal", _("told in the portal")
        SESSION = "session", _("told in a session")
        STAFF = "staff", _("typed in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="scores", db_index=False)
    member = models.ForeignKey(
        CaseMember, models.CASCADE, null=True, blank=True, related_name="scores"
    )
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="+", db_index=False)
    # Exact: a float on a step of 0.1 would sometimes fall off it.
    low = models.DecimalField(max_digits=4, decimal_places=1)
    high = models.DecimalField(max_digits=4, decimal_places=1)
    taken_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    # The answer or session that it was told in; what writes it again finds it by this.
    source_id = models.UUIDField(null=True, blank=True, db_index=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.THERAPIST)
    words = SealedTextField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "pk"]
        indexes = [models.Index(fields=["case", "taken_at"], name="case_scores")]
        constraints = [
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="score_low_to_high")
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """`4`, `2.5` or, as a range, `2–3`."""
        low, high = plain_number(self.low), plain_number(self.high)
        return low if low == high else f"{low}–{high}"

    @property
    def middle(self) -> Decimal:
        """What a range counts as where two scores are compared."""
        return (self.low + self.high) / 2

    @property
    def is_kept_from_partner(self) -> bool:
        """In a couple's case: whether staff must not let it slip out before the other partner."""
        return self.member_id is not None and self.audience != Audience.ALL

    def point(self, zone: tzinfo) -> Point:
        """Its place on a chart whose days are those of `zone`."""
        return Point(self.taken_at.astimezone(zone), self.low, self.high)


def asks_for_care(in_time: Sequence[Score]) -> bool:
    """Whether one person's latest number, oldest first, is low or fell far since the one before."""
    last = in_time[-1]
    fell = len(in_time) > 1 and in_time[-2].middle - last.middle >= DROP
    return fell or last.low <= LOW


def gap(in_time: Iterable[Score]) -> Decimal | None:
    """How far apart the two partners' latest numbers are; None until both gave one."""
    latest = {score.member_id: score.middle for score in in_time if score.member_id}
    if len(latest) != 2:
        return None
    one, other = latest.values()
    return abs(one - other)
