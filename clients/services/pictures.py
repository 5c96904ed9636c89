"""Pictures in answers: drawn anew, sealed, and kept as files under random names.

What is kept is never what was sent: only the dots are taken over, so that no place, time, name or
hidden content of the file stays.
"""

import io
import uuid
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from clients.models import Answer, Assignment, Picture
from clients.models.reach import Reader, seen
from clients.services.answers import FormOutcome, save_form
from clients.services.parts import lock_open, part_of
from clients.services.reading import is_joint
from practice import crypto
from practice.fields.base import FieldSpec
from practice.fields.kinds.picture import sealed_mark
from practice.models import Exercise
from practice.services import audit

MOST_BYTES = 10_000_000
MOST_DOTS = 50_000_000  # a file of a few bytes can unfold to more than a machine holds
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PNG_BEGINS = b"\x89PNG"
# What damaged or hostile files make the reader of pictures say.
UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, LookupError, EOFError, ArithmeticError)


class PictureRefused(Exception):
    """It cannot be kept, with the reason for the person who sent it."""


def redrawn(file: Any) -> tuple[bytes, tuple[int, int]]:
    """The picture as a new JPEG (a PNG where it lets something shine through), and its size."""
    try:
        with Image.open(file, formats=FORMATS) as found:
            if found.width * found.height > MOST_DOTS:
                raise PictureRefused(_too_large())
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image = ImageOps.exif_transpose(found)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _saved(image)
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        message = _("We could not read this as a picture. A JPEG or a PNG works best.")
        raise PictureRefused(message) from error


def _saved(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    clean = Image.new(mode, image.size)  # the dots alone: nothing else of the file comes along
    clean.paste(image.convert(mode))
    out = io.BytesIO()
    clean.save(out, "PNG" if mode == "RGBA" else "JPEG", quality=85, optimize=True)
    return out.getvalue(), clean.size


def save_with_picture(
    user: Any,
    assignment: Assignment,
    spec: FieldSpec,
    file: UploadedFile | None,
    *,
    posted: Any,
    base_version: int,
    key: uuid.UUID,
    files: Collection[str] = (),
) -> FormOutcome:
    """The whole form, and then the picture into its field; what is wrong is said at the field.

    Raises Closed.
    """
    outcome = save_form(
        user, assignment, posted=posted, base_version=base_version, key=key, files=files
    )
    if outcome.reading.errors or outcome.clashed:
        return outcome
    try:
        picture = _keep(user, assignment, spec, file)
    except PictureRefused as refused:
        outcome.reading.errors[spec.key] = [str(refused)]
        return outcome
    with_picture = posted.copy()
    with_picture[f"{spec.key}-picture"] = sealed_mark(picture.pk)
    return save_form(
        user, assignment, posted=with_picture, base_version=outcome.version, key=uuid.uuid4()
    )


def _keep(user: Any, assignment: Assignment, spec: FieldSpec, file: UploadedFile | None) -> Picture:
    if file is None:
        raise PictureRefused(_("Choose a picture first."))
    if (file.size or 0) > MOST_BYTES:
        raise PictureRefused(_too_large())
    with transaction.atomic():
        assignment = lock_open(user, assignment)
        joint, now = is_joint(assignment, spec), timezone.now()
        answer = part_of(user, assignment, joint=joint, now=now)
        if answer._state.adding:
            answer.save()
        picture = keep(answer, spec.key, file)
        audit.record(user, "picture.added", answer, case=assignment.case_id)
    return picture


def keep(answer: Answer, field_key: str, file: Any) -> Picture:
    """A picture of this answer, drawn anew and sealed; no value speaks of it yet."""
    data, (width, height) = redrawn(file)
    picture = Picture(answer=answer, field_key=field_key, width=width, height=height)
    picture.made_at = timezone.now()
    _set_limit(picture, answer.assignment.exercise)
    # The file first: a row without one would be a picture that cannot be shown.
    place = path_of(picture)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(crypto.seal_bytes(data, _place(picture)))
    picture.save()
    return picture


def _set_limit(picture: Picture, exercise: Exercise) -> None:
    limits = {spec.key: spec.audience or "" for spec in exercise.fields}
    picture.limit = limits.get(picture.field_key, "")
    picture.lifts_in_pair = picture.field_key in exercise.opens_in_pair


def opened(picture: Picture) -> tuple[bytes, str] | None:
    """The picture and its type; None where its file is gone, as after a restore without files."""
    try:
        data = crypto.open_bytes(path_of(picture).read_bytes(), _place(picture))
    except FileNotFoundError:
        return None
    return data, "image/png" if data.startswith(PNG_BEGINS) else "image/jpeg"


def reaches(picture: Picture, reader: Reader) -> bool:
    """Whether it stands in what `reader` gets of its answer: a field may go less far."""
    value = seen(picture.answer, reader).get(picture.field_key)
    return value is not None and value.get("picture") == str(picture.pk)


def remove_file(instance: Picture, **_signal: Any) -> None:
    """With the row goes the file, once the deletion is certain."""
    place = path_of(instance)
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def path_of(picture: Picture) -> Path:
    return Path(settings.MEDIA_ROOT) / "pictures" / str(picture.pk)


def _place(picture: Picture) -> str:
    return f"picture:{picture.pk}"


def _too_large() -> str:
    return _("This picture is too large. Up to 10 MB works. You could send a smaller one.")
