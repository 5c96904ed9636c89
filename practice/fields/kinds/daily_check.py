"""daily_check: a tap a day while an experiment runs; a day without one leaves no mark."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from practice.fields.base import Example, FieldSpec, Value
from practice.fields.recorded import Recorded
from practice.fields.shapes import (
    Option,
    is_key,
    offers,
    want_date,
    want_entries,
    want_id,
    want_key,
    want_object,
    want_text,
    words,
)
from practice.fields.texts import labels_of, one_line, plain_date

# Well over a year of days. A day without a tap is not stored as missed, so nobody can count them.
MOST_CHECKS = 500
NOTE_LIMIT = 500


class DailyCheck(Recorded):
    """{"checks": [{"id": uuid, "on": "2026-03-05", "choice": key, "note": str}]}."""

    name = "daily_check"
    reason = _("Daily checks cannot be given on the page yet. The paper version can be printed.")
    paper_rows = 7
    options = {
        "experiment_field": Option(
            "the key of the experiment's field", is_key, required=True, form="pick:field"
        ),
        "choices": offers(required=True),
        "note": words(),
    }

    def _labels(self, spec: FieldSpec, language: str) -> dict[str, str]:
        return labels_of(spec.options["choices"], language)

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        checks = want_entries(value, "checks", MOST_CHECKS, partial(self._clean_check, spec))
        return {"checks": checks} if checks else None

    def _clean_check(self, spec: FieldSpec, check: Any) -> dict[str, str]:
        given = want_object(check, ["id", "on", "choice"], ["note"])
        return {
            "id": want_id(given["id"]),
            "on": want_date(given["on"]),
            "choice": want_key(given["choice"], self._labels(spec, "")),
            "note": want_text(given.get("note", ""), NOTE_LIMIT),
        }

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        labels = self._labels(spec, language)
        lines: list[str] = []
        for check in value["checks"]:
            told = f"{plain_date(check['on'])}: {labels[check['choice']]}"
            note = one_line(check["note"])
            lines.append(f"{told}. {note}" if note else told)
        return lines

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        return [" / ".join(self._labels(spec, language).values())]

    def example(self) -> Example:
        labels = {"noticed": "I noticed something", "not_come_up": "It did not come up"}
        options = {
            "experiment_field": "experiment",
            "choices": [{"key": key, "label": {"en": words_}} for key, words_ in labels.items()],
            "note": {"en": "What was it?"},
        }
        check = {
            "id": "a8c6e4d2-0b1f-4a3e-95d7-6c8b0a2f4e08",
            "on": "2026-03-05",
            "choice": "noticed",
            "note": "She smiled at the tea",
        }
        return Example(options, {"checks": [check]})


KIND = DailyCheck()
