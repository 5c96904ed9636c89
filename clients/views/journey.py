"""The journey of a case: a map of its phases, giving exercises from it, moving, the next turn."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from clients.forms.journey import GiveForm, MoveForm, StartForm
from clients.models import Assignment, Case, CaseMember, Journey
from clients.services.homework import assign_exercises
from clients.services.joint_steps import why_closed
from clients.services.journeys import begin_cycle, enter_phase, start_journey
from clients.views.frame import case_frame, members_of, worked
from clients.views.journey_map import (
    exercises_of,
    exercises_on_map,
    journey_of,
    phases_on_map,
)
from practice.access import editable_or_404, page_for, visible_or_404
from practice.models import Exercise, Phase


@page_for("therapist", "supervisor")
@require_GET
def case_journey(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = visible_or_404(Case, request.user, pk=pk)
    return _page(request, case, phase=request.GET.get("phase", ""))


@page_for("therapist", "supervisor")
@require_POST
def journey_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    form = StartForm(request.POST)
    if worked(form, lambda data: start_journey(request.user, case, **data)):
        messages.success(request, _("The course has begun."))
        return _to_phase(pk)
    return _page(request, case, start_form=form)


@page_for("therapist", "supervisor")
@require_POST
def exercise_give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One, several, or all of the shown phase that can be given to those people now."""
    case = editable_or_404(Case, request.user, pk=pk)
    journey, phase = _journey_or_404(case), request.POST.get("phase", "")
    form = GiveForm(request.POST, exercises=exercises_of(journey), members=_present(case))
    if worked(form, lambda data: _give(request, journey, form)):
        return _to_phase(pk, phase)
    return _page(request, case, phase=phase, give_form=form)


@page_for("therapist", "supervisor")
@require_POST
def phase_enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = editable_or_404(Case, request.user, pk=pk)
    journey = _journey_or_404(case)
    form = MoveForm(request.POST, phases=journey.programme.phases.all(), members=_present(case))
    if worked(form, lambda data: _move(request, journey, form)):
        return _to_phase(pk, form.cleaned_data["phase"].key)
    return _page(request, case, phase=request.POST.get("shown", ""), move_form=form)


def _give(request: HttpRequest, journey: Journey, form: GiveForm) -> None:
    whole = "whole" in request.POST
    wanted = list(form.cleaned_data["exercises"])
    if whole:
        phase = journey.programme.phases.filter(key=request.POST.get("phase", "")).first()
        wanted = list(exercises_of(journey, phase)) if phase else []
    # What was picked by hand is given or refused as a whole; of a whole phase, what fits is given.
    rows = assign_exercises(request.user, journey, wanted, **form.wishes(), what_fits=whole)
    said = ngettext(
        "%(count)s thing to try is given.", "%(count)s things to try are given.", len(rows)
    )
    messages.success(request, said % {"count": len(rows)})
    _say_left_out(request, wanted, rows)
    closed = [row for row in rows if row.together and row.opened_for_both_at is None]
    for title, why in why_closed(journey.case, closed):
        said = _("“%(title)s” is not open to them yet. %(why)s")
        messages.info(request, said % {"title": title, "why": why})


def _say_left_out(request: HttpRequest, wanted: list[Exercise], rows: Iterable[Assignment]) -> None:
    given = {row.exercise_id for row in rows}
    left_out = [f"“{exercise.title}”" for exercise in wanted if exercise.pk not in given]
    if left_out:
        messages.info(request, _("Left out: %(names)s.") % {"names": ", ".join(left_out)})


def _move(request: HttpRequest, journey: Journey, form: MoveForm) -> None:
    data = form.cleaned_data
    phase, told = data["phase"], {"why": data["why"], "on": data["on"]}
    if data["cycle"]:
        begin_cycle(request.user, journey, phase, number=data["cycle"], **told)
        messages.success(request, _("A new cycle has begun in “%(phase)s”.") % {"phase": phase})
    else:
        again = data["again"]
        enter_phase(request.user, journey, phase, member=form.member, again=again, **told)
        messages.success(request, _("The phase is now “%(phase)s”.") % {"phase": phase})


def _journey_or_404(case: Case) -> Journey:
    journey = journey_of(case)
    if journey is None:
        raise Http404
    return journey


def _present(case: Case) -> list[CaseMember]:
    return list(members_of(case).filter(left_on=None))


def _to_phase(pk: UUID, phase: str = "") -> HttpResponse:
    return redirect(f"{reverse('clients:case_journey', args=[pk])}?phase={phase}")


def _page(request: HttpRequest, case: Case, *, phase: str = "", **forms: Form) -> HttpResponse:
    """The map; a form in `forms` comes back with what was typed and what is wrong with it."""
    context = case_frame(request, case, "clients:case_journey")
    journey = journey_of(case)
    if journey is None:
        context |= {"start_form": StartForm()}
    else:
        context |= _map(journey, context["members"], phase)
    context["chosen"] = request.POST.getlist("exercises")
    # A form that came back takes the place of the fresh one of its name.
    return render(request, "clients/case_journey.html", context | forms)


def _map(journey: Journey, members: list[CaseMember], asked: str) -> dict[str, Any]:
    phases = phases_on_map(journey, asked, members)
    shown: Phase = next(row.phase for row in phases if row.is_shown)
    present = [member for member in members if member.left_on is None]
    return {
        "journey": journey,
        "phases": phases,
        "shown": shown,
        "exercises": exercises_on_map(journey, [row.phase for row in phases], shown, members),
        "give_form": GiveForm(exercises=exercises_of(journey, shown), members=present),
        "move_form": MoveForm(
            phases=[row.phase for row in phases], members=present, initial={"phase": shown.pk}
        ),
    }
