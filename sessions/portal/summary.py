"""A client's own summary, built afresh at each request; nothing of the partner's is in it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from clients.models import CaseMember
from practice.access import page_for
from practice.models import Practice
from practice.views.pdf import pdf_response
from sessions.services import summaries


@page_for("client")
@require_GET
def portal_summary(request: HttpRequest, case_pk: UUID) -> HttpResponse:
    mine = CaseMember.objects.of_login(request.user).select_related("client", "case")
    member = get_object_or_404(mine, case_id=case_pk)
    file = summaries.own_pdf(request.user, member)
    return pdf_response(file, "summary", Practice.load().today())
