"""manage.py start_practice: asks for what a practice of one's own needs to begin, and begins it."""

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from practice.models import Practice, User
from practice.models.crisis import crisis_lines
from practice.services.beginning import (
    BegunAlready,
    begin_practice,
    check_address,
    check_zone,
    refuse_second_practice,
)

Check = Callable[[str], Any]


class Command(BaseCommand):
    help = "Begins a practice of your own: its name, time zone, crisis line and first login."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, what in (
            ("--name", "name of the practice"),
            ("--time-zone", "such as Europe/Berlin; it rules sessions, reminders and PDFs"),
            ("--country", "two letters such as GB; its crisis numbers stand on every client page"),
            (
                "--crisis-line",
                "your own words in place of those numbers",
            ),
            ("--person", "your own name"),
            ("--credentials", "what stands after your name when you sign a note"),
            ("--email", "the address you sign in with"),
        ):
            parser.add_argument(name, help=what)
        parser.add_argument(
            "--sees-no-clients", action="store_true", help="you own the practice and treat nobody"
        )
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="ask nothing; the password is then chosen by “Forgotten password”",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        try:
            refuse_second_practice()
            first = self._begin(options)
        except BegunAlready as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(_told(error)) from error
        except (EOFError, KeyboardInterrupt) as error:
            raise CommandError("Stopped. Nothing was written.") from error
        self._say_what_next(first)

    def _begin(self, options: dict[str, Any]) -> User:
        ask = _given if options["no_input"] else self._ask
        practice = {
            "name": ask(options, "name", "Name of the practice", _field(Practice, "name")),
            "time_zone": ask(options, "time_zone", "Time zone, such as Europe/Berlin", check_zone),
            "country": ask(
                options,
                "country",
                f"Country, for the crisis numbers on client pages: {_countries()} (may stay empty)",
                _country,
            ),
            "crisis_line": ask(
                options,
                "crisis_line",
                "Crisis line in your own words, such as “In danger? Call 112.” (may stay empty)",
                _field(Practice, "crisis_line"),
            ),
        }
        person = {
            "name": ask(options, "person", "Your name", _field(User, "name")),
            "credentials": ask(
                options,
                "credentials",
                "Your credentials, for signing notes (may stay empty)",
                _field(User, "credentials"),
            ),
            "email": ask(options, "email", "Your e-mail address", check_address),
        }
        return begin_practice(
            practice=practice,
            person=person,
            password=None if options["no_input"] else self._ask_password(User(**person)),
            sees_clients=not options["sees_no_clients"],
        )

    def _ask(self, options: dict[str, Any], key: str, question: str, check: Check) -> str:
        """What the option says, or the answer to the question; asked again until it holds."""
        if options[key] is not None:
            return _given(options, key, question, check)
        while True:
            try:
                return check(input(f"{question}: ").strip())
            except ValidationError as error:
                self.stderr.write(_told(error))

    def _ask_password(self, person: User) -> str:
        ask = getpass.getpass if sys.stdin.isatty() else input
        while True:
            password = ask("Password: ")
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.stderr.write(_told(error))
                continue
            if password == ask("The same password again: "):
                return password
            self.stderr.write("The two were not the same. Please write it again.")

    def _say_what_next(self, first: User) -> None:
        practice = Practice.load()
        self.stdout.write(f"“{practice}” has begun, in the time zone {practice.time_zone}.")
        if not practice.help_line:
            self.stdout.write("It has no crisis line yet: write one in the back office.")
        self.stdout.write("Start it with: .venv/bin/python manage.py serve")
        way = "" if first.has_usable_password() else ", by “Forgotten password”"
        self.stdout.write(f"Sign in as {first.email}{way}. A second step is set up right after.")


def _given(options: dict[str, Any], key: str, question: str, check: Check) -> str:
    """What the option says, checked; its fault is told with the option's name."""
    try:
        return check((options[key] or "").strip())
    except ValidationError as error:
        raise ValidationError(f"--{key.replace('_', '-')}: {_told(error)}") from error


def _country(typed: str) -> str:
    """The code in capitals; refused with those that are known."""
    code = typed.upper()
    if code and code not in crisis_lines():
        raise ValidationError(f"Write one of {_countries()}, or leave it empty.")
    return code


def _countries() -> str:
    return ", ".join(sorted(crisis_lines()))


def _field(model: type[Practice] | type[User], name: str) -> Check:
    field = model._meta.get_field(name)
    return lambda value: field.clean(value, None)  # type: ignore[union-attr] # a plain column


def _told(error: ValidationError) -> str:
    return " ".join(error.messages)
