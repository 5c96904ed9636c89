"""Finds the field kinds and checks the library's fields against them; holds no kind itself."""

import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from practice.fields import kinds as package
from practice.fields.base import FieldSpec, Kind
from practice.fields.errors import FieldError


@cache
def all_kinds() -> Mapping[str, Kind]:
    """Every kind by name, from the modules of `practice/fields/kinds/`."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(package.__path__):
        made = import_module(f"{package.__name__}.{module.name}").KIND
        if made.name != module.name:
            raise FieldError(module.name, f"the kind calls itself {made.name}; use one name.")
        found[made.name] = made
    return found


def get(name: str) -> Kind:
    """The kind of that name; FieldError for one that does not exist."""
    try:
        return all_kinds()[name]
    except KeyError:
        message = f"there is no field kind {name!r}; use one of {', '.join(names())}."
        raise FieldError("", message) from None


def names() -> list[str]:
    return sorted(all_kinds())


def choices() -> list[tuple[str, str]]:
    """For model fields: handed over as a callable, so that a new kind makes no migration."""
    return [(name, name.replace("_", " ").capitalize()) for name in names()]


def field(raw: Mapping[str, Any], *, where: str = "") -> FieldSpec:
    """One field of the library with its kind and options checked; FieldError says what to mend."""
    spec = FieldSpec.from_json(raw, where=where)
    place = f"{where}, field {spec.key}".removeprefix(", ")
    if spec.kind not in all_kinds():
        raise FieldError(place, f"kind {spec.kind!r} is unknown; use one of {', '.join(names())}.")
    get(spec.kind).check_options(spec.options, place)
    return spec


def fields(raw: Sequence[Mapping[str, Any]], *, where: str = "") -> list[FieldSpec]:
    """All fields of one exercise, checked; a key may stand only once."""
    specs = [field(entry, where=where) for entry in raw]
    for number, spec in enumerate(specs):
        if any(other.key == spec.key for other in specs[:number]):
            raise FieldError(where, f"field {spec.key} comes twice; give each a key of its own.")
    return specs
