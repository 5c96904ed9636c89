"""An exercise of a draft as people would meet it."""

from collections.abc import Iterator
from typing import Any

from practice.fields import registry
from practice.fields.texts import spoken, text
from practice.forms.library_inputs import fault_at
from practice.services import draft_body
from practice.services.draft_body import Json


def looks(body: Json, key: str) -> dict[str, Any]:
    """The exercise as people meet it; a field that is not right yet is told in its place."""
    row, language = draft_body.tidy_exercise(draft_body.exercise(body, key)), spoken()
    names = ("title", "purpose", "intro", "content_note", "low_word")
    told: dict[str, Any] = {name: text(row.get(name), language) for name in names}
    told["fields"] = []
    for raw in row["fields"]:
        if fault_at(raw, ""):
            told["fields"].append({"title": text(raw["prompt"], language)})
            continue
        spec = registry.field(raw)
        shown = registry.get(spec.kind).context(spec, None, language, prefix=f"look-{spec.key}")
        told["fields"].append(shown)
    told["keeps"] = list(_kept(row))
    return told


def _kept(row: Json) -> Iterator[tuple[str, str]]:
    """What can stay as a habit: the question, and the choice that makes it one at once."""
    fields = {raw["key"]: raw for raw in row["fields"]}
    for one in row.get("keeps") or ():
        field, _dot, choice = str(one.get("chosen", "")).partition(".")
        options = (fields.get(field) or {}).get("options") or {}
        labels = {kept["key"]: kept.get("label") for kept in options.get("choices") or ()}
        if raw := fields.get(one.get("field")):
            yield text(raw["prompt"], spoken()), text(labels.get(choice), spoken())
