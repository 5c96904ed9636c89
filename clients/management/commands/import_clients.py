"""manage.py import_clients FILE: brings in a list of people, as /transfer/import/ does."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from clients.models import Client
from clients.transfer import run
from clients.transfer.keeping import open_list
from clients.transfer.presets import PRESETS, PeopleList
from clients.transfer.reading import FileRefused


class Command(BaseCommand):
    help = "Brings in a list of people (CSV or XLSX): all accepted rows, or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--preset", choices=sorted(PRESETS), default="generic")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would happen, change nothing"
        )

    def handle(self, *args: Any, file: Path, preset: str, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                report = self._run(opened, preset, dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except (FileRefused, run.OthersWereFaster) as error:
            reason = str(error) or "Somebody else changed the same people just now. Try again."
            raise CommandError(f"{file.name}: {reason} Nothing was changed.") from error
        self._say(report, dry_run)

    def _run(self, opened: BinaryIO, preset: str, dry_run: bool) -> run.Report:
        found = open_list(opened, preset)
        self._say_columns(found)
        people = Client.objects.all()
        with _bar(self.stdout) as step:
            if dry_run:
                return run.look(found.records, people, step)
            return run.bring_in(None, found.records, people, preset=preset, step=step)

    def _say_columns(self, found: PeopleList) -> None:
        for note in found.notes:
            self.stdout.write(note)
        if found.left_alone:
            self.stdout.write(f"Columns left alone: {', '.join(found.left_alone)}")

    def _say(self, report: run.Report, dry_run: bool) -> None:
        for refusal in report.shown_refused:
            column = f", {refusal.label}" if refusal.column else ""
            self.stdout.write(f"Row {refusal.row}{column}: {refusal.why}")
        if report.refused > len({refusal.row for refusal in report.shown_refused}):
            self.stdout.write(f"... and more: {report.refused} rows are left out in all.")
        counts = ("added", "changed", "unchanged", "refused")
        told = ", ".join(f"{getattr(report, name)} {name}" for name in counts)
        self.stdout.write(f"{'Would be: ' if dry_run else ''}{told}.")


@contextmanager
def _bar(stream: Any) -> Iterator[run.Progress]:
    """A count of rows that moves; without a terminal there is none."""
    console = Console(file=stream)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Rows", total=None)
        yield lambda rows: bar.update(task, completed=rows)
