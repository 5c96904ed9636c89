"""How a PDF is answered: shown in the browser, under a name that tells nothing but the day."""

from datetime import date

from django.http import HttpResponse


def pdf_response(file: bytes, name: str, day: date) -> HttpResponse:
    """`name` must be neutral: it stays in the list of downloads of whatever device this is."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}-{day.isoformat()}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)
