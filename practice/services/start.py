"""What has to be in place before the server starts: port, data folder, static files."""

import errno
import hashlib
import socket
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from practice.embedded import data_folder


class CannotStart(Exception):
    """Why the server does not start, with the remedy."""


def check_port(host: str, port: int) -> None:
    """Raise CannotStart when somebody else listens there, or nobody could."""
    if not 0 < port < 65_536:
        raise CannotStart(f"There is no port {port}. Choose one from 1024 to 65535: PORT=8001")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server itself does: a port that was left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_why(host, port, error)) from error


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken. Choose another one, as in: make demo PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} is for administrators. Choose one from 1024 up: make demo PORT=8001"
    return f"{host} is no address of this machine ({error.strerror}). Leave --host out."


def check_folder(folder: Path) -> None:
    """Raise CannotStart when the data folder cannot be made or written."""
    try:
        data_folder(folder)
    except ImproperlyConfigured as error:
        raise CannotStart(str(error)) from error


def collect_static() -> None:
    """Collect static files unless those of the same sources are there already."""
    stamp = settings.STATIC_ROOT / ".collected-from"
    mark = _mark()
    if not stamp.exists() or stamp.read_text() != mark:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(mark)


def _mark() -> str:
    """A hash over path, size and time of every source, those of libraries too."""
    sources = (
        (path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([])
    )
    lines = sorted(
        f"{path} {(found := Path(source).stat()).st_size} {found.st_mtime_ns}"
        for path, source in sources
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
