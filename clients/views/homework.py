"""What was given in a case and what came back; taking back, setting aside, opening again."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.forms.homework import SetAsideForm
from clients.models import Answer, Assignment, Case
from clients.services.heard import tell_heard
from clients.services.homework import put_back, set_aside, take_back
from clients.services.latest import latest_first
from clients.services.readers import named_in
from clients.views.answer_lines import MOST_ENTRIES, told
from clients.views.frame import attempt, case_frame
from clients.views.joint_steps import why_not_open
from clients.views.lists import list_state
from practice.access import editable_or_404, page_for, visible_or_404
from practice.services import audit
from practice.views.undo import offer_undo

SORTS = {"newest": ("-given_at", "exercise__position", "pk")}
STATES = {
    "": gettext_lazy("All"),
    "open": gettext_lazy("Open"),
    "waiting": gettext_lazy("Waits"),
    "done": gettext_lazy("Done for now"),
    "set_aside": gettext_lazy("Set aside"),
}


@page_for("therapist", "supervisor")
@require_GET
def case_homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = visible_or_404(Case, request.user, pk=pk)
    state, who = request.GET.get("state", ""), request.GET.get("who", "")
    rows = _given(request, case, state, who)
    listed = list_state(request, rows, SORTS)
    context = case_frame(request, case, "clients:case_homework")
    closed = why_not_open(case, listed.page, context["members"])
    given = [(row, told(case, row), closed.get(row.pk, "")) for row in listed.page]
    # One line a page, however many answers: the trail tells who read in which case, and when.
    read = [told.answer.pk for _row, answers, _closed in given for told in answers]
    if read:
        audit.record(request.user, "answers.read", case, case=case, **named_in(read))
    context |= {"list": listed, "given": given, "states": STATES, "state": state, "who": who}
    context["keep"] = f"&{urlencode({'state': state, 'who': who})}"
    return render(request, "clients/case_homework.html", context)


def _given(request: HttpRequest, case: Case, state: str, who: str) -> QuerySet[Assignment]:
    """Assignments with what reached the therapist; both filters take only what they know."""
    answers = Answer.objects.visible_to(request.user).select_related(
        "member__client", "heard__told_by"
    )
    rows = Assignment.objects.visible_to(request.user).filter(case=case)
    rows = rows.annotate(given_before=_before(request, case))
    come = Q(delivers_at__lte=timezone.now())
    if state in ("open", "waiting"):
        rows = rows.filter(come if state == "open" else ~come, status=Assignment.Status.OPEN)
    elif state in Assignment.Status.values:
        rows = rows.filter(status=state)
    if who in ("A", "B"):
        rows = rows.filter(member__position=who)
    elif who == "together":
        rows = rows.filter(member=None)
    rows = rows.select_related("exercise", "case", "member__client", "after__exercise")
    few = latest_first(answers)[: MOST_ENTRIES + 1]
    return rows.prefetch_related(Prefetch("answers", few, to_attr="visible"))


@page_for("therapist", "supervisor")
@require_POST
def answer_heard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell its author, and nobody else, that it was read."""
    answer = editable_or_404(Answer, request.user, pk=pk)
    tell_heard(request.user, answer)
    messages.success(request, _("Told. Nobody else sees it."))
    return _to_list(answer.assignment)


def _before(request: HttpRequest, case: Case) -> Exists:
    """Whether the same person was given the same thing earlier."""
    earlier = Assignment.objects.visible_to(request.user).filter(
        case=case,
        member=OuterRef("member"),
        exercise__key=OuterRef("exercise__key"),
        given_at__lt=OuterRef("given_at"),
    )
    return Exists(earlier)


@page_for("therapist", "supervisor")
@require_POST
def homework_take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    done = _("Taken back. Nobody has seen it.")
    attempt(request, lambda: take_back(request.user, assignment), done)
    return _to_list(assignment)


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def homework_set_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_aside(request.user, assignment, because=form.cleaned_data["because"])
        messages.success(request, _("Set aside. The words stay."))
        offer_undo(request, reverse("clients:homework_put_back", args=[pk]))
        return _to_list(assignment)
    frame = case_frame(request, assignment.case, "clients:case_homework")
    frame["crumbs"].append(
        (_("To try"), reverse("clients:case_homework", args=[assignment.case_id]))
    )
    context = frame | {"assignment": assignment, "form": form}
    return render(request, "clients/homework_set_aside.html", context)


@page_for("therapist", "supervisor")
@require_POST
def homework_put_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    put_back(request.user, assignment)
    messages.success(request, _("It is back where it was."))
    return _to_list(assignment)


def _to_list(assignment: Assignment) -> HttpResponse:
    return redirect("clients:case_homework", pk=assignment.case_id)
