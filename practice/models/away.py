"""When somebody who works here is away, and who is there instead."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleQuerySet

MOST_COVER = 200


class AwayQuerySet(VisibleQuerySet):
    """One's own to change. Whoever comes to this person learns of it in their portal."""

    def mine(self, user: Any) -> Self:
        return self.filter(user_id=user.pk, user__is_active=True)

    def not_over(self, today: Any) -> Self:
        return self.filter(last_on__gte=today)


class Away(models.Model):
    """From the first day to the last, both included, on the practice's days.

    `cover` stands on pages of clients: a name, and how to reach them. No client is named by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="away")
    first_on = models.DateField(_("first day away"))
    last_on = models.DateField(_("last day away"))
    cover = models.CharField(_("who is there instead"), max_length=MOST_COVER)

    objects: ClassVar[Any] = AwayQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="away_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.first_on} - {self.last_on}"
