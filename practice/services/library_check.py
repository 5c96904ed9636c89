"""Checks library files before anything is loaded; every fault names file, place and remedy."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

from django.utils.translation import gettext as _

from practice.fields import registry
from practice.fields.errors import FieldError
from practice.services.library_chain import never_filled
from practice.services.library_file import LibraryError, read
from practice.services.library_keeping import keeping_faults
from practice.services.library_shapes import (
    ANCHORS,
    EXERCISE,
    EXERCISE_MAY,
    HEAD,
    NOTHING,
    OBJECTS,
    PHASE,
    PROGRAMME,
    QUESTION,
    SCALE,
    SCALE_MAY,
    SECTION,
    SECTION_FIELD,
    SECTION_FIELD_MAY,
    SECTION_MAY,
    SLUGS,
    VERSION,
    WHOLE,
    Shape,
)

__all__ = ["Fault", "LibraryError", "read"]
Json = Mapping[str, Any]


class Fault(str):
    """A sentence that names file, place and remedy; and the place for a form to show it at."""

    what: str  # the sentence without its place
    exercise: str
    field: str
    at: str  # what in the exercise or field is meant, such as "title" or "options.min"

    def __new__(
        cls, where: str, what: str, *, exercise: str = "", field: str = "", at: str = ""
    ) -> Self:
        made = super().__new__(cls, f"{where}: {what}")
        made.what, made.exercise, made.field, made.at = what, exercise, field, at
        return made


def programme_faults(name: str, data: Json) -> Iterator[Fault]:
    """Faults of a programme file, each as a sentence."""
    wrong = list(_shape_faults(name, data, PROGRAMME, VERSION))
    yield from wrong
    if wrong:
        return
    yield from _twice(name, data["phases"], "phase")
    for phase in data["phases"]:
        key = phase.get("key", "?")
        for fault in _shape_faults(f"{name}, phase {key}", phase, PHASE):
            fault.at = f"phases.{key}.{fault.at}"
            yield fault
    rows = [row for phase in data["phases"] for row in _objects(phase.get("exercises"))]
    yield from _twice(name, rows, "exercise")
    known = {str(row.get("key")): _field_keys(row) for row in rows}
    for row in rows:
        yield from exercise_faults(name, row, known)
    yield from _circles(name, rows)


def exercise_faults(name: str, data: Json, known: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Faults of one exercise, `known` being all exercises of its file with their field keys."""
    key = str(data.get("key", "?"))
    where = f"{name}, exercise {key}"
    wrong = list(_shape_faults(where, data, EXERCISE, EXERCISE_MAY))
    for fault in wrong or _exercise_faults(where, data, known):
        fault.exercise = key
        yield fault


def _exercise_faults(where: str, data: Json, known: Mapping[str, set[str]]) -> Iterator[Fault]:
    default = data["default_audience"]
    if default not in data["audiences"]:
        what = _("default_audience %(default)r is not among its audiences; add it there.")
        yield Fault(where, what % {"default": default}, at="default_audience")
    if default in ("all", "partners") and "individual" in data["who"]:
        what = _("no default reaches the partner; use therapist or self.")
        yield Fault(where, what, at="default_audience")
    for fed in data.get("feeds", []):
        if fed not in known:
            what = _("feeds %(fed)r, which is no exercise here; correct or remove it.")
            yield Fault(where, what % {"fed": fed}, at="feeds")
    yield from _finish_faults(where, data.get("finish"), _field_keys(data))
    for what, at in keeping_faults(data, _field_keys(data)):
        yield Fault(where, what, at=at)
    yield from _field_faults(where, data["fields"], known)


def _finish_faults(where: str, finish: Json | None, fields: set[str]) -> Iterator[Fault]:
    if finish is None:
        return
    wrong = list(_shape_faults(f"{where}, finish", finish, {"at_least": WHOLE}, {"of": SLUGS}))
    for fault in wrong:
        fault.at = f"finish.{fault.at}"
        yield fault
    unknown = [] if wrong else sorted(set(finish.get("of", [])) - fields)
    if unknown:
        what = _("%(where)s names no field of it: %(keys)s; correct or remove them.")
        yield Fault(where, what % {"where": "finish", "keys": unknown}, at="finish.of")


