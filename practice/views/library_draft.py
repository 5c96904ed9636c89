"""The editor of a practice's own programmes: every part saves itself, and buttons do the rest."""

import uuid
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from practice.access import page_for, visible_or_404
from practice.fields import registry
from practice.forms import library_draft as editor
from practice.forms.library_acts import wish
from practice.forms.library_choices import languages, more_languages
from practice.forms.library_looks import looks
from practice.forms.library_words import kind_name
from practice.forms.saving import SendForm
from practice.models import ProgrammeDraft
from practice.models.draft import EDITORS
from practice.services import draft_body, drafts
from practice.services.drafts import Outcome
from practice.services.saving import Closed
from practice.views.autosave import answered, is_autosave, takes_autosave
from practice.views.library_told import told


@page_for(*EDITORS)
@require_http_methods(["GET", "POST"])
@takes_autosave
def library_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The head of a draft, its phases, and the exercises in them."""
    draft = visible_or_404(ProgrammeDraft, request.user, pk=pk, is_waiting=False)
    outcome, answer = _written(request, draft)
    if answer is not None:
        return answer
    context = _frame(request, draft, outcome)
    head, *phases = editor.draft_sections(draft, context["body"], context["found"])
    editor.mark([head, *phases], outcome)
    rows = [editor.titles(phase) for phase in context["body"]["phases"]]
    context |= {
        "head": head,
        "phases": list(zip(phases, rows, strict=True)),
        "languages": languages(draft),
        "more_languages": more_languages(draft),
    }
    return render(request, "practice/library_draft.html", context)


@page_for(*EDITORS)
@require_http_methods(["GET", "POST"])
@takes_autosave
def library_draft_exercise(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """One exercise of a draft, and beside it what people will meet."""
    draft = _with_exercise(request, pk, key)
    outcome, answer = _written(request, draft, key)
    if answer is not None:
        return answer
    context = _frame(request, draft, outcome, key)
    opened = editor.opened(request.GET, context["body"], key)
    words, used, *fields = editor.exercise_sections(
        draft, context["body"], key, context["found"], opened
    )
    editor.mark([words, used, *fields], outcome)
    context |= {"words": words, "used": used, "fields": fields, "key_of_exercise": key}
    context["kinds"] = [(kind, kind_name(kind)) for kind in registry.names()]
    context["row"] = draft_body.exercise(context["body"], key)
    context["look"] = looks(context["body"], key)
    return render(request, "practice/library_draft_exercise.html", context)


def _with_exercise(request: HttpRequest, pk: UUID, key: str) -> ProgrammeDraft:
    draft = visible_or_404(ProgrammeDraft, request.user, pk=pk, is_waiting=False)
    if all(row["key"] != key for _phase, row in draft_body.exercises(draft.body)):
        raise Http404
    return draft


def _written(
    request: HttpRequest, draft: ProgrammeDraft, exercise: str = ""
) -> tuple[Outcome | None, HttpResponse | None]:
    """What was sent, saved; and the answer, unless the page is to be shown (again)."""
    if request.method == "GET":
        return None, None
    posted, send = request.POST, SendForm.read(request.POST)
    if is_autosave(request):
        save = partial(_save_part, request, draft, exercise)
        return None, answered(request, save)
    try:
        outcome = drafts.save_all(draft, editor.posted_parts(posted, exercise), base=send.version)
        return outcome, _acted(request, draft, exercise) if outcome.is_whole else None
    except (Closed, ProgrammeDraft.DoesNotExist):
        raise Http404 from None  # published meanwhile; that page gives the words back


def _save_part(request: HttpRequest, draft: ProgrammeDraft, exercise: str) -> dict[str, Any]:
    send = SendForm.read(request.POST)
    part, read = editor.one_part(request.POST, send.section, exercise)
    return drafts.save_part(request.user, draft, part, read, base=send.version, key=send.key)


def _acted(request: HttpRequest, draft: ProgrammeDraft, exercise: str) -> HttpResponse:
    """The button that was pressed, done; then the page again, where it was pressed."""
    draft.refresh_from_db()
    wanted = wish(request.POST, draft, exercise)
    name, args = ("library_draft_exercise", [draft.pk, exercise]) if exercise else (
        "library_draft", [draft.pk],
    )  # fmt: skip
    url = reverse(name, args=args)
    if wanted is None:
        return redirect(url)
    drafts.change(draft, wanted.act, wanted.part)
    return redirect(f"{url}?open={wanted.opens}#{wanted.anchor}")


def _frame(
    request: HttpRequest, draft: ProgrammeDraft, outcome: Outcome | None, exercise: str = ""
) -> dict[str, Any]:
    """What both pages show; after a clash, with what was typed still in its place."""
    parts = editor.posted_parts(request.POST, exercise) if outcome else {}
    draft.refresh_from_db()
    body = editor.with_typed(draft, parts)
    found = draft_body.faults(body)
    return {
        "draft": draft,
        "body": body,
        "found": found,
        "faults": told(draft, body, found),
        "lost": editor.lost_words(request.POST, outcome.gone) if outcome else "",
        "taken_out": editor.taken_out(draft, exercise),
        "key": uuid.uuid4(),
        "crumbs": _crumbs(draft, exercise),
    }


def _crumbs(draft: ProgrammeDraft, exercise: str) -> list[tuple[str, str]]:
    crumbs = [(_("Library"), reverse("library_list"))]
    if exercise:
        crumbs.append((draft.title, reverse("library_draft", args=[draft.pk])))
    return crumbs
