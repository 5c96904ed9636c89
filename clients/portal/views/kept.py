"""What stays: kept words and habits, written down, changed, put away and taken up again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.models import Quote, Ritual
from clients.models.answer import Audience
from clients.portal.forms.kept import HabitForm, OwnForm, WordsForm
from clients.portal.frame import portal_page
from clients.portal.kept_page import kept_context
from clients.services import kept
from clients.services.circle import Circle, my_circle
from clients.services.resting import may_name_problem
from practice.services.saving import Clash, Closed


@require_GET
def portal_kept(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    context = kept_context(request.user, case_pk)
    return _page(request, "portal/kept.html", context, case_pk)


@require_http_methods(["GET", "POST"])
def words_new(request: HttpRequest, case_pk: uuid.UUID, kind: str) -> HttpResponse:
    """Keep some words, typed here."""
    circle = my_circle(request.user, case_pk)
    _may_be_kept(circle, kind)
    posted = request.POST if request.method == "POST" else None
    form = WordsForm(posted, circle=circle, kind=kind)
    if form.is_valid():
        data = form.cleaned_data
        kept.keep_words(
            request.user, circle.case, kind=kind, words=data["words"], audience=data["audience"]
        )
        messages.success(request, _("It is kept."))
        return redirect("clients:portal_kept", case_pk)
    return _form(request, circle, form, kind=kind)


@require_http_methods(["GET", "POST"])
def words_edit(request: HttpRequest, case_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Other words, or somebody else who may see them."""
    circle = my_circle(request.user, case_pk)
    row = get_object_or_404(Quote.objects.mine(request.user).filter(case=case_pk), pk=pk)
    initial = {name: getattr(row, name) for name in ("words", "audience", "version")}
    posted = request.POST if request.method == "POST" else None
    form = WordsForm(posted, circle=circle, kind=row.kind, initial=initial)
    if form.is_valid() and _saved(request, form, lambda: _change_words(request, row, form)):
        return redirect("clients:portal_kept", case_pk)
    return _form(request, circle, form, kind=row.kind)


@require_POST
def words_rest(request: HttpRequest, case_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Put away; or, where it lies there already, take up again."""
    rows = Quote.objects.mine(request.user).filter(case=case_pk).select_related("case")
    row = get_object_or_404(rows, pk=pk)
    kept.rest_words(request.user, row, rests=row.retired_at is None)
    return redirect("clients:portal_kept", case_pk)


@require_POST
def words_unnamed(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """No name for the problem; it is not offered again."""
    circle = my_circle(request.user, case_pk)
    kept.leave_unnamed(request.user, circle.case)
    return redirect("clients:portal_today", case_pk)


@require_http_methods(["GET", "POST"])
def habit_new(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Write down a habit that stayed."""
    circle = my_circle(request.user, case_pk)
    form = HabitForm(request.POST if request.method == "POST" else None, circle=circle)
    if form.is_valid():
        audience = form.cleaned_data["audience"]
        kept.begin_ritual(request.user, circle.case, form.habit(), audience=audience)
        messages.success(request, _("It is kept."))
        return redirect("clients:portal_kept", case_pk)
    return _form(request, circle, form)


@require_http_methods(["GET", "POST"])
def habit_edit(request: HttpRequest, case_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Another name, another time, another meaning."""
    circle = my_circle(request.user, case_pk)
    row = get_object_or_404(Ritual.objects.kept_by(request.user).filter(case=case_pk), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = HabitForm.of(row, posted, circle=circle)
    if form.is_valid() and _saved(request, form, lambda: _change_habit(request, row, form)):
        return redirect("clients:portal_kept", case_pk)
    return _form(request, circle, form, row=row)


@require_POST
def habit_rest(request: HttpRequest, case_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Let it rest; or, where it rests, take it up again."""
    row = get_object_or_404(Ritual.objects.kept_by(request.user).filter(case=case_pk), pk=pk)
    try:
        kept.rest_ritual(request.user, row, rests=row.retired_on is None)
    except Closed as closed:
        messages.info(request, str(closed))
    return redirect("clients:portal_kept", case_pk)


def _may_be_kept(circle: Circle, kind: str) -> None:
    """404 for what is no kind, and for a name as of a visitor where it has no place."""
    unsafe = kind == Quote.Kind.PROBLEM and not may_name_problem(circle.case, circle.asked)
    if kind not in Quote.Kind.values or unsafe:
        raise Http404


def _change_words(request: HttpRequest, row: Quote, form: WordsForm) -> None:
    data = form.cleaned_data
    words, audience = data["words"], data["audience"]
    kept.change_words(request.user, row, words=words, audience=audience, version=form.base)


def _change_habit(request: HttpRequest, row: Ritual, form: HabitForm) -> None:
    audience = form.cleaned_data.get("audience", "")
    habit = form.habit()
    kept.change_ritual(request.user, row, habit, audience=audience, version=form.base)


def _saved(request: HttpRequest, form: OwnForm, save: Any) -> bool:
    """Whether it was kept; after a clash the form holds the typed words and grows from the new."""
    try:
        save()
    except Closed as closed:
        form.add_error(None, str(closed))
        return False
    except Clash as clash:
        form.after(clash)
        return False
    messages.success(request, _("It is kept."))
    return True


def _form(
    request: HttpRequest, circle: Circle, form: OwnForm, *, kind: str = "", row: Any = None
) -> HttpResponse:
    is_joint = isinstance(row, Ritual) and row.member_id is None
    context = {
        "form": form,
        "clash": form.clash,
        "kind": kind,
        "is_joint": is_joint,
        "names": circle.names(Audience.ALL) if is_joint else "",
        "successor": circle.successor(),
        "case": circle.case,
    }
    return _page(request, "portal/keep_form.html", context, circle.case.pk)


def _page(request: HttpRequest, template: str, context: dict, case_pk: uuid.UUID) -> HttpResponse:
    return portal_page(request, template, context, case_id=case_pk, current="clients:portal_kept")
