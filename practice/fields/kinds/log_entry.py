"""log_entry: moments as they come, with a date or a time in words; "nothing better" counts too."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, override

from practice.fields import registry
from practice.fields.base import Example, FieldSpec, Posted, Value, posted_text
from practice.fields.errors import FieldError
from practice.fields.logs import Log
from practice.fields.paper import OnPaper
from practice.fields.parts import (
    TEXT_KINDS,
    check_parts,
    clean_parts,
    entry_line,
    part_contexts,
    part_specs,
    read_parts,
)
from practice.fields.rows import Row, posted_rows
from practice.fields.shapes import (
    Option,
    flag,
    is_day,
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
from practice.fields.texts import is_text_map, one_line, plain_date, text, too_long

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


class LogEntry(Log, OnPaper):
    """{"entries": [{"id", "when": {"date"} or {"words"}, "parts": {...}, "nothing_better"}]}.

    nothing_better asks the alternative parts first. Words of both ways may stand in one entry: who
    ticks a box after writing loses nothing. A page shows one entry, and more where more are stored.
    """

    name = "log_entry"
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
        twice = {part["key"] for part in options["parts"]} & {part["key"] for part in other or ()}
        if twice:
            message = f"option alternative has {sorted(twice)} as the parts do; use other keys."
            raise FieldError(where, message)

    def parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        return part_specs(spec.options["parts"])

    def _other_parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        return part_specs((spec.options.get("alternative") or {}).get("parts"))

    def _entry_parts(self, spec: FieldSpec, nothing_better: bool) -> Sequence[FieldSpec]:
        """All parts, those of the way that was chosen first."""
        usual, other = self.parts(spec), self._other_parts(spec)
        return [*other, *usual] if nothing_better else [*usual, *other]

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        entries: list[dict[str, Any]] = []
        errors: list[str] = []
        for row in posted_rows(data, prefix, MOST_ENTRIES):
            entry, messages = self._read_entry(spec, data, row)
            entries += [entry] if entry else []
            errors += messages
        return {"entries": entries} if entries else None, errors

    def _read_entry(
        self, spec: FieldSpec, data: Posted, row: Row
    ) -> tuple[dict[str, Any] | None, list[str]]:
        usual, errors = read_parts(self.parts(spec), data, row.prefix)
        other, more = read_parts(self._other_parts(spec), data, f"{row.prefix}-other")
        has_other = bool(self._other_parts(spec))
        nothing_better = has_other and bool(data.get(f"{row.prefix}-other"))
        when, late = self._read_when(spec, data, row.prefix)
        # The day stands in the form beforehand, so that it alone says nothing.
        if not (usual or other or nothing_better or "words" in when):
            return None, []
        entry = {"id": row.id, "when": when, "parts": usual | other}
        return entry | {"nothing_better": nothing_better}, [*late, *errors, *more]

    def _read_when(
        self, spec: FieldSpec, data: Posted, prefix: str
    ) -> tuple[dict[str, str], list[str]]:
        """The time in words, where some were typed; else the day, and today where there is none."""
        day, said = (posted_text(data, f"{prefix}-{name}") for name in ("date", "words"))
        if self.option(spec, "vague_when") and not said.strip() and not is_day(day):
            said = day  # a browser without a calendar sends whatever was typed
        if self.option(spec, "vague_when") and said.strip():
            return {"words": said}, list(filter(None, [too_long(said, WHEN_LIMIT)]))
        if day and not is_day(day):
            return {"date": day}, [gettext("Please write the day like this: 2026-03-05.")]
        return {"date": day or timezone.localdate().isoformat()}, []

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

    def captured(
        self, spec: FieldSpec, line: str, when: date | str, *, is_hard: bool = False
    ) -> Value | None:
        is_hard = is_hard and bool(spec.options.get("alternative"))
        first = self._line(spec, is_hard)
        if first is None or not line.strip():
            return None
        said = {"words": when} if isinstance(when, str) else {"date": when.isoformat()}
        entry = {"id": new_id(), "when": said, "parts": {first.key: {"text": line}}}
        return self.clean_json(spec, {"entries": [{**entry, "nothing_better": is_hard}]})

    def line_limit(self, spec: FieldSpec) -> int:
        first = self._line(spec, nothing_better=False)
        return registry.get(first.kind).option(first, "max_length") if first else 0

    def _line(self, spec: FieldSpec, nothing_better: bool) -> FieldSpec | None:
        parts = self._entry_parts(spec, nothing_better)
        return next((part for part in parts if part.kind in TEXT_KINDS), None)

    def other_way(self, spec: FieldSpec, language: str) -> str:
        return text((spec.options.get("alternative") or {}).get("prompt"), language)

    def look_back(self, spec: FieldSpec, language: str) -> list[str]:
        return [text(words_, language) for words_ in self.option(spec, "look_back")]

    def split(self, value: Value) -> dict[str, Value]:
        return {entry["id"]: {"entries": [entry]} for entry in value["entries"]}

    def marked(self, value: Value, mark: str) -> Value:
        return {"entries": [value["entries"][0] | {"id": mark}]}

    def happened_on(self, value: Value) -> date | None:
        written = value["entries"][0]["when"].get("date")
        return date.fromisoformat(written) if written else None

    def when(self, value: Value) -> str:
        return _when(value["entries"][0])

    def texts(self, spec: FieldSpec, value: Value) -> list[str]:
        [entry] = value["entries"]
        parts = self._entry_parts(spec, entry["nothing_better"])
        typed = (entry["parts"].get(part.key) for part in parts if part.kind in TEXT_KINDS)
        return [one["text"] for one in typed if one]

    def tags(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        chosen = [part for part in self.parts(spec) if part.kind not in TEXT_KINDS]
        values = value["entries"][0]["parts"]
        lines = (registry.get(one.kind).lines(one, values.get(one.key), language) for one in chosen)
        return [line for found in lines for line in found]

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        return [(entry["id"], self._words(spec, entry, language)) for entry in value["entries"]]

    def _words(self, spec: FieldSpec, entry: dict[str, Any], language: str) -> str:
        """What the entry is known by: the first of its texts, or its time where it has none."""
        with override(language):
            return next(iter(self.texts(spec, {"entries": [entry]})), self._headline(entry))

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        lines: list[str] = []
        for entry in value["entries"]:
            parts = self._entry_parts(spec, entry["nothing_better"])
            lines += entry_line(self._headline(entry), parts, entry["parts"], language)
        return lines

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        """When, the parts, and the other way in for a time when nothing was better."""
        parts = [*self.parts(spec), *self._other_parts(spec)]
        prompts = [text(part.prompt, language) for part in parts]
        prompts.insert(len(self.parts(spec)), self.other_way(spec, language))
        with override(language):
            when = gettext("When was it? A date, or words such as “last spring”.")
        return [prompt for prompt in (when, *prompts) if prompt]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        blank = {"id": new_id(), "when": {}, "parts": {}, "nothing_better": False}
        entries = value["entries"] if value else [blank]
        return {
            "rows": [
                self._row(spec, entry, language, f"{prefix}-{n}") for n, entry in enumerate(entries)
            ],
            "count": len(entries),
            "has_words": self.option(spec, "vague_when"),
            "other": self.other_way(spec, language),
        }

    def _row(
        self, spec: FieldSpec, entry: dict[str, Any], language: str, prefix: str
    ) -> dict[str, Any]:
        when, values = entry["when"], entry["parts"]
        first, *more = part_contexts(self.parts(spec), values, language, prefix)
        other = self._other_parts(spec)
        return {
            "id": entry["id"],
            "prefix": prefix,
            "is_new": not when,  # the template puts today there, on the clock of whoever reads it
            "date": when.get("date", ""),
            "words": when.get("words", ""),
            "first": first,
            "more": more,
            "has_more": any(part.key in values for part in self.parts(spec)[1:]),
            "nothing_better": entry["nothing_better"],
            "other": part_contexts(other, values, language, f"{prefix}-other"),
        }

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
        cooking, call = "Cooking on Sunday", "I called my sister"
        calm: Value = {"id": "2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05", "nothing_better": False}
        calm |= {"when": {"date": "2026-03-05"}, "parts": {"context": {"text": cooking}}}
        hard: Value = {"id": "c3a1e5f7-6b2d-4f89-a0c4-9d8e7f6b5a06", "nothing_better": True}
        hard |= {"when": {"words": "last spring"}, "parts": {"coped": {"text": call}}}
        return Example(options, {"entries": [calm, hard]})


def _when(entry: dict[str, Any]) -> str:
    when = entry["when"]
    time = plain_date(when["date"]) if "date" in when else one_line(when["words"])
    return time or gettext("Some time")


KIND = LogEntry()
