"""Saving what people type: each send is answered once, and no text replaces another unseen."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from practice.models import SaveReceipt

KEPT = timedelta(days=7)
MOST_BYTES = 48_000  # of one autosave; browsers refuse a beacon over 64 KiB


class Clash(Exception):
    """Somebody else, or another tab, changed the same section since `base`."""

    def __init__(self, *, version: int, theirs: str, yours: str) -> None:
        super().__init__("changed elsewhere")
        self.version = version
        self.theirs = theirs
        self.yours = yours


class Closed(Exception):
    """The thing takes no more words: signed, set aside or taken back. Carries why, in words."""


class NotRight(Exception):
    """What was sent cannot be kept as it is: messages by field, each with its remedy."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("not kept")
        self.errors = errors


def key_of_words(key: uuid.UUID | None, *said: object) -> uuid.UUID:
    """The primary key of what one press of a button says: the same words sent twice have the same.

    `key` came with the page, which a browser may bring back: other words under it are another row.
    """
    return uuid.uuid5(key, "\0".join(map(str, said))) if key else uuid.uuid4()


def save_once(user: Any, key: uuid.UUID, save: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run `save` unless this key was answered before; its reply is kept with the change.

    The receipt is looked up before anything else, so that a repeated send gets its first answer
    even when the version has moved on since. What `save` raises undoes everything.
    """
    with transaction.atomic():
        # Held: of one send that comes twice at once, the second waits and gets the first's reply.
        receipt, is_new = SaveReceipt.objects.select_for_update(of=("self",)).get_or_create(
            user=user, key=key
        )
        if not is_new:
            return receipt.reply
        receipt.reply = save()
        receipt.save(update_fields=["reply"])
    return receipt.reply


def forget_old_receipts() -> int:
    """Delete receipts older than a week; returns how many."""
    return SaveReceipt.objects.filter(made_at__lt=timezone.now() - KEPT).delete()[0]
