"""The questions that plans suggest: read by all who work here, changed by therapists and owner."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from practice.access import page_for
from practice.forms.questions import KINDS, AwayForm, QuestionForm, phase_choices
from practice.models import Question
from practice.models.draft import EDITORS
from practice.services import own_questions
from practice.views.undo import offer_undo

READERS = (*EDITORS, "supervisor")


@page_for(*READERS)
@require_http_methods(["GET", "POST"])
def library_questions(request: HttpRequest) -> HttpResponse:
    """All of them by phase, and a form for one more."""
    if request.method == "GET":
        return _list(request, QuestionForm())
    _may_write_or_403(request)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    own_questions.add_question(request.user, **form.question)
    messages.success(request, _("The question is in the bank. Plans can suggest it from now on."))
    return redirect("library_questions")


@page_for(*READERS)
@require_http_methods(["GET", "POST"])
def library_question(request: HttpRequest, key: str) -> HttpResponse:
    """One question in other words, another phase or another kind."""
    _may_write_or_403(request)
    question = _question(key)
    form = QuestionForm(request.POST if request.method == "POST" else None, question=question)
    if form.is_valid():
        own_questions.change_question(request.user, question, **form.question)
        messages.success(request, _("It is changed. What was asked before keeps its words."))
        return redirect("library_questions")
    context = {"form": form, "question": question, "is_own": own_questions.is_own(question)}
    return render(request, "practice/library_question.html", context)


@page_for(*READERS)
@require_POST
def library_question_away(request: HttpRequest, key: str) -> HttpResponse:
    """Suggest it no more, or again."""
    _may_write_or_403(request)
    form = AwayForm(request.POST)
    is_away = form.is_valid() and form.cleaned_data["is_away"]
    own_questions.put_away(request.user, _question(key), is_away=is_away)
    away = _("It is put away. Plans do not suggest it.")
    messages.success(request, away if is_away else _("Plans can suggest it again."))
    if is_away:
        offer_undo(request, reverse("library_question_away", args=[key]))
    return redirect("library_questions")


def _may_write(request: HttpRequest) -> bool:
    return request.user.has_role(*EDITORS)  # type: ignore[union-attr] # page_for asks first


def _may_write_or_403(request: HttpRequest) -> None:
    if not _may_write(request):
        raise PermissionDenied


def _question(key: str) -> Question:
    found = next((row for row in own_questions.all_questions() if row.key == key), None)
    if found is None:
        raise Http404
    return found


def _list(request: HttpRequest, form: QuestionForm) -> HttpResponse:
    rows = own_questions.all_questions()
    phases = dict(phase_choices())
    groups: dict[str, list[Any]] = {key: [] for key in phases}
    for row in rows:
        names = [str(KINDS.get(tag, tag)) for tag in row.tags]
        groups.setdefault(row.phase_key, []).append((row, names, own_questions.is_own(row)))
    context = {
        "groups": [(phases.get(key, key), found) for key, found in groups.items() if found],
        "form": form,
        "may_write": _may_write(request),
    }
    return render(request, "practice/library_questions.html", context)
