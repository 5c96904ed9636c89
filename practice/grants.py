"""The base of object permissions: django-guardian's direct foreign keys, with a time window.

Grants are written by services alone, through `sync_grants` of the app that owns the object.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from guardian.models import UserObjectPermissionBase


class GrantQuerySet(models.QuerySet):
    """Grants that count now."""

    def live(self, user: Any, *codenames: str) -> "GrantQuerySet":
        """Grants of an active user for any of `codenames` whose time window holds now."""
        return self.of_anyone(*codenames).filter(user_id=user.pk)

    def of_anyone(self, *codenames: str) -> "GrantQuerySet":
        """The same for every active user: who holds any of `codenames` now."""
        # In the query itself: a grant that has run out stays in the table, and so does that of
        # somebody who has left; guardian's own shortcuts look at neither.
        now = timezone.now()
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            Q(starts_at=None) | Q(starts_at__lte=now),
            user__is_active=True,
            permission__codename__in=codenames,
        )

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's; refuses a permission that does not belong to the granted model."""
        # The database cannot tell: to it each permission is a key like any other.
        rows = list(objs)
        granted = cast(Any, self.model._meta.get_field("content_object").related_model)
        target = granted._meta.label_lower
        allowed = set(
            Permission.objects.filter(
                content_type__app_label=target.split(".")[0],
                content_type__model=target.split(".")[1],
            ).values_list("pk", flat=True)
        )
        if not {row.permission_id for row in rows} <= allowed:
            raise ValidationError(f"A grant on {target} carries a permission of another model.")
        return super().bulk_create(rows, *args, **kwargs)


class ObjectGrant(UserObjectPermissionBase):
    """One person's permission on one object. Subclasses add `content_object`."""

    # The unique index leads with user and permission: indexes of their own would hide it.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    permission = models.ForeignKey(Permission, models.CASCADE, db_index=False)
    starts_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = GrantQuerySet.as_manager()  # type: ignore[assignment] # not guardian's

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
