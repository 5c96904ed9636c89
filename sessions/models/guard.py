"""The one way past the guard that the database keeps over signed notes."""

from django.db import models


class GuardLift(models.Model):
    """While a row stands in this transaction, the database lets signed notes be sealed anew.

    Services alone write it, together with a line in the audit trail; it is gone before the commit.
    """

    reason = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.reason
