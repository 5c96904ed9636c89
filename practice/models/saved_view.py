"""A list as somebody likes to see it, kept under a name."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from practice.access import VisibleQuerySet


class SavedViewQuerySet(VisibleQuerySet):
    """Each is its maker's alone."""

    def mine(self, user: Any) -> "SavedViewQuerySet":
        return self.filter(user_id=user.pk, user__is_active=True)


class SavedView(models.Model):
    """What was asked of a list: its filters, its order and the text looked for, as an address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    place = models.CharField(max_length=40)  # which list, such as "cases"
    name = models.CharField(max_length=60)
    asked = models.CharField(max_length=500)  # a query string of what the list allows

    objects: ClassVar[Any] = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "place", "name"], name="one_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name
