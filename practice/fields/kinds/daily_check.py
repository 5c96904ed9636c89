"""daily_check: a tap a day while an experiment runs; a day without one leaves no mark."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from practice.fields.base import Example, FieldSpec, Posted, Value, posted_text
from practice.fields.paper import OnPaper
from practice.fields.rows import Row, posted_rows
from practice.fields.shapes import (
    Option,
    is_day,
    is_key,
    new_id,
    offers,
    want_date,
    want_entries,
    want_id,
    want_key,
    want_object,
    want_text,
    words,
)
from practice.fields.texts import labels_of, one_line, plain_date, text, too_long

# Well over a year of days. A day without a tap is not stored as missed, so nobody can count them.
MOST_CHECKS = 500
NOTE_LIMIT = 500


class DailyCheck(OnPaper):
    """{"checks": [{"id": uuid, "on": "2026-03-05", "choice": key or "", "note": str}]}, by day.

    A note without a choice is one too: nobody has to sort what they noticed.
    """

    name = "daily_check"
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

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        checks: list[dict[str, str]] = []
        errors: list[str] = []
        for row in posted_rows(data, prefix, MOST_CHECKS):
            check, messages = self._read_check(spec, data, row)
            checks += [check] if _is_told(check) else []
            errors += messages if _is_told(check) else []
        return _value_of(checks), errors

    def _read_check(
        self, spec: FieldSpec, data: Posted, row: Row
    ) -> tuple[dict[str, str], list[str]]:
        on, choice, note = (
            posted_text(data, f"{row.prefix}-{name}") for name in ("on", "choice", "note")
        )
        choice = choice if choice in self._labels(spec, "") else ""
        check = {"id": row.id, "on": on or timezone.localdate().isoformat()}
        late = "" if is_day(check["on"]) else _("Please write the day like this: 2026-03-05.")
        messages = list(filter(None, [late, too_long(note, NOTE_LIMIT)]))
        return check | {"choice": choice, "note": note}, messages

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        checks = want_entries(value, "checks", MOST_CHECKS, partial(self._clean_check, spec))
        return _value_of(sorted(filter(_is_told, checks), key=itemgetter("on")))

    def _clean_check(self, spec: FieldSpec, check: Any) -> dict[str, str]:
        given = want_object(check, ["id", "on"], ["choice", "note"])
        return {
            "id": want_id(given["id"]),
            "on": want_date(given["on"]),
            "choice": want_key(given.get("choice", ""), ["", *self._labels(spec, "")]),
            "note": want_text(given.get("note", ""), NOTE_LIMIT),
        }

    def merged(self, spec: FieldSpec, value: Value | None, more: Value | None) -> Value | None:
        """The value with the checks of `more`; one with an id that is there takes its place."""
        held = {check["id"]: check for check in (value or {}).get("checks", [])}
        held |= {check["id"]: check for check in (more or {}).get("checks", [])}
        return self.clean_json(spec, {"checks": list(held.values())})

    def tapped(
        self, spec: FieldSpec, value: Value | None, tap: Mapping[str, str], *, once_a_day: bool
    ) -> Value | None:
        """The value with one more check: {"on", "choice", "note"}.

        Where a day has one, a second tap of that day takes its place, and leaves its note alone
        unless it brings another.
        """
        checks = value["checks"] if value else []
        that_day = [check for check in checks if check["on"] == tap["on"]] if once_a_day else []
        before = that_day[-1] if that_day else {"id": new_id(), "note": ""}
        note = tap["note"] if tap["note"].strip() else before["note"]
        return self.merged(spec, value, {"checks": [{"id": before["id"], **tap, "note": note}]})

    def on_day(self, spec: FieldSpec, value: Value, day: str, language: str) -> list[str]:
        """What was noted for that day, without its date."""
        labels = self._labels(spec, language)
        told = [check for check in value["checks"] if check["on"] == day]
        return [self._told(labels, check) for check in told]

    def first_day(self, value: Value) -> date:
        """When it began: with the first check, whenever the plan was made."""
        return min(date.fromisoformat(check["on"]) for check in value["checks"])

    def taps(self, spec: FieldSpec, language: str) -> dict[str, str]:
        """What one tap can say: key -> label."""
        return self._labels(spec, language)

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        verb, _colon, mark = action.partition(":")
        checks = value["checks"] if value else []
        return _value_of([one for one in checks if verb != "remove" or one["id"] != mark])

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        labels = self._labels(spec, language)
        return [self._line(labels, check) for check in value["checks"]]

    def _line(self, labels: dict[str, str], check: dict[str, str]) -> str:
        return f"{plain_date(check['on'])}: {self._told(labels, check)}"

    def _told(self, labels: dict[str, str], check: dict[str, str]) -> str:
        return ". ".join(filter(None, (labels.get(check["choice"], ""), one_line(check["note"]))))

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        return [" / ".join(self._labels(spec, language).values())]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        today = timezone.localdate().isoformat()
        checks = value["checks"] if value else []
        now = [check for check in checks if check["on"] == today]
        earlier = [check for check in checks if check["on"] != today]
        # The last one of today is changed by the next tap; a second row is for another day.
        rows = [*earlier, *now[:-1], *(now[-1:] or [_blank(today)]), _blank("")]
        shown = [self._row(spec, check, language, f"{prefix}-{n}") for n, check in enumerate(rows)]
        *told, tap, other = shown
        return {
            "told": told,
            "tap": tap,
            "other": other,
            "count": len(rows),
            "note": text(self.option(spec, "note"), language),
        }

    def _row(
        self, spec: FieldSpec, check: dict[str, str], language: str, prefix: str
    ) -> dict[str, Any]:
        labels = self._labels(spec, language)
        return {
            **check,
            "prefix": prefix,
            "line": self._line(labels, check) if is_day(check["on"]) else check["note"],
            "choices": [
                {"key": key, "label": label, "checked": key == check["choice"]}
                for key, label in labels.items()
            ],
        }

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


def _is_told(check: dict[str, str]) -> bool:
    return bool(check["choice"] or check["note"].strip())


def _blank(on: str) -> dict[str, str]:
    return {"id": new_id(), "on": on, "choice": "", "note": ""}


def _value_of(checks: list[dict[str, str]]) -> Value | None:
    return {"checks": checks} if checks else None


KIND = DailyCheck()
