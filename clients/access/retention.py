"""Who decides about the keeping of records. It opens codes and dates, and no word of a case."""

from typing import Any, Self

from django.db.models import Q

from practice.access import VisibleQuerySet


class DestructionQuerySet(VisibleQuerySet):
    """Proposals and certificates: to owners, and to the two who decided."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_active:
            return self.none()
        if user.is_owner:
            return self
        return self.filter(Q(proposed_by=user.pk) | Q(asked=user.pk))

    def waiting(self) -> Self:
        """Proposed, and neither done nor taken back."""
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def waiting_for(self, user: Any) -> Self:
        """Those that this person was asked to confirm."""
        rows = self.waiting().filter(asked=user.pk)
        return rows if user.is_active and user.works_here else rows.none()


class HoldQuerySet(VisibleQuerySet):
    """Legal holds: reached through the page of a case's keeping alone."""

    def standing(self) -> Self:
        return self.filter(lifted_at=None)
