"""A log as its page shows it: a line to catch a moment, and what was caught, latest first."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from clients.models import Answer
from clients.models.reach import Audience, Reach
from clients.portal.exercise_page import ExercisePage, form_context
from clients.portal.forms.capture import CaptureForm, LookBackForm
from clients.portal.reach_lines import audience_line
from clients.services.entries import SHOWN
from clients.services.finishing import NotYet, low_word_of
from clients.services.reading import is_joint
from practice.fields.base import FieldSpec
from practice.fields.logs import kind_of
from practice.fields.texts import one_line, spoken, text


@dataclass(frozen=True)
class Row:
    """One entry in the list of a log."""

    words: str
    when: str
    names: str
    is_private: bool
    address: str


def log_context(
    page: ExercisePage,
    spec: FieldSpec,
    *,
    start: int = 0,
    form: CaptureForm | None = None,
    early: NotYet | None = None,
) -> dict[str, Any]:
    """The page of a log; `form` holds a line that wants a look."""
    shown = page.entries[:SHOWN]
    context = form_context(page, early=early)
    return context | {
        "line": form or CaptureForm(None, spec, initial={"on": timezone.localdate()}),
        "takes_lines": bool(kind_of(spec).line_limit(spec)),
        "prompt": text(spec.prompt, spoken()),
        "help": text(spec.help, spoken()),
        "other_way": kind_of(spec).other_way(spec, spoken()),
        "has_steps": bool(kind_of(spec).look_back(spec, spoken())),
        "starts": audience_line(page.circle, _starts_for(page, spec)),
        "joint": is_joint(page.assignment, spec),
        "rows": [_row(page, spec, answer) for answer in shown if answer.data],
        "newer": max(start - SHOWN, 0) if start else None,
        "earlier": start + SHOWN if len(page.entries) > SHOWN else None,
        "low_word": low_word_of(page.own),
    }


def look_back_context(
    page: ExercisePage, spec: FieldSpec, step: int, form: LookBackForm | None
) -> dict[str, Any]:
    """One step of the search through earlier times: its question, to be answered and kept."""
    steps = kind_of(spec).look_back(spec, spoken())
    step = min(step, max(len(steps) - 1, 0))
    return {
        "page": page,
        "assignment": page.assignment,
        "exercise": page.assignment.exercise,
        "question": steps[step] if steps else "",
        "step": step,
        "next": step + 1 if step + 1 < len(steps) else None,
        "line": form or LookBackForm(None, spec),
        "key": uuid.uuid4(),
        **audience_line(page.circle, _starts_for(page, spec)),
    }


def _starts_for(page: ExercisePage, spec: FieldSpec) -> Reach:
    """How far the next entry goes: what both gather stands before both from its first word."""
    return Reach(Audience.ALL if is_joint(page.assignment, spec) else page.starts_for)


def _row(page: ExercisePage, spec: FieldSpec, answer: Answer) -> Row:
    value = answer.data[spec.key]
    log = kind_of(spec)
    line = audience_line(page.circle, answer.reach)
    return Row(
        words=one_line(log.entries(spec, value, spoken())[0][1]),
        when=log.when(value),
        names=line["names"],
        is_private=line["audience"] == "self",
        address=reverse("clients:portal_entry", args=[page.assignment.pk, answer.entry]),
    )
