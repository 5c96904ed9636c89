"""log_entry: moments as they come, with a date or a time in words; "nothing better" counts too."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from practice.fields.base import Example, FieldSpec, Value
from practice.fields.errors import FieldError
from practice.fields.logs import Log
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
    flag,
    list_of_words,
    new_id,
    raw_parts,
    want_date,
    want_entries,
    want_flag,
    want_id,
    want_object,
    want_text,
)
from practice.fields.texts import is_text_map, one_line, plain_date, text

MOST_ENTRIES = 500
# A good moment is often remembered by "last spring"; insisting on a date would lose it.
WHEN_LIMIT = 200
LOG_KINDS = (*TEXT_KINDS, "choice")


def _is_alternative(value: object) -> bool:
    return value is None or (
        isinstance(value, dict)
        and set(value) == {"prompt", "parts"}
        and is_text_map(value["prompt"])
        and isinstance(value["parts"], list)
    )


class LogEntry(Log, Recorded):
    """{"entries": [{"id", "when": {"date"} or {"words"}, "parts": {...}, "nothing_better"}]}.

    An entry with nothing_better answers the alternative parts, the others the usual ones.
    """

    name = "log_entry"
    repeats = True
    reason = _("A running log cannot be filled in on the page yet. It can be printed on paper.")
    paper_rows = 3
    options = {
        "parts": raw_parts(required=True),
        "vague_when": flag(True),
        "alternative": Option(
            '{"prompt": {"en": "..."}, "parts": [...]}',
            _is_alternative,
            form={"prompt": "words", "parts": "parts"},
        ),
        "look_back": list_of_words(),  # steps of a search through the years, one after the other
    }

    def check_options(self, options: Mapping[str, Any], where: str) -> None:
        super().check_options(options, where)
        check_parts(options["parts"], LOG_KINDS, f"{where}, option parts")
        other = (options.get("alternative") or {}).get("parts")
        check_parts(other, LOG_KINDS, f"{where}, option alternative")
        if other is not None and not other:
            raise FieldError(where, "option alternative must have at least one part.")

    def parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        return part_specs(spec.options["parts"])

    def _entry_parts(self, spec: FieldSpec, nothing_better: bool) -> Sequence[FieldSpec]:
        if not nothing_better:
            return self.parts(spec)
        return part_specs((spec.options.get("alternative") or {}).get("parts"))

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        entries = want_entries(value, "entries", MOST_ENTRIES, partial(self._clean_entry, spec))
        return {"entries": entries} if entries else None

    def _clean_entry(self, spec: FieldSpec, entry: Any) -> dict[str, Any]:
        given = want_object(entry, ["id", "when"], ["parts", "nothing_better"])
        nothing_better = want_flag(given.get("nothing_better", False))
        return {
            "id": want_id(given["id"]),
            "when": self._clean_when(spec, given["when"]),
            "parts": clean_parts(self._entry_parts(spec, nothing_better), given.get("parts", {})),
            "nothing_better": nothing_better,
        }

    def _clean_when(self, spec: FieldSpec, when: Any) -> dict[str, str]:
        given = want_object(when, (), ["date", "words"])
        if len(given) != 1:
            raise ValidationError("Expected either a date or words for the time.")
        if "date" in given:
            return {"date": want_date(given["date"])}
        if not self.option(spec, "vague_when"):
            raise ValidationError("Expected a date; this log takes no time in words.")
        return {"words": want_text(given["words"], WHEN_LIMIT)}

    def captured(self, spec: FieldSpec, line: str, when: date | str) -> Value | None:
        first = next(part for part in self.parts(spec) if part.kind in TEXT_KINDS)
        said = {"words": when} if isinstance(when, str) else {"date": when.isoformat()}
        entry = {"id": new_id(), "when": said, "parts": {first.key: {"text": line}}}
        return self.clean_json(spec, {"entries": [entry]}) if line.strip() else None

    def split(self, value: Value) -> dict[str, Value]:
        return {entry["id"]: {"entries": [entry]} for entry in value["entries"]}

    def marked(self, value: Value, mark: str) -> Value:
        return {"entries": [value["entries"][0] | {"id": mark}]}

    def happened_on(self, value: Value) -> date | None:
        written = value["entries"][0]["when"].get("date")
        return date.fromisoformat(written) if written else None

    def when(self, value: Value) -> str:
        return _when(value["entries"][0])

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        return [(entry["id"], self._words(spec, entry, language)) for entry in value["entries"]]

    def _words(self, spec: FieldSpec, entry: dict[str, Any], language: str) -> str:
        """What the entry is known by: the first of its texts, or its time where it has none."""
        parts = self._entry_parts(spec, entry["nothing_better"])
        typed = (entry["parts"].get(part.key) for part in parts if part.kind in TEXT_KINDS)
        with override(language):
            return next((text["text"] for text in typed if text), None) or self._headline(entry)

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        lines: list[str] = []
        for entry in value["entries"]:
            parts = self._entry_parts(spec, entry["nothing_better"])
            lines += entry_line(self._headline(entry), parts, entry["parts"], language)
        return lines

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        """When, the parts, and the other way in for a time when nothing was better."""
        other = spec.options.get("alternative") or {"prompt": None, "parts": []}
        parts = [*self.parts(spec), *part_specs(other["parts"])]
        prompts = [text(part.prompt, language) for part in parts]
        prompts.insert(len(self.parts(spec)), text(other["prompt"], language))
        with override(language):
            when = gettext("When was it? A date, or words such as “last spring”.")
        return [prompt for prompt in (when, *prompts) if prompt]

    def _headline(self, entry: dict[str, Any]) -> str:
        time = _when(entry)
        return f"{time}: {gettext('nothing was better')}" if entry["nothing_better"] else time

    def example(self) -> Example:
        kitchen = {"key": "context", "kind": "short_text", "prompt": {"en": "What was going on?"}}
        coped = {"key": "coped", "kind": "short_text", "prompt": {"en": "How did you get by?"}}
        options = {
            "parts": [{**kitchen, "required": True, "options": {"max_length": 500}}],
            "vague_when": True,
            "alternative": {"prompt": {"en": "Nothing was better"}, "parts": [coped]},
            "look_back": [{"en": "Think of the first weeks."}, {"en": "Think of last year."}],
        }
        calm = {
            "id": "2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05",
            "when": {"date": "2026-03-05"},
            "parts": {"context": {"text": "Cooking on Sunday"}},
            "nothing_better": False,
        }
        hard = {
            "id": "c3a1e5f7-6b2d-4f89-a0c4-9d8e7f6b5a06",
            "when": {"words": "last spring"},
            "parts": {"coped": {"text": "I called my sister"}},
            "nothing_better": True,
        }
        return Example(options, {"entries": [calm, hard]})


def _when(entry: dict[str, Any]) -> str:
    when = entry["when"]
    time = plain_date(when["date"]) if "date" in when else one_line(when["words"])
    return time or gettext("Some time")


KIND = LogEntry()
