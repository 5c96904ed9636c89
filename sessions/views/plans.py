"""The plan of a session on one screen, and its paper version."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clients.services.readers import named_in
from practice.access import page_for, visible_or_404
from practice.forms.saving import SendForm
from practice.models import Question
from practice.services import audit
from practice.services.saving import NotRight
from practice.views.autosave import answered, is_autosave, takes_autosave
from sessions.forms.plan import PlanActionForm, own_question, question_rows, text_rows
from sessions.models import Plan
from sessions.planning.plan_page import load_plan_page
from sessions.services import plans
from sessions.services.sections import Outcome
from sessions.views.frame import crumbs


@page_for("therapist")
@require_http_methods(["GET", "POST"])
@takes_autosave
def session_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = visible_or_404(Plan, request.user, therapy_session_id=pk)
    if request.method == "GET":
        return _page(request, plan)
    user, posted, send = request.user, request.POST, SendForm.read(request.POST)
    if is_autosave(request):
        save = partial(plans.save_section, user, plan, section=send.section, posted=posted)
        return answered(request, partial(save, base=send.version, key=send.key))
    outcome = plans.save_all(user, plan, posted=posted, base=send.version)
    # Saved first: the buttons beside the texts are pressed in the middle of typing.
    if outcome.is_whole:
        outcome = _act(request, plan)
    if outcome.is_whole:
        return redirect(f"{reverse('sessions:session_plan', args=[pk])}#plan")
    return _page(request, visible_or_404(Plan, user, pk=plan.pk), outcome)


@page_for("therapist")
@require_GET
def session_plan_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = visible_or_404(Plan, request.user, therapy_session_id=pk)
    page = load_plan_page(plan, request.user)
    audit.record(request.user, "plan.printed", plan, case=page.case, **named_in(page.read))
    return render(request, "sessions/session_plan_paper.html", {"page": page})


def _act(request: HttpRequest, plan: Plan) -> Outcome:
    """What the pressed button asks for; what it cannot do is told at its field."""
    form, user = PlanActionForm(request.POST), request.user
    wanted = form.cleaned_data if form.is_valid() else {}
    try:
        if wanted.get("take"):
            plans.take_question(user, plan, get_object_or_404(Question, pk=wanted["take"]))
        elif wanted.get("remove"):
            plans.remove_question(user, plan, wanted["remove"])
        elif wanted.get("own"):
            plans.add_question(user, plan, wanted["own"])
    except NotRight as wrong:
        return Outcome(errors={"own": wrong.errors})
    return Outcome()


def _page(request: HttpRequest, plan: Plan, outcome: Outcome | None = None) -> HttpResponse:
    """The page; after a save that did not go through, with what was typed still in its fields."""
    page, posted = load_plan_page(plan, request.user), request.POST
    audit.record(request.user, "plan.read", plan, case=page.case, **named_in(page.read))
    context = {
        "page": page,
        "texts": text_rows(plan, posted, outcome),
        "rows": question_rows(page.questions, posted, outcome),
        "own": own_question(posted, outcome),
        "crumbs": crumbs(page.case),
    }
    return render(request, "sessions/session_plan.html", context)