def _field_faults(where: str, fields: list[Json], known: Mapping[str, set[str]]) -> Iterator[Fault]:
    yield from _twice(where, fields, "field")
    for raw in fields:
        key = str(raw.get("key"))
        try:
            spec = registry.field(raw, where=where)
        except FieldError as error:
            yield Fault(error.where, error.message, field=key, at=error.at)
            continue
        # An entry of a list may pick from elsewhere in one of its parts.
        for part in [spec, *registry.get(spec.kind).parts(spec)]:
            for exercise, field in registry.get(part.kind).sources(part):
                if field not in known.get(exercise, ()):
                    what = _("picks from %(source)s, which is not in this file.")
                    what %= {"source": f"{exercise}.{field}"}
                    yield Fault(f"{where}, field {key}", what, field=key, at="options.source")


def _circles(name: str, rows: list[Json]) -> Iterator[Fault]:
    """Fields that pick from each other alone, so that nobody could ever put anything in."""
    sources = {
        (str(row.get("key")), str(raw.get("key"))): _picked_from(raw)
        for row in rows
        for raw in _objects(row.get("fields"))
    }
    for exercise, field in never_filled(sources):
        # A source that is not there at all has been told already.
        if any(one in sources for one in sources[exercise, field]):
            where = f"{name}, exercise {exercise}, field {field}"
            what = _(
                "can never be filled: what it picks from picks in a circle; add another source."
            )
            yield Fault(where, what, exercise=exercise, field=field, at="options.source")


def _picked_from(raw: Json) -> list[tuple[str, str]]:
    try:
        spec = registry.field(raw)
    except FieldError:
        return []  # told already; what it cannot say is no circle
    # What was kept elsewhere is a way in of its own.
    return [] if spec.options.get("kept") else registry.get(spec.kind).sources(spec)


def bank_faults(name: str, data: Json) -> Iterator[Fault]:
    """Faults of a question bank file."""
    yield from _shape_faults(name, data, {**HEAD, "questions": OBJECTS}, VERSION)
    questions = _objects(data.get("questions"))
    yield from _twice(name, questions, "question")
    for row in questions:
        yield from _shape_faults(f"{name}, question {row.get('key', '?')}", row, QUESTION)


def template_faults(name: str, data: Json) -> Iterator[Fault]:
    """Faults of a note template file."""
    yield from _shape_faults(name, data, {**HEAD, "sections": OBJECTS}, VERSION)
    sections = _objects(data.get("sections"))
    yield from _twice(name, sections, "section")
    for row in sections:
        where = f"{name}, section {row.get('key', '?')}"
        yield from _shape_faults(where, row, SECTION, SECTION_MAY)
        fields = _objects(row.get("fields"))
        yield from _twice(where, fields, "field")
        for field in fields:
            place = f"{where}, field {field.get('key', '?')}"
            yield from _shape_faults(place, field, SECTION_FIELD, SECTION_FIELD_MAY)


def scales_faults(name: str, data: Json) -> Iterator[Fault]:
    """Faults of the file of scales."""
    yield from _shape_faults(name, data, {"scales": OBJECTS}, VERSION)
    scales = _objects(data.get("scales"))
    yield from _twice(name, scales, "scale")
    for row in scales:
        where = f"{name}, scale {row.get('key', '?')}"
        wrong = list(_shape_faults(where, row, SCALE, SCALE_MAY))
        yield from wrong
        if wrong:
            continue
        yield from _shape_faults(f"{where}, anchors", row["anchors"], ANCHORS)
        if not 0 < row["step"] <= row["high"] - row["low"]:
            yield Fault(where, _("low must be under high, and step fit between them."))


def _shape_faults(
    where: str, data: Json, must: Mapping[str, Shape], may: Mapping[str, Shape] = NOTHING
) -> Iterator[Fault]:
    for name in must:
        if name not in data:
            what = _("%(name)s is missing; give %(expected)s.")
            what %= {"name": name, "expected": must[name].expected}
            yield Fault(where, what, at=name)
    for name, value in data.items():
        shape = must.get(name) or may.get(name)
        if shape is None:
            what = _("%(name)r is not known here; correct or remove it.") % {"name": name}
            yield Fault(where, what, at=name)
        elif not shape.accepts(value):
            what = _("%(name)s must be %(expected)s.")
            yield Fault(where, what % {"name": name, "expected": shape.expected}, at=name)


def _twice(where: str, rows: list[Json], what: str) -> Iterator[Fault]:
    keys = [str(row.get("key")) for row in rows]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        told = _("%(what)s %(key)r stands twice; give each a key of its own.")
        yield Fault(where, told % {"what": what, "key": key})


def _objects(value: object) -> list[Json]:
    """The objects of a list, whatever else was written there."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _field_keys(exercise: Json) -> set[str]:
    return {str(field.get("key")) for field in _objects(exercise.get("fields"))}
