"""How one exercise draws on another: what a field takes from, what it took, what it offers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from practice.fields import registry
from practice.fields.base import FieldSpec, Offered, Taken, Value

Origin = tuple[str, str]  # exercise key, field key


def sources(spec: FieldSpec) -> list[Origin]:
    """Every field that this one takes entries from, itself or in a part of its entries."""
    kind = registry.get(spec.kind)
    return [*kind.sources(spec), *(one for part in kind.parts(spec) for one in sources(part))]


def origins(spec: FieldSpec) -> list[Origin]:
    """Its sources, and the kinds of kept words that it takes as well."""
    kind = registry.get(spec.kind)
    return [*kind.origins(spec), *(one for part in kind.parts(spec) for one in origins(part))]


def taken(spec: FieldSpec, value: Value | None) -> Iterator[Taken]:
    """Everything that a value took up; what a part took counts as taken by its whole entry."""
    kind = registry.get(spec.kind)
    if value is None:
        return
    origins = kind.sources(spec)
    yield from (replace(one, origin=origins[0]) for one in kind.taken(spec, value))
    parts = {part.key: part for part in kind.parts(spec)}
    for entry, values in kind.nested(spec, value):
        for key in values.keys() & parts.keys():
            yield from (replace(one, entry=entry) for one in taken(parts[key], values[key]))


def offering(spec: FieldSpec, offered: Iterable[Offered]) -> FieldSpec:
    """The field with what a person may pick in it, and in the parts of its entries."""
    known = set(origins(spec))
    return replace(spec, offered=tuple(one for one in offered if one.origin in known))
