"""An exercise without a form: what was written as plain lines, and a sheet of paper to write on."""

from typing import Any

from clients.models import Answer
from clients.portal.exercise_page import ExercisePage, words_of
from clients.portal.reach_lines import answer_lines, audience_line
from clients.services.finishing import low_word_of
from clients.services.reading import is_joint
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.texts import spoken


def lines_context(page: ExercisePage) -> dict[str, Any]:
    """The page without a form: what was written, as plain lines that can be copied."""
    return {
        "page": page,
        "assignment": page.assignment,
        "exercise": page.assignment.exercise,
        "words": words_of(page.assignment),
        "low_word": low_word_of(page.own),
        "parts": [
            {
                **audience_line(page.circle, answer.reach),
                "joint": answer.member_id is None,
                "lines": answer_lines(answer.written(_specs_of(page, answer)), answer.data),
            }
            for answer in page.parts
        ],
    }


def paper_context(page: ExercisePage) -> dict[str, Any]:
    """A sheet to write on."""
    fields = [registry.get(spec.kind).paper(spec, spoken()) for spec in page.specs]
    return {
        "exercise": page.assignment.exercise,
        "words": words_of(page.assignment),
        "fields": fields,
    }


def _specs_of(page: ExercisePage, answer: Answer) -> list[FieldSpec]:
    joint = answer.member_id is None
    return [spec for spec in page.specs if is_joint(page.assignment, spec) is joint]
