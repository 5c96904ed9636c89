"""manage.py serve: brings database, library and static files up to date, then serves.

With --demo the demo practice is there as well, and its accounts are printed.
"""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from practice.models import Practice
from practice.services.beginning import new_secret
from practice.services.saving import forget_old_receipts
from practice.services.start import (
    CannotStart,
    check_folder,
    check_port,
    collect_static,
)

LOCAL = ("127.0.0.1", "::1")
NO_PRACTICE = (
    "There is no practice yet, so nobody can sign in. "
    "Begin yours with: .venv/bin/python manage.py start_practice\n"
)
ITS_DEMO = (
    "This folder holds the demo practice: make demo serves it. "
    "Name another folder for your own: HEARTHWORK_DATA=var/own make run"
)
BEGIN_HERE = (
    "Or in the browser, at this address. It is secret, and works until the practice has begun:\n"
    "  {address}\n"
)


class Command(BaseCommand):
    help = "Prepares everything and serves Hearthwork until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        try:
            check_port(host, port)
            check_folder(settings.DATA_DIR)
        except CannotStart as error:
            raise CommandError(str(error)) from error
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        address = f"http://localhost:{port}" if host in LOCAL else f"http://{place}"
        prepare(demo=options["demo"], address=f"{address}/")
        if not settings.PRODUCTION:
            os.environ.setdefault("SITE_URL", address)  # links in e-mails lead back to this port
        sys.stdout.flush()
        os.execv(sys.executable, _gunicorn(place, workers))  # noqa: S606 (our own words)


def prepare(*, demo: bool, address: str) -> None:
    """Migrations, cache table, static files, library and, when asked for, the demo practice."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static()
    call_command("load_library", verbosity=0)
    forget_old_receipts()  # a start is the one moment that comes by itself, until there is a worker
    if demo:
        call_command("demo", address=address)
        return
    there = Practice.objects.first()
    if there is None:
        sys.stdout.write(NO_PRACTICE + _begin_here(address))
    elif there.is_demo:
        raise CommandError(ITS_DEMO)
    sys.stdout.write(f"Hearthwork serves {address}  (stop with Ctrl+C)\n")


def _begin_here(address: str) -> str:
    """Where the practice begins, for whoever reads this terminal; the workers know a hash of it.

    Not in production: what is printed there stays in logs that others read.
    """
    if settings.PRODUCTION:
        return ""
    secret, digest = new_secret()
    os.environ["HEARTHWORK_BEGIN"] = digest
    return BEGIN_HERE.format(address=f"{address.rstrip('/')}{reverse('begin', args=[secret])}")


def _gunicorn(place: str, workers: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        f"--bind={place}",
        f"--workers={workers}",
        f"--chdir={settings.BASE_DIR}",
        f"--worker-tmp-dir={settings.DATA_DIR}",
        "--graceful-timeout=10",
        "--max-requests=5000",
        "--log-level=warning",
    ]
