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
            self.stdout.write(_table(counted))


def _table(counted: library.Counted) -> str:
    """What became of each noun, a line each."""
    what = ("added", "new version", library.UNCHANGED)
    nouns = sorted({noun for noun, _outcome in counted})
    lines = [f"{'':<16}{what[0]:>8}{what[1]:>14}{what[2]:>12}"]
    for noun in nouns:
        one, two, three = (counted[noun, outcome] for outcome in what)
        lines.append(f"{noun:<16}{one:>8}{two:>14}{three:>12}")
    return "\n".join(lines)
