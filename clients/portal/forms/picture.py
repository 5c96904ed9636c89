"""What comes with a picture: the file itself, and what every send carries."""

import uuid
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from practice.forms.saving import SendForm


@dataclass(frozen=True)
class PictureForm:
    """One send with its file, if one was chosen."""

    file: UploadedFile | None
    version: int
    key: uuid.UUID

    @classmethod
    def read(cls, request: HttpRequest, field: str) -> "PictureForm":
        send = SendForm.read(request.POST)
        found = request.FILES.get(f"{field}-file")
        file = found if isinstance(found, UploadedFile) else None
        return cls(file, send.version, send.key)
