"""Summaries of a case: what would be in one, making it, and its PDF."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.models import Case
from clients.services.readers import named_in
from clients.views.frame import case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from practice.models import Practice
from practice.services import audit
from practice.views.pdf import pdf_response
from sessions.forms.summary import SummaryForm
from sessions.models import Summary
from sessions.services import summaries
from sessions.summaries.content import answers_in


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_summaries(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`?reader=A` previews what that summary would hold; the button below it makes it."""
    if request.method == "GET":
        case = visible_or_404(Case, request.user, pk=pk)
        return _page(request, case, SummaryForm(case, request.GET if request.GET else None))
    case = editable_or_404(Case, request.user, pk=pk)
    form = SummaryForm(case, request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    summaries.make_summary(request.user, case, **form.chosen)
    messages.success(request, _("The summary is made. It stays as it is; a new one may follow."))
    return redirect("sessions:case_summaries", pk=pk)


def _page(request: HttpRequest, case: Case, form: SummaryForm) -> HttpResponse:
    frame = case_frame(request, case, "sessions:case_summaries")
    made = Summary.objects.visible_to(request.user).filter(case=case)
    context = frame | {
        "form": form,
        "made": made.defer("content").select_related("member__client", "made_by")[:30],
    }
    if form.is_bound and form.is_valid() and frame["may_change"]:
        chosen = form.chosen
        content = summaries.preview(request.user, case, **chosen)
        context |= {
            "reader": form.cleaned_data["reader"],
            "content": content,
            "left_out": summaries.left_out(case, **chosen),
        }
        # It shows as much as the summary itself, so that it leaves a line as well.
        read = named_in(answers_in(content))
        audit.record(request.user, "summary.previewed", case, case=case, **read)
    return render(request, "sessions/case_summaries.html", context)


@page_for("therapist", "supervisor")
@require_GET
def summary_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    summary = visible_or_404(Summary, request.user, pk=pk)
    made = Practice.load().local(summary.made_at)
    return pdf_response(summaries.pdf_of(request.user, summary), "summary", made.date())
