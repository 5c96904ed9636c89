"""What has to be in place before the server starts: a free port and collected static files."""

import errno
import hashlib
import socket
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


class CannotStart(Exception):
    """Why the server does not start, with the remedy."""


def check_port(host: str, port: int) -> None:
    """Raise CannotStart when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CannotStart(_why(port, error)) from error


def _why(port: int, error: Exception) -> str:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return f"Port {port} is taken. Choose another one: make demo PORT={port + 1}"
    return f"Port {port} cannot be used ({error}). Choose one from 1024 to 65535: PORT=8001"


def collect_static() -> None:
    """Collect static files unless those of the same source are there already."""
    stamp = settings.STATIC_ROOT / ".collected-from"
    mark = _mark(settings.BASE_DIR / "static")
    if not stamp.exists() or stamp.read_text() != mark:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(mark)


def _mark(folder: Path) -> str:
    """A hash over path, size and time of every file: changes when any source does."""
    lines = [
        f"{path.relative_to(folder)} {path.stat().st_size} {path.stat().st_mtime_ns}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
