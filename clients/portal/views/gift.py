"""Writing a gift for the partner. That somebody does shows to nobody until it is given."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from clients.portal.frame import portal_page
from clients.services.circle import my_circle
from clients.services.gifts import begin_gift
from practice.services.saving import Closed


@require_http_methods(["GET", "POST"])
def portal_gift(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """What a gift is; the button leads to the page where it is written."""
    circle = my_circle(request.user, case_pk)
    if not circle.case.is_couple:
        raise Http404
    if request.method == "POST":
        try:
            gift = begin_gift(request.user, circle.case)
            return redirect("clients:portal_exercise", gift.pk)
        except Closed as closed:
            messages.info(request, str(closed))
            return redirect("clients:portal_gift", case_pk)
    context = {"circle": circle}
    return portal_page(
        request, "portal/gift.html", context, case_id=case_pk, current="clients:portal_sharing"
    )
