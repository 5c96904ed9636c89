"""Pictures in the portal: putting one into an answer, and seeing one's own and those given."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clients.models import Picture
from clients.models.reach import Reader
from clients.portal.exercise_page import ExercisePage, form_context
from clients.portal.forms.picture import PictureForm
from clients.portal.frame import portal_page
from clients.portal.views.homework import closed_page
from clients.services.pictures import opened, reaches, save_with_picture
from practice.fields import registry
from practice.services import audit
from practice.services.saving import Closed
from practice.views.files import as_image


@require_GET
def portal_picture(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One's own, or one that the partner shared."""
    rows = Picture.objects.open_to(request.user)
    found = get_object_or_404(rows.select_related("answer__assignment", "answer__member"), pk=pk)
    is_own = Picture.objects.mine(request.user).filter(pk=pk).exists()
    if not is_own and not reaches(found, Reader.PARTNER):
        raise Http404
    if not is_own and found.answer.member is not None:
        case = found.answer.assignment.case_id
        audit.record(request.user, "picture.read", found.answer, case=case)
    return as_image(opened(found))


@require_POST
def portal_picture_add(request: HttpRequest, pk: uuid.UUID, field: str) -> HttpResponse:
    """A picture, with the whole form around it, so that nothing typed there is lost."""
    page = ExercisePage.load(request.user, pk, to_write=True)
    spec = next((spec for spec in page.specs if spec.key == field), None)
    if spec is None or not registry.get(spec.kind).takes_file:
        raise Http404
    sent = PictureForm.read(request, field)
    try:
        outcome = save_with_picture(
            request.user, page.assignment, spec, sent.file,
            posted=request.POST, base_version=sent.version, key=sent.key, files=request.FILES,
        )  # fmt: skip
    except Closed as closed:
        return closed_page(request, page, str(closed))
    if not outcome.reading.errors and not outcome.clashed:
        messages.success(request, _("The picture is in. It is kept with this page."))
        return redirect("clients:portal_exercise", pk)
    context = form_context(ExercisePage.load(request.user, pk, to_write=True), outcome=outcome)
    return portal_page(
        request, "portal/exercise.html", context,
        case_id=page.assignment.case_id, current="clients:portal_homework",
    )  # fmt: skip
