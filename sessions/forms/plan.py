"""The fields of the plan page, and what a save that did not go through says about them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice.fields.base import Posted
from practice.services.saving import Clash
from sessions.models import Plan, PlanQuestion
from sessions.services.plans import QUESTION
from sessions.services.sections import Outcome

LABELS: dict[str, tuple[Promise | str, Promise | str]] = {
    "opening": (_("Opening"), _("How the hour begins.")),
    "focus": (_("Focus"), _("What it should be about, at most two things.")),
    "to_offer": (_("Something to offer"), _("One thing to try, or none.")),
}


@dataclass(frozen=True)
class TextRow:
    """One text of the plan with its section, label and trouble, if any."""

    name: str
    label: Promise | str
    hint: Promise | str
    value: str
    errors: list[str] = field(default_factory=list)
    clash: Clash | None = None


@dataclass(frozen=True)
class QuestionRow:
    """One question of the plan, to reword, tick off or take out."""

    name: str
    key: UUID
    words: str
    was_asked: bool
    errors: list[str] = field(default_factory=list)
    clash: Clash | None = None


class PlanActionForm(forms.Form):
    """The buttons of the plan: take a question in, add one's own, take one out."""

    take = forms.UUIDField(required=False)
    remove = forms.UUIDField(required=False)
    own = forms.CharField(required=False)


def text_rows(plan: Plan, posted: Posted, outcome: Outcome | None) -> list[TextRow]:
    """The three texts as stored or, after a save that did not go through, as typed."""
    return [
        TextRow(
            name=name,
            label=label,
            hint=hint,
            value=getattr(plan, name) if outcome is None else str(posted.get(name, "")),
            **_trouble(outcome, name),
        )
        for name, (label, hint) in LABELS.items()
    ]


def question_rows(
    questions: Iterable[PlanQuestion], posted: Posted, outcome: Outcome | None
) -> list[QuestionRow]:
    """The questions of the plan in the same way."""
    rows = []
    for question in questions:
        name = f"{QUESTION}{question.pk}"
        # One that another tab took in was not on this page, so it stands as it is stored.
        is_typed = outcome is not None and posted.get(f"{name}-words") is not None
        rows.append(
            QuestionRow(
                name=name,
                key=question.pk,
                words=str(posted.get(f"{name}-words")) if is_typed else question.words,
                was_asked=bool(posted.get(f"{name}-asked")) if is_typed else question.was_asked,
                **_trouble(outcome, name),
            )
        )
    return rows


def own_question(posted: Posted, outcome: Outcome | None) -> dict[str, Any]:
    """The empty line for a question of one's own, or what was typed into it."""
    if outcome is None:
        return {"value": "", "errors": []}
    return {"value": str(posted.get("own", "")), **_trouble(outcome, "own")}


def _trouble(outcome: Outcome | None, name: str) -> dict[str, Any]:
    if outcome is None:
        return {}
    errors = [message for found in outcome.errors.get(name, {}).values() for message in found]
    return {"errors": errors, "clash": outcome.clashes.get(name)}
