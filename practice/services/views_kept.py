"""Views of lists that people keep for themselves."""

from typing import Any
from uuid import UUID

from practice.models import SavedView


def keep_view(user: Any, place: str, name: str, asked: str) -> SavedView:
    """Keep `asked`, a query string, under `name`; what had that name is replaced."""
    view, _made = SavedView.objects.update_or_create(
        user=user, place=place, name=name.strip(), defaults={"asked": asked}
    )
    return view


def forget_view(user: Any, pk: UUID) -> None:
    """One's own is gone; anybody else's is not there."""
    SavedView.objects.mine(user).filter(pk=pk).delete()
