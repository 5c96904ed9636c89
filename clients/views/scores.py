"""Progress of a case: the chart for the therapist, and typing in a place on the scale."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.forms.scores import ScoreForm
from clients.models import Case, Score
from clients.services.scores import find_scale, record_score, take_out_score
from clients.views.frame import attempt, case_frame
from clients.views.progress_chart import chart_of, lines_of
from practice.access import editable_or_404, page_for, visible_or_404
from practice.services import audit


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def case_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    may = editable_or_404 if request.method == "POST" else visible_or_404
    case = may(Case, request.user, pk=pk)
    context = case_frame(request, case, "clients:case_progress")
    scale, members = find_scale(), context["members"]
    form = ScoreForm(request.POST or None, members=members, scale=scale) if scale else None
    if request.method == "POST" and form and _recorded(request, case, form):
        messages.success(request, _("The number is kept."))
        return redirect("clients:case_progress", pk=pk)
    scores = _scores(request, case)
    context |= {
        "chart": chart_of(request, case, members, scores),
        "lines": lines_of(members, scores),
        "form": form,
        "scale": scale,
        "told": scores[::-1],
    }
    return render(request, "clients/case_progress.html", context)


def _recorded(request: HttpRequest, case: Case, form: ScoreForm) -> bool:
    if not form.is_valid():
        return False
    try:
        record_score(request.user, case, source=Score.Source.STAFF, **form.told())
    except ValidationError as error:
        form.add_errors(error.message_dict)
        return False
    return True


def _scores(request: HttpRequest, case: Case) -> list[Score]:
    """What reached the therapist, oldest first; reading the words that go with it is audited."""
    visible = Score.objects.visible_to(request.user).filter(case=case)
    scores = list(visible.select_related("member__client", "scale"))
    if any(score.words for score in scores):
        audit.record(request.user, "scores.read", case, case=case)
    return scores


@page_for("therapist", "supervisor")
@require_POST
def score_take_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    score = editable_or_404(Score, request.user, pk=pk)
    attempt(request, lambda: take_out_score(request.user, score), _("The number is taken out."))
    return redirect("clients:case_progress", pk=score.case_id)
