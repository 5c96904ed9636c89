"""manage.py load_library [FILE ...]: programmes, question banks, note template and scales."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice.services import library
from practice.services.library_check import LibraryError


class Command(BaseCommand):
    help = "Loads library files (those that come with the product by default). Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        try:
            counted = library.load(files or library.shipped_files())
        except LibraryError as error:
            raise CommandError("Nothing was loaded.\n" + "\n".join(error.faults)) from error
        if options["verbosity"]:
            said = ", ".join(f"{number} {what}" for what, number in sorted(counted.items()))
            self.stdout.write(f"Library: {said}.")
