"""experiment: something small to try for a few days, to learn from; it cannot go wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from practice.fields.base import WHOLE, Example, FieldSpec, Value
from practice.fields.parts import (
    PART_KINDS,
    check_parts,
    clean_parts,
    part_lines,
    part_specs,
)
from practice.fields.recorded import Recorded
from practice.fields.shapes import (
    offers,
    raw_parts,
    want_key,
    want_object,
    want_text,
    want_whole,
    whole,
)
from practice.fields.texts import labelled, labels_of, one_line

LONGEST = 366  # days
EVENT_LIMIT = 500


class Experiment(Recorded):
    """{"parts": {...}, "frequency": key, "event"?: str, "length_days"?: int}."""

    name = "experiment"
    reason = _("An experiment cannot be planned on the page yet. The paper version can be printed.")
    paper_rows = 2
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

    def _frequencies(self, spec: FieldSpec, language: str) -> dict[str, str]:
        return labels_of(spec.options["frequencies"], language)

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        given = want_object(value, ["parts", "frequency"], ["event", "length_days"])
        days = given.get("length_days", self.option(spec, "length_days"))
        return {
            "parts": clean_parts(self.parts(spec), given["parts"]),
            "frequency": want_key(given["frequency"], self._frequencies(spec, "")),
            "event": want_text(given.get("event", ""), EVENT_LIMIT),
            "length_days": want_whole(days, 1, LONGEST),
        }

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        often = self._frequencies(spec, language)[value["frequency"]]
        event = one_line(value["event"])
        days = ngettext("%(days)s day", "%(days)s days", value["length_days"])
        return [
            *part_lines(self.parts(spec), value["parts"], language),
            *labelled(gettext("How often"), [f"{often} ({event})" if event else often]),
            *labelled(gettext("For"), [days % {"days": value["length_days"]}]),
        ]

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        often = " / ".join(self._frequencies(spec, language).values())
        return [*super().paper_prompts(spec, language), often]

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


KIND = Experiment()
