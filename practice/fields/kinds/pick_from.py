"""pick_from: entries of earlier answers, picked again and looked at more closely."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from practice.fields.base import Example, FieldSpec, Taken, Value
from practice.fields.parts import (
    TEXT_KINDS,
    check_parts,
    clean_parts,
    entry_line,
    part_specs,
)
from practice.fields.recorded import Recorded
from practice.fields.shapes import (
    Option,
    is_key,
    raw_parts,
    want_entries,
    want_id,
    want_object,
    want_text,
    whole,
    words,
)
from practice.fields.texts import one_line

MOST_PICKS = 100
KEPT_KINDS = ("words", "protect", "inner")
COPY_LIMIT = 12_000  # as long as the longest text that can be picked


def _listed(source: Any) -> list[Any]:
    """One source is written as itself, several as a list."""
    return source if isinstance(source, list) else [source]


def _names_a_field(source: object) -> bool:
    if not isinstance(source, dict) or set(source) != {"exercise", "field"}:
        return False
    return all(map(is_key, source.values()))


def _is_kept(value: object) -> bool:
    return isinstance(value, list) and all(kind in KEPT_KINDS for kind in value)


def _is_source(value: object) -> bool:
    return value != [] and all(map(_names_a_field, _listed(value)))


class PickFrom(Recorded):
    """{"picks": [{"id": uuid, "from": uuid of what was picked, "text": its copy, "parts": {}}]}."""

    # The copy stays readable when the answer it came from is changed, unshared or deleted.
    name = "pick_from"
    reason = _("Picking from earlier answers is not ready yet. It can be done on paper.")
    options = {
        "source": Option('{"exercise": "...", "field": "..."} or a list of such', _is_source,
                         required=True, form="ticks:source"),
        "kept": Option(f"a list of some of {', '.join(KEPT_KINDS)}", _is_kept, (),
                       form="ticks:kept"),
        "min": whole(0, MOST_PICKS, 1),
        "max": whole(1, MOST_PICKS),
        "each": raw_parts(),
        "under_min": words(),
    }  # fmt: skip

    def check_options(self, options: Mapping[str, Any], where: str) -> None:
        super().check_options(options, where)
        check_parts(options.get("each"), TEXT_KINDS, f"{where}, option each")

    def parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        return part_specs(spec.options.get("each"))

    def sources(self, spec: FieldSpec) -> list[tuple[str, str]]:
        """(exercise key, field key) of each field that can be picked from."""
        listed = _listed(spec.options["source"])
        return [(entry["exercise"], entry["field"]) for entry in listed]

    def kept(self, spec: FieldSpec) -> list[str]:
        return list(self.option(spec, "kept"))

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        most = self.option(spec, "max") or MOST_PICKS
        picks = want_entries(value, "picks", most, partial(self._clean_pick, spec))
        return {"picks": picks} if picks else None

    def _clean_pick(self, spec: FieldSpec, pick: Any) -> dict[str, Any]:
        given = want_object(pick, ["id", "from", "text"], ["parts"])
        return {
            "id": want_id(given["id"]),
            "from": want_id(given["from"]),
            "text": want_text(given["text"], COPY_LIMIT),
            "parts": clean_parts(self.parts(spec), given.get("parts", {})),
        }

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        return len(value["picks"] if value else []) >= self.option(spec, "min")

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        return [(pick["id"], pick["text"]) for pick in value["picks"]]

    def taken(self, spec: FieldSpec, value: Value) -> list[Taken]:
        return [Taken(pick["id"], pick["from"], pick["text"]) for pick in value["picks"]]

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        lines: list[str] = []
        for pick in value["picks"]:
            lines += entry_line(one_line(pick["text"]), self.parts(spec), pick["parts"], language)
        return lines

    def example(self) -> Example:
        part = {"key": "did", "kind": "long_text", "prompt": {"en": "What did you do?"}}
        options = {
            "source": {"exercise": "exception_log", "field": "entries"},
            "min": 1,
            "max": 5,
            "each": [part],
        }
        pick = {
            "id": "5e9b7d23-1c4f-4d6a-b8e0-7a9c2f4e6d07",
            "from": "2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05",
            "text": "Cooking on Sunday",
            "parts": {"did": {"text": "I hummed.\nShe joined in."}},
        }
        return Example(options, {"picks": [pick]})


KIND = PickFrom()
