"""Where two come together: how far one is ready to go, and a joint step done alone.

Nothing on these pages depends on what the partner chose or did.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.models import Assignment, CaseMember, Readiness
from clients.models.reach import Audience, Reach
from clients.portal.forms.ready import WORDS, ReadyForm
from clients.portal.frame import portal_page
from clients.portal.reach_lines import audience_line
from clients.services.circle import Circle, my_circle
from clients.services.joint_steps import version_for_one
from clients.services.readiness import set_readiness

LATEST = 10


@require_http_methods(["GET", "POST"])
def portal_ready(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """One's own word on it, today and before; for couples alone."""
    circle = my_circle(request.user, case_pk)
    if not circle.case.is_couple:
        raise Http404
    form = ReadyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        members = CaseMember.objects.of_login(request.user).select_related("client")
        set_readiness(request.user, members.get(case=case_pk), form.cleaned_data["level"])
        messages.success(request, _("Kept. You can change it on any day."))
        return redirect("clients:portal_ready", case_pk)
    return _page(request, circle, form)


def _page(request: HttpRequest, circle: Circle, form: ReadyForm) -> HttpResponse:
    rows = Readiness.objects.mine(request.user).filter(member__case=circle.case)
    told = [(WORDS[Readiness.Level(row.level)], row.set_at) for row in rows[: LATEST + 1]]
    context = {
        "form": form,
        "now": told[0] if told else None,
        "before": told[1:],
        "case": circle.case,
        "therapist": circle.therapist,
        **audience_line(circle, Reach(Audience.THERAPIST)),
        # Not for the policy on secrets: this is never brought to both.
        "consequence": "",
    }
    return portal_page(request, "portal/ready.html", context, case_id=circle.case.pk)


@require_POST
def homework_for_one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A copy of one's own; one tap, and the same page at every later one."""
    joint = get_object_or_404(Assignment.objects.mine(request.user), pk=pk, member=None)
    own = version_for_one(request.user, joint)
    return redirect("clients:portal_exercise", own.pk)
