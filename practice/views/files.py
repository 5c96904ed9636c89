"""How a file of somebody's own is handed out."""

from django.http import Http404, HttpResponse


def as_image(found: tuple[bytes, str] | None) -> HttpResponse:
    """Nothing but a picture, whatever a browser would rather take it for; kept by no cache.

    `found` is the picture and its type, or None for one that is gone.
    """
    if found is None:
        raise Http404
    data, kind = found
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="picture.{kind.removeprefix("image/")}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
