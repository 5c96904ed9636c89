"""Typing in what a person answered on paper or in a session; earlier answers beside each other."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.forms.entering import Entering, WhoseForm
from clients.models import Answer, Assignment
from clients.models.reach import Reader, seen
from clients.services.earlier import before
from clients.services.entering import (
    BOTH,
    Place,
    enter_answer,
    entries_to_mend,
    not_enterable_because,
    places_of,
)
from clients.services.latest import latest_first
from clients.services.readers import named_in
from clients.views.answer_lines import told
from clients.views.frame import case_frame
from practice.access import editable_or_404, page_for, visible_or_404
from practice.fields.logs import kind_of
from practice.fields.texts import one_line, spoken
from practice.services import audit

SIDE_BY_SIDE = 4
MOST_TO_MEND = 20


@page_for("therapist", "supervisor")
@require_http_methods(["GET", "POST"])
def homework_enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = editable_or_404(Assignment, request.user, pk=pk)
    if assignment.is_gift:
        raise Http404  # each person gives for themselves
    place = _place(request, assignment)
    if place is None:
        context = _frame(request, assignment) | {"places": places_of(assignment)}
        return render(request, "clients/homework_enter_whose.html", context)
    is_post = request.method == "POST"
    posted = (request.POST, request.FILES) if is_post else (None, ())
    entering = Entering(request.user, place, *posted)
    if entering.is_ready and _entered(request, entering):
        messages.success(request, _kept(place))
        return _onward(place)
    return _enter_page(request, entering)


def _place(request: HttpRequest, assignment: Assignment) -> Place | None:
    """Whose part the address names; None where it is a joint step's and none is named yet."""
    form = WhoseForm(request.GET)
    if not form.is_valid():
        raise Http404
    places, whose = places_of(assignment), form.cleaned_data["of"]
    if assignment.together and not whose:
        return None
    place = places.get(whose or next(iter(places), ""))
    if place is None:
        raise Http404
    if entry := form.cleaned_data["entry"]:
        get_object_or_404(entries_to_mend(place), entry=entry)
        return replace(place, entry=entry)
    return place


def _entered(request: HttpRequest, entering: Entering) -> bool:
    try:
        enter_answer(request.user, entering.place, entering.typed)
    except ValidationError as error:
        entering.form.add_error(None, error.messages)
        return False
    return True


def _kept(place: Place) -> str:
    if place.member is None:
        return _("Kept. Both of them and you can read it.")
    return _("Kept as their answer. You and they can read it.")


def _onward(place: Place) -> HttpResponse:
    """To the list; of a log to an empty page, since moments seldom come alone."""
    assignment = place.assignment
    if place.log is None:
        return redirect("clients:case_homework", pk=assignment.case_id)
    again = redirect("clients:homework_enter", assignment.pk)
    if assignment.together:
        whose = place.member.position if place.member else BOTH
        again.headers["Location"] += f"?of={whose}"
    return again


def _enter_page(request: HttpRequest, entering: Entering) -> HttpResponse:
    place = entering.place
    assignment = place.assignment
    earlier = before(entering.material, assignment.exercise)
    rows = list(latest_first(entries_to_mend(place))[:MOST_TO_MEND])
    context = _frame(request, assignment) | {
        "place": place,
        "entering": entering,
        "form": entering.form,
        "not_now": not_enterable_because(place),
        "before": earlier,
        "to_mend": [(row.entry, _moment(place, row)) for row in rows],
    }
    _read(request, assignment, {one.answer.pk for one in earlier} | entering.shown | _keys(rows))
    return render(request, "clients/homework_enter.html", context)


def _moment(place: Place, row: Answer) -> str:
    """An entry of a log in one line."""
    log = place.log
    value = seen(row, Reader.STAFF).get(log.key) if log else None
    if log is None or value is None:
        return ""
    kind = kind_of(log)
    return f"{kind.when(value)}: {one_line(kind.entries(log, value, spoken())[0][1])}"


@page_for("therapist", "supervisor")
@require_GET
def homework_earlier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same exercise each time that this person did it, newest first, side by side."""
    assignment = visible_or_404(Assignment, request.user, pk=pk)
    answers = Answer.objects.visible_to(request.user).select_related(
        "member__client", "heard__told_by"
    )
    rows = Assignment.objects.visible_to(request.user).filter(
        case=assignment.case_id,
        member=assignment.member_id,
        exercise__key=assignment.exercise.key,
        exercise__programme_key=assignment.exercise.programme_key,
    )
    rows = rows.select_related("exercise", "case").prefetch_related(
        Prefetch("answers", answers, to_attr="visible")
    )
    times = list(rows.order_by("-given_at", "pk")[:SIDE_BY_SIDE])
    context = _frame(request, assignment)
    seen = [(row, told(assignment.case, row)) for row in times]
    context["times"] = seen
    _read(request, assignment, {one.answer.pk for _row, answers in seen for one in answers})
    return render(request, "clients/homework_earlier.html", context)


def _keys(rows: Iterable[Answer]) -> set[UUID]:
    return {row.pk for row in rows}


def _read(request: HttpRequest, assignment: Assignment, answers: set[UUID]) -> None:
    """One line a page, so that the authors can be told."""
    if answers:
        case = assignment.case
        audit.record(request.user, "answers.read", case, case=case, **named_in(answers))


def _frame(request: HttpRequest, assignment: Assignment) -> dict[str, object]:
    frame = case_frame(request, assignment.case, "clients:case_homework")
    back = reverse("clients:case_homework", args=[assignment.case_id])
    frame["crumbs"].append((_("To try"), back))
    return frame | {"assignment": assignment}
