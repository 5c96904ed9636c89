"""The practice itself: one installation is one practice, a single row."""

import zoneinfo
from datetime import date, datetime, time
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.models.crisis import country_choices, crisis_words
from practice.remembered import forget, remembered

MORNING = time(7)


class Practice(models.Model):
    """Name, time zone and the lines that stand on every client page."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=120, default="Hearthwork")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    # Rules the crisis line on client pages, as long as the practice has not written its own.
    country = models.CharField(_("country"), max_length=2, choices=country_choices, blank=True)
    crisis_line = models.CharField(_("crisis line"), max_length=300, blank=True)
    exit_url = models.URLField(
        _("neutral address for quick exit"), default="https://www.wikipedia.org/"
    )
    # In years. Law differs by country, and in some by what is agreed to.
    adult_from = models.PositiveSmallIntegerField(
        _("age from which people decide alone"),
        default=18,
        validators=[MinValueValidator(12), MaxValueValidator(25)],
    )
    minors_in_couples = models.BooleanField(_("couples of younger people may come"), default=False)
    # Key of the course that the form for a new case proposes; a later version keeps its key.
    course = models.SlugField(max_length=64, blank=True)
    # When the owner closed the first steps; until then their front door leads there.
    set_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="practice_is_a_single_row")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget()  # here at once, in other processes within half a minute

    def is_minor(self, born_on: date | None) -> bool:
        """Whether somebody is younger than `adult_from` today; nobody whose birth is not known."""
        if born_on is None:
            return False
        today = self.today()
        birthday_to_come = (today.month, today.day) < (born_on.month, born_on.day)
        return today.year - born_on.year - birthday_to_come < self.adult_from

    def may_come_as_couple(self, born_on: date | None) -> bool:
        return self.minors_in_couples or not self.is_minor(born_on)

    @property
    def help_line(self) -> str:
        """Whom to call when it is urgent: the practice's own words, else its country's numbers."""
        return self.crisis_line or crisis_words(self.country)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def local(self, at: datetime) -> datetime:
        """An instant on the practice's clock."""
        return timezone.localtime(at, self.zone)

    def today(self) -> date:
        """The date where the practice is, whatever day it is on the server."""
        return timezone.localdate(timezone=self.zone)

    def instant(self, day: date, clock: time = time(0)) -> datetime:
        """When that day begins where the practice is, or its time `clock`."""
        return datetime.combine(day, clock, tzinfo=self.zone)

    def morning(self, day: date) -> datetime:
        """From when something is there that was to come on that day: nobody waits at midnight."""
        return self.instant(day, MORNING)

    @classmethod
    def as_stored(cls) -> "Practice":
        """The row as it is now, one's own to change: other processes may have changed it."""
        return cls.objects.filter(pk=1).first() or cls()

    @classmethod
    def load(cls) -> "Practice":
        """The single row, remembered for half a minute: every page needs it, no page pays."""
        return remembered("practice", lambda: cls.objects.filter(pk=1).first() or cls())
