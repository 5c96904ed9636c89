"""manage.py make_keyset FILE: a fresh keyset for sealed text, readable by its owner alone."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice.crypto import new_keyset
from practice.embedded import write_once


class Command(BaseCommand):
    help = "Makes a keyset file. Keep a copy outside the database and its backup."
    requires_system_checks: list[str] = []  # a production that lacks one must be able to make it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} is there already and stays as it is. Name another file.")
        try:
            write_once(file, new_keyset())
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Keyset written to {file}. Without it the record cannot be read.")
