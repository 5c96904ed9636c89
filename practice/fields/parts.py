"""Fields inside the entries of a field (a pattern's description, a log entry's thoughts).

A part is a FieldSpec of its own; its value is exactly what its kind stores, None left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from practice.fields import registry
from practice.fields.base import FieldSpec, Offered, Posted
from practice.fields.errors import FieldError
from practice.fields.shapes import want_object
from practice.fields.texts import labelled, text

TEXT_KINDS = ("short_text", "long_text")
PART_KINDS = (*TEXT_KINDS, "choice", "pick_from")
# Entries post these beside their parts, under the same prefix.
RESERVED = (
    "id", "text", "delete", "count", "own", "date", "words", "other",
    "frequency", "event", "length",
)  # fmt: skip


def part_specs(
    raw: Sequence[Mapping[str, Any]] | None, offered: Sequence[Offered] = ()
) -> tuple[FieldSpec, ...]:
    """The parts as fields, each with those of the `offered` entries that it may take up."""
    parts = (FieldSpec.from_json(part) for part in raw or ())
    return tuple(_offering(part, offered) if offered else part for part in parts)


def _offering(part: FieldSpec, offered: Sequence[Offered]) -> FieldSpec:
    known = registry.get(part.kind).origins(part)
    return replace(part, offered=tuple(one for one in offered if one.origin in known))


def check_parts(raw: Sequence[Mapping[str, Any]] | None, kinds: Sequence[str], where: str) -> None:
    """Raise FieldError for a part that is not a field of one of these kinds."""
    for part in registry.fields(raw or (), where=where):
        if part.kind not in kinds:
            message = f"part {part.key} is a {part.kind}; use one of {', '.join(kinds)}."
            raise FieldError(where, message)
        if part.key in RESERVED:
            raise FieldError(where, f"part {part.key} needs another key; that one is taken.")


def read_parts(
    specs: Sequence[FieldSpec], data: Posted, prefix: str
) -> tuple[dict[str, Any], list[str]]:
    """The posted parts of one entry, with messages."""
    values: dict[str, Any] = {}
    errors: list[str] = []
    for part in specs:
        value, messages = registry.get(part.kind).read(part, data, f"{prefix}-{part.key}")
        errors += messages
        if value is not None:
            values[part.key] = value
    return values, errors


def clean_parts(specs: Sequence[FieldSpec], value: Any) -> dict[str, Any]:
    """The parts of one entry in their normal form; ValidationError for other shapes."""
    given = want_object(value, (), [part.key for part in specs])
    cleaned = {
        part.key: registry.get(part.kind).clean_json(part, given[part.key])
        for part in specs
        if part.key in given
    }
    return {key: part for key, part in cleaned.items() if part is not None}


def part_lines(specs: Sequence[FieldSpec], values: Mapping[str, Any], language: str) -> list[str]:
    """The parts as lines, one a part, each behind its prompt."""
    lines: list[str] = []
    for part in specs:
        found = registry.get(part.kind).lines(part, values.get(part.key), language)
        together = " " if part.kind in TEXT_KINDS else "; "
        lines += labelled(text(part.prompt, language), [together.join(found)] * bool(found))
    return lines


def entry_line(
    head: str, specs: Sequence[FieldSpec], values: Mapping[str, Any], language: str
) -> list[str]:
    """One line for a whole entry, so that lists keep entries apart: its parts are rows inside."""
    rows = [head] * bool(head) + part_lines(specs, values, language)
    return ["\n".join(rows)] if rows else []


def part_contexts(
    specs: Sequence[FieldSpec], values: Mapping[str, Any], language: str, prefix: str
) -> list[dict[str, Any]]:
    """What the templates of the parts read; a part is saved with its entry, so no section."""
    # No part has buttons of its own: what sends the form speaks of whole fields.
    return [
        {
            **registry.get(part.kind).context(
                part, values.get(part.key), language, (), f"{prefix}-{part.key}"
            ),
            "section": "",
            "nested": True,
        }
        for part in specs
    ]
