"""How long records are kept: a choice of the practice, made at set-up and open to a later one."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class RetentionRule(models.Model):
    """One choice. The latest row is in force; the earlier ones say what held before it.

    There is no default anywhere: a practice without a row has not chosen, and nothing is due.
    """

    years = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    # Somebody who was under age: this many years after they came of age, if that is later.
    majority_age = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(14), MaxValueValidator(25)]
    )
    years_after_majority = models.PositiveSmallIntegerField(validators=[MaxValueValidator(50)])
    # Of process notes; without it they go together with the record.
    process_months = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.years} years, since {self.chosen_at:%Y-%m-%d}"

    @classmethod
    def in_force(cls) -> "RetentionRule | None":
        """The latest choice, or None before the first one."""
        return cls.objects.first()
