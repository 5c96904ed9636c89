"""Keeps an uploaded list, sealed, from its preview until somebody confirms it.

Only the columns that an import reads are kept: whatever else the file held is gone at once.
"""

import json
import uuid
import zlib
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

from django.core.cache import cache
from django.utils.translation import gettext as _

from clients.transfer.presets import PRESETS, PeopleList, Record, understand
from clients.transfer.reading import FileRefused, read_csv
from clients.transfer.workbook import read_xlsx
from practice import crypto

KEPT_FOR = timedelta(hours=1)
MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
ZIP_START = b"PK\x03\x04"


@dataclass
class Kept:
    """A list that waits for its confirmation."""

    preset: str
    left_alone: list[str]
    notes: list[str]
    records: list[Record]


def open_list(file: BinaryIO, preset: str) -> PeopleList:
    """The people in a CSV or XLSX file, told apart by content; raises FileRefused."""
    start = file.read(len(ZIP_START))
    file.seek(0)
    table = read_xlsx(file) if start == ZIP_START else read_csv(file)
    return understand(table, PRESETS[preset])


def keep(user: Any, data: bytes, preset: str) -> uuid.UUID:
    """Read an upload and keep it for an hour; raises FileRefused. The token is its name."""
    found = open_list(BytesIO(data), preset)
    records = list(islice(found.records, MOST_ROWS + 1))
    if not records:
        raise FileRefused(_("There is nobody under the heading of this file."))
    if len(records) > MOST_ROWS:
        limits = {"most": f"{MOST_ROWS:,}"}
        raise FileRefused(
            _("More than %(most)s rows. Split the file, or use manage.py import_clients.") % limits
        )
    rows = [[record.row, record.cells, record.fault] for record in records]
    content = json.dumps([preset, found.left_alone, found.notes, rows])
    token = uuid.uuid4()
    place = _place(user, token)
    # Packed first: sealed bytes look like chance and do not pack.
    sealed = crypto.seal_bytes(zlib.compress(content.encode()), place)
    cache.set(place, sealed, KEPT_FOR.total_seconds())
    return token


def kept(user: Any, token: uuid.UUID) -> Kept | None:
    """What `user` uploaded under `token`; None when it is no longer kept or somebody else's."""
    place = _place(user, token)
    sealed = cache.get(place)
    if sealed is None:
        return None
    preset, left_alone, notes, rows = json.loads(zlib.decompress(crypto.open_bytes(sealed, place)))
    return Kept(preset, left_alone, notes, [Record(*row) for row in rows])


def forget(user: Any, token: uuid.UUID) -> None:
    """Throw the upload away."""
    cache.delete(_place(user, token))


def _place(user: Any, token: uuid.UUID) -> str:
    return f"import:{user.pk}:{token}"
