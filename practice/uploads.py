"""How files come in: past the size that any form takes, nothing more is written to the disk."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class NoMoreThanNeeded(TemporaryFileUploadHandler):
    """Keeps the beginning of a file that is too large, and its true size for the form to refuse.

    Every POST is read before anybody asks who sent it, so that strangers could else fill the disk.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: max(settings.UPLOAD_KEPT_BYTES - start, 0)]
        if kept:
            super().receive_data_chunk(kept, start)
