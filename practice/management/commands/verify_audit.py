"""manage.py verify_audit: finds any audit row that was altered or cut out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice.services import audit


class Command(BaseCommand):
    help = "Checks the chain of the audit trail and reports events that are not sealed yet."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(audit.faults())
        waiting = audit.unsealed()
        self.stdout.write(f"{waiting} events wait for their seal.")
        if faults:
            raise CommandError("The audit trail does not hold:\n" + "\n".join(faults))
        self.stdout.write("The audit trail holds.")
