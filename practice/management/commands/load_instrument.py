"""manage.py load_instrument FILE: the questions of a measure from a FHIR R4 Questionnaire."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice.instruments.facts import REGISTRY
from practice.services import instruments
from practice.services.library_check import LibraryError


class Command(BaseCommand):
    help = "Loads a measure from a FHIR R4 Questionnaire (JSON). Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--measure",
            choices=sorted(REGISTRY),
            help="which one it is, where the file has no code",
        )

    def handle(self, *args: Any, file: Path, measure: str | None, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                content = opened.read(instruments.MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file.name}: cannot be read ({error.strerror}).") from error
        known = REGISTRY.get(measure or "")
        try:
            row, is_new = instruments.load_instrument(None, file.name, content, known)
        except LibraryError as error:
            raise CommandError("Nothing was loaded.\n" + "\n".join(error.faults)) from error
        if not is_new:
            self.stdout.write(f"{row}: this file is loaded already.")
            return
        self.stdout.write(f"{row}: {len(row.questions)} questions, version {row.version}.")
        if not row.has_answers:
            self.stdout.write("The words of its answers stand in a list outside the file.")
        self.stdout.write("Read its licence and switch it on under Library, Measures.")
