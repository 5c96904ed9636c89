"""A send that is repeated gets its first answer again, and does its work once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from practice.models import SaveReceipt
from practice.services.saving import forget_old_receipts, save_once
from tests import factories


def counting(reply: dict[str, Any]) -> tuple[list[int], Any]:
    calls: list[int] = []

    def save() -> dict[str, Any]:
        calls.append(1)
        return reply

    return calls, save


def test_a_repeated_key_is_answered_without_saving_again(db: None) -> None:
    user, key = factories.make_user(), uuid.uuid4()
    calls, save = counting({"version": 3})
    assert [save_once(user, key, save) for _turn in range(3)] == [{"version": 3}] * 3
    assert len(calls) == 1


def test_the_key_of_another_person_is_another_key(db: None) -> None:
    key = uuid.uuid4()
    calls, save = counting({"version": 1})
    for user in (factories.make_user(), factories.make_user()):
        save_once(user, key, save)
    assert len(calls) == 2


def test_a_save_that_breaks_leaves_no_receipt(db: None) -> None:
    def save() -> dict[str, Any]:
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        save_once(factories.make_user(), uuid.uuid4(), save)
    assert SaveReceipt.objects.count() == 0


def test_receipts_are_kept_for_seven_days(db: None) -> None:
    user = factories.make_user()
    keys = [uuid.uuid4() for _number in range(2)]
    for key, age in zip(keys, (6, 8), strict=True):
        save_once(user, key, lambda: {"version": 1})
        made_at = timezone.now() - timedelta(days=age)
        SaveReceipt.objects.filter(key=key).update(made_at=made_at)
    assert forget_old_receipts() == 1
    assert SaveReceipt.objects.get().key == keys[0]
