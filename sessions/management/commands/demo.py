"""manage.py demo: the demo practice and who can sign in to it; --reset removes it."""

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from sessions.services import demo
from sessions.services.demo_reset import remove_demo


class Command(BaseCommand):
    help = "Makes the demo practice in an empty database, and prints its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="", help="where the pages will be, to be printed")
        parser.add_argument(
            "--reset",
            action="store_true",
            help="remove the demo's database, keys and files (stop its server first)",
        )

    def handle(self, *args: Any, address: str, reset: bool, **options: Any) -> None:
        self.stdout.ending = ""  # rich ends its own lines
        console = Console(file=cast(IO[str], self.stdout))
        try:
            if reset:
                console.print(remove_demo(), highlight=False)
                return
            is_new = _make(console)
        except demo.RefusedError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            _print_accounts(console, address, is_new=is_new)


def _make(console: Console) -> bool:
    """Make the demo under a bar that moves; without a terminal there is no bar."""
    columns = (
        TextColumn("Making the demo practice"),
        BarColumn(),
        TextColumn("{task.description}"),
    )
    steps = 2 + len(demo.read_demo()["cases"])
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=steps)
        return demo.make_demo(lambda what: bar.update(task, advance=1, description=what))


def _print_accounts(console: Console, address: str, *, is_new: bool) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Name", "Sign in as", "What for"):
        table.add_column(heading)
    for account in demo.accounts():
        table.add_row(account.name, account.email, account.what)
    state = "is ready" if is_new else "is as you left it"
    console.print(f"The demo practice {state}. Everybody's password: {demo.password()}\n",
                  highlight=False)  # fmt: skip
    console.print(table, highlight=False)
    if address:
        console.print(f"\nHearthwork serves {address}  (stop with Ctrl+C)", highlight=False)
    else:
        console.print("\nStart it with: make demo", highlight=False)
