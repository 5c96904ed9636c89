"""experiment: something small to try for a few days, to learn from; it cannot go wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice.fields.base import WHOLE, Example, FieldSpec, Posted, Value, posted_text
from practice.fields.paper import OnPaper
from practice.fields.parts import (
    PART_KINDS,
    check_parts,
    clean_parts,
    part_contexts,
    part_lines,
    part_specs,
    read_parts,
)
from practice.fields.rhythm import Plan, Rhythm
from practice.fields.rows import posted_whole
from practice.fields.shapes import (
    offers,
    raw_parts,
    want_key,
    want_object,
    want_text,
    want_whole,
    whole,
)
from practice.fields.texts import labelled, labels_of, one_line, too_long

LONGEST = 366  # days
EVENT_LIMIT = 500
# The one frequency with a meaning here: it has no days, it goes on as long as the event comes.
PER_EVENT = "per_event"


class Experiment(Plan, OnPaper):
    """{"parts": {...}, "frequency": key or "", "event": str, "length_days": int}.

    Half a plan is a plan: how often, and which event, may stay open.
    """

    name = "experiment"
    options = {
        "parts": raw_parts(required=True),
        "frequencies": offers(required=True),
        "length_days": whole(1, LONGEST, 3),
    }

    def check_options(self, options: Mapping[str, Any], where: str) -> None:
        super().check_options(options, where)
        check_parts(options["parts"], PART_KINDS, f"{where}, option parts")

    def parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        return part_specs(spec.options["parts"], spec.offered)

    def nested(self, spec: FieldSpec, value: Value) -> list[tuple[str, dict[str, Any]]]:
        return [(WHOLE, value["parts"])]

    def rhythm(self, value: Value) -> Rhythm:
        often = value["frequency"]
        days = None if often == PER_EVENT else value["length_days"]
        return Rhythm(often, value["event"], days)

    def _frequencies(self, spec: FieldSpec, language: str) -> dict[str, str]:
        return labels_of(spec.options["frequencies"], language)

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        parts, errors = read_parts(self.parts(spec), data, prefix)
        often, event, length = (
            posted_text(data, f"{prefix}-{name}") for name in ("frequency", "event", "length")
        )
        known = self._frequencies(spec, "")
        value = {"parts": parts, "frequency": often if often in known else ""}
        value["event"] = event if event.strip() else ""
        days: int | str = posted_whole(length.strip()) or length.strip()
        # The length stands in the form beforehand, so that it alone says nothing.
        if not any(value.values()) and days in ("", self.option(spec, "length_days")):
            return None, []
        errors += filter(None, [too_long(event, EVENT_LIMIT), _length_fault(days)])
        return value | {"length_days": days or self.option(spec, "length_days")}, errors

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        given = want_object(value, ["parts"], ["frequency", "event", "length_days"])
        usual, event = (
            self.option(spec, "length_days"),
            want_text(given.get("event", ""), EVENT_LIMIT),
        )
        cleaned = {
            "parts": clean_parts(self.parts(spec), given["parts"]),
            "frequency": want_key(given.get("frequency", ""), ["", *self._frequencies(spec, "")]),
            "event": event if event.strip() else "",
            "length_days": want_whole(given.get("length_days", usual), 1, LONGEST),
        }
        return None if cleaned == _blank(usual) else cleaned

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        often = self._frequencies(spec, language).get(value["frequency"], "")
        event = one_line(value["event"])
        told = f"{often} ({event})" if often and event else often or event
        return [
            *part_lines(self.parts(spec), value["parts"], language),
            *labelled(_("How often"), [told] * bool(told)),
            *labelled(_("For"), _length(self.rhythm(value).days)),
        ]

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        often = " / ".join(self._frequencies(spec, language).values())
        return [*super().paper_prompts(spec, language), often]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        value = value or _blank(self.option(spec, "length_days"))
        return {
            "parts": part_contexts(self.parts(spec), value["parts"], language, prefix),
            "frequencies": [
                {"key": key, "label": label, "checked": key == value["frequency"]}
                for key, label in self._frequencies(spec, language).items()
            ],
            "event": value["event"],
            "length": value["length_days"],
        }

    def example(self) -> Example:
        labels = {"per_day": "Every day", "per_event": "Each time it happens"}
        action = {"key": "action", "kind": "short_text", "prompt": {"en": "What will you do?"}}
        options = {
            "parts": [{**action, "required": True}],
            "frequencies": [{"key": key, "label": {"en": words}} for key, words in labels.items()],
            "length_days": 3,
        }
        value = {
            "parts": {"action": {"text": "Send a short message"}},
            "frequency": "per_event",
            "event": "before we part",
            "length_days": 7,
        }
        return Example(options, value)


def _blank(days: int) -> Value:
    return {"parts": {}, "frequency": "", "event": "", "length_days": days}


def _length(days: int | None) -> list[str]:
    """How long in words; nothing where it goes on as long as its event comes."""
    if days is None:
        return []
    return [ngettext("%(days)s day", "%(days)s days", days) % {"days": days}]


def _length_fault(days: int | str) -> str:
    """The message for a length that is none; an empty one means the usual length."""
    if days == "" or (isinstance(days, int) and 1 <= days <= LONGEST):
        return ""
    return _("Please write a number of days from 1 to %(most)s.") % {"most": LONGEST}


KIND = Experiment()
