"""Pictures that people put into their answers, as the people who work with them see them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from clients.models import Picture
from clients.models.reach import Reader
from clients.services.pictures import opened, reaches
from practice.access import page_for, visible_or_404
from practice.services import audit
from practice.views.files import as_image


@page_for("therapist", "supervisor")
@require_GET
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One picture, as far as it reached the therapist."""
    found = visible_or_404(Picture, request.user, pk=pk)
    if not reaches(found, Reader.STAFF):
        raise Http404
    audit.record(request.user, "picture.read", found.answer, case=found.answer.assignment.case_id)
    return as_image(opened(found))
