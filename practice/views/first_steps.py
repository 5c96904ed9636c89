"""The first steps of a new practice: one page, to be left and taken up again. For owners."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from practice.access import page_for
from practice.forms.beginning import (
    CourseForm,
    FirstTherapistForm,
    HelpForm,
    PlaceForm,
    RetentionForm,
)
from practice.models import Practice, RetentionRule
from practice.services.first_steps import Step, finish, steps
from practice.services.practice_rules import change_practice, choose_retention
from practice.services.staff import add_staff, change_roles, send_link
from practice.views.panels import told_by_others

Data = dict[str, Any]


@page_for("owner")
@require_GET
def first_steps(request: HttpRequest) -> HttpResponse:
    """The first step that is still open."""
    found = _steps(request)
    still = next((step.key for step in found if not step.is_done), "")
    return _page(request, found, still, _form(still))


@page_for("owner")
@require_http_methods(["GET", "POST"])
def first_step(request: HttpRequest, step: str) -> HttpResponse:
    """One of them, whether it is done or not."""
    found = _steps(request)
    if step not in {one.key for one in found}:
        raise Http404
    form = _form(step, request.POST if request.method == "POST" else None)
    if form is not None and form.is_valid():
        try:
            ACTS[step](request, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("first_steps")
    return _page(request, found, step, form)


@page_for("owner")
@require_POST
def first_steps_finish(request: HttpRequest) -> HttpResponse:
    """Only once everything that must be decided is; what may wait may wait."""
    waiting = [str(step.title) for step in _steps(request) if step.is_needed and not step.is_done]
    if waiting:
        messages.warning(request, _("Still needed: %(what)s.") % {"what": ", ".join(waiting)})
        return redirect("first_steps")
    finish(request.user)
    messages.success(request, _("It is all set up."))
    return redirect("home")


def _steps(request: HttpRequest) -> list[Step]:
    return steps(has_client=bool(told_by_others("first_steps", request).get("has_client")))


def _form(step: str, posted: Any = None) -> Any:
    """The form of a step; None where the step is another page's."""
    practice = Practice.as_stored()
    makers: dict[str, Callable[[], BaseForm]] = {
        "place": lambda: PlaceForm(posted, instance=practice),
        "help": lambda: HelpForm(posted, instance=practice),
        "records": lambda: RetentionForm(posted, rule=RetentionRule.in_force()),
        "course": lambda: CourseForm(posted, initial={"course": practice.course}),
        "therapist": lambda: FirstTherapistForm(posted),
    }
    return makers[step]() if step in makers else None


def _page(request: HttpRequest, found: list[Step], current: str, form: Any) -> HttpResponse:
    context = {
        "steps": found,
        "current": current,
        "form": form,
        "may_finish": all(step.is_done for step in found if step.is_needed),
        **told_by_others("first_steps", request),
    }
    return render(request, "practice/first_steps.html", context)


def _practice(request: HttpRequest, data: Data) -> None:
    change_practice(request.user, **data)


def _records(request: HttpRequest, data: Data) -> None:
    choose_retention(request.user, **data)


def _therapist(request: HttpRequest, data: Data) -> None:
    user: Any = request.user
    if data["who"] == "me":
        change_roles(user, user, is_therapist=True)
        return
    person = add_staff(user, name=data["name"], email=data["email"], is_therapist=True)
    try:
        send_link(person)
    except ValidationError as error:  # the login is there all the same
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s is invited.") % {"name": person})


ACTS: dict[str, Callable[[HttpRequest, Data], None]] = {
    "place": _practice,
    "help": _practice,
    "records": _records,
    "course": _practice,
    "therapist": _therapist,
}
