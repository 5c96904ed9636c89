"""Receipts of saves: a send that is repeated gets the first answer again."""

from django.conf import settings
from django.db import models


class SaveReceipt(models.Model):
    """The answer to one send, found by its key; kept seven days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    key = models.UUIDField()
    reply = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_receipt_a_send")]

    def __str__(self) -> str:
        return str(self.key)
