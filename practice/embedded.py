"""The embedded data folder: where database, keys and files live when nothing else is set."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600


def data_folder(path: Path) -> Path:
    """The folder, made if missing; raises ImproperlyConfigured when it cannot be written."""
    try:
        # One by one: `parents` makes those above with the usual mode, open to every account here.
        for folder in (path, path / "keys", path / "files"):
            folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER)
    except OSError as error:
        raise ImproperlyConfigured(_cannot_write(path, error)) from error
    if not os.access(path, os.W_OK) or not os.access(path / "keys", os.W_OK):
        raise ImproperlyConfigured(_cannot_write(path, "no permission to write"))
    return path


def secret_key(folder: Path) -> str:
    """The signing key of an embedded installation, made on first use and kept in the folder."""
    return write_once(folder / "keys" / "django-secret.txt", get_random_secret_key())


def write_once(path: Path, text: str) -> str:
    """Write `text` unless the file exists; return what the file holds (two starts may race)."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    except FileExistsError:
        return path.read_text(encoding="utf-8")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return text


def _cannot_write(path: Path, reason: object) -> str:
    return (
        f"the data folder {path} cannot be written ({reason}). "
        "Name another one with HEARTHWORK_DATA=/path/to/folder, or change its permissions."
    )
