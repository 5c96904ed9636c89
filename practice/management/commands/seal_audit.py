"""manage.py seal_audit: links audit events that a stopped process left without a seal."""

from typing import Any

from django.core.management.base import BaseCommand

from practice.services import audit


class Command(BaseCommand):
    help = "Seals audit events that are not in the chain yet."

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = 0
        while number := audit.seal_tail():
            sealed += number
        self.stdout.write(f"{sealed} events sealed.")
