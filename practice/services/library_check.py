"""Checks library files before anything is loaded; every fault names file, place and remedy."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from practice.fields import registry
from practice.fields.base import AUDIENCES
from practice.fields.errors import FieldError
from practice.fields.shapes import is_number, is_whole
from practice.fields.texts import is_text_map

Json = Mapping[str, Any]
Shape = tuple[Callable[[Any], bool], str]  # what is accepted, and how to say so
# How ready two people must be for a joint step, from small acts to talk.
LEVELS = ("side_by_side", "reading", "talking")
MOST_SMALL = 32_767  # what the database's small whole numbers hold


class LibraryError(Exception):
    """What is wrong in library files: one line a fault, nothing of them was loaded."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def _is_slug(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]{1,80}", value) is not None


def _is_small(value: object) -> bool:
    return isinstance(value, int) and is_whole(value) and 0 <= value <= MOST_SMALL


def _is_tenths(value: Any) -> bool:
    return is_number(value) and abs(value) < 100 and round(value, 1) == value


def _all_are(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(accepts(one) for one in value)


def _or_null(shape: Shape) -> Shape:
    accepts, expected = shape
    return (lambda value: value is None or accepts(value)), f"null or {expected}"


def _some_of(*names: str) -> Shape:
    def accepts(value: Any) -> bool:
        return bool(value) and _all_are(lambda one: one in names)(value)

    return accepts, f"a list of some of {', '.join(names)}"


SLUG: Shape = (_is_slug, "a short name of small letters, digits, - and _")
TEXT: Shape = (is_text_map, 'a text by language with English, such as {"en": "…"}')
TEXTS: Shape = (_all_are(is_text_map), "a list of texts by language, each with English")
WHOLE: Shape = (_is_small, "a whole number, 0 or more")
NUMBER: Shape = (_is_tenths, "a number under 100 with one decimal at most")
YES_NO: Shape = (lambda value: isinstance(value, bool), "true or false")
SLUGS: Shape = (_all_are(_is_slug), "a list of short names")
OBJECT: Shape = (lambda value: isinstance(value, dict), "an object in curly brackets")
OBJECTS: Shape = (_all_are(lambda one: isinstance(one, dict)), "a list of objects")
CODE: Shape = (lambda value: isinstance(value, str) and 0 < len(value) <= 8, "a code such as E1")
ONE_AUDIENCE: Shape = (lambda value: value in AUDIENCES, f"one of {', '.join(AUDIENCES)}")
ONE_LEVEL: Shape = (lambda value: value in LEVELS, f"one of {', '.join(LEVELS)}")

HEAD: dict[str, Shape] = {"key": SLUG, "title": TEXT}
PROGRAMME = {**HEAD, "summary": TEXT, "phases": OBJECTS}
PHASE = {
    **HEAD, "number": WHOLE, "aim": TEXT, "day_from": WHOLE, "day_to": _or_null(WHOLE),
    "exercises": OBJECTS,
}  # fmt: skip
EXERCISE = {
    **HEAD, "code": CODE, "purpose": TEXT, "intro": TEXT, "minutes": WHOLE, "fields": OBJECTS,
    "who": _some_of("individual", "together"), "audiences": _some_of(*AUDIENCES),
    "default_audience": ONE_AUDIENCE,
}  # fmt: skip
EXERCISE_MAY = {
    "version": WHOLE, "low_word": TEXT, "content_note": _or_null(TEXT), "therapist_sees": TEXT,
    "day_from": _or_null(WHOLE), "day_to": _or_null(WHOLE), "feeds": SLUGS, "finish": OBJECT,
    "together_level": ONE_LEVEL, "for_one": TEXT, "faces_partner": YES_NO,
}  # fmt: skip
QUESTION = {"key": SLUG, "phase": _or_null(SLUG), "tags": SLUGS, "text": TEXT}
SECTION = {
    **HEAD, "number": WHOLE, "compartments": _some_of("joint", "a", "b", "process"),
    "fields": OBJECTS,
}  # fmt: skip
SECTION_MAY = {"prompts": TEXTS, "required": YES_NO, "fast_path": YES_NO}
SECTION_FIELD = {"key": SLUG, "label": TEXT, "kind": SLUG}
SCALE = {**HEAD, "low": NUMBER, "high": NUMBER, "step": NUMBER, "anchors": OBJECT}
SCALE_MAY = {"version": WHOLE, "good_enough": YES_NO}
ANCHORS = {"low": TEXT, "high": TEXT}
VERSION = {"version": WHOLE}
NOTHING: Mapping[str, Shape] = {}


def read(path: Path) -> dict[str, Any]:
    """The JSON object of a file; LibraryError with line and column where it is not one."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LibraryError([f"{path.name}: cannot be read ({error.strerror})."]) from error
    except UnicodeDecodeError as error:
        raise LibraryError([f"{path.name}: is not UTF-8 text; save it as UTF-8."]) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise LibraryError([f"{path.name}: {place}: {error.msg}; correct it there."]) from error
    except RecursionError as error:
        raise LibraryError([f"{path.name}: brackets stand too deep in each other."]) from error
    if not isinstance(found, dict):
        raise LibraryError([f"{path.name}: must hold one object in curly brackets."])
    return found


def programme_faults(name: str, data: Json) -> Iterator[str]:
    """Faults of a programme file, each as a sentence."""
    wrong = list(_shape_faults(name, data, PROGRAMME, VERSION))
    yield from wrong
    if wrong:
        return
    yield from _twice(name, data["phases"], "phase")
    for phase in data["phases"]:
        yield from _shape_faults(f"{name}, phase {phase.get('key', '?')}", phase, PHASE)
    rows = [row for phase in data["phases"] for row in _objects(phase.get("exercises"))]
    yield from _twice(name, rows, "exercise")
    known = {str(row.get("key")): _field_keys(row) for row in rows}
    for row in rows:
        yield from exercise_faults(name, row, known)


def exercise_faults(name: str, data: Json, known: Mapping[str, set[str]]) -> Iterator[str]:
    """Faults of one exercise, `known` being all exercises of its file with their field keys."""
    where = f"{name}, exercise {data.get('key', '?')}"
    wrong = list(_shape_faults(where, data, EXERCISE, EXERCISE_MAY))
    yield from wrong
    if wrong:
        return
    default = data["default_audience"]
    if default not in data["audiences"]:
        yield f"{where}: default_audience {default!r} is not among its audiences; add it there."
    if default in ("all", "partners") and "individual" in data["who"]:
        yield f"{where}: no default reaches the partner; use therapist or self."
    for fed in data.get("feeds", []):
        if fed not in known:
            yield f"{where}: feeds {fed!r}, which is no exercise here; correct or remove it."
    yield from _finish_faults(where, data.get("finish"), _field_keys(data))
    yield from _field_faults(where, data["fields"], known)


def _finish_faults(where: str, finish: Json | None, fields: set[str]) -> Iterator[str]:
    if finish is None:
        return
    wrong = list(_shape_faults(f"{where}, finish", finish, {"at_least": WHOLE}, {"of": SLUGS}))
    yield from wrong
    unknown = [] if wrong else sorted(set(finish.get("of", [])) - fields)
    if unknown:
        yield f"{where}: finish names no field of it: {unknown}; correct or remove them."


def _field_faults(where: str, fields: list[Json], known: Mapping[str, set[str]]) -> Iterator[str]:
    yield from _twice(where, fields, "field")
    for raw in fields:
        try:
            spec = registry.field(raw, where=where)
        except FieldError as error:
            yield str(error)
            continue
        # An entry of a list may pick from elsewhere in one of its parts.
        for part in [spec, *registry.get(spec.kind).parts(spec)]:
            for exercise, field in registry.get(part.kind).sources(part):
                if field not in known.get(exercise, ()):
                    place = f"{where}, field {spec.key}"
                    yield f"{place}: picks from {exercise}.{field}, which is not in this file."


def bank_faults(name: str, data: Json) -> Iterator[str]:
    """Faults of a question bank file."""
    yield from _shape_faults(name, data, {**HEAD, "questions": OBJECTS}, VERSION)
    questions = _objects(data.get("questions"))
    yield from _twice(name, questions, "question")
    for row in questions:
        yield from _shape_faults(f"{name}, question {row.get('key', '?')}", row, QUESTION)


def template_faults(name: str, data: Json) -> Iterator[str]:
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
            yield from _shape_faults(place, field, SECTION_FIELD, {"options": OBJECT})


def scales_faults(name: str, data: Json) -> Iterator[str]:
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
            yield f"{where}: low must be under high, and step fit between them."


def _shape_faults(
    where: str, data: Json, must: Mapping[str, Shape], may: Mapping[str, Shape] = NOTHING
) -> Iterator[str]:
    for name in must:
        if name not in data:
            yield f"{where}: {name} is missing; give {must[name][1]}."
    for name, value in data.items():
        shape = must.get(name) or may.get(name)
        if shape is None:
            yield f"{where}: {name!r} is not known here; correct or remove it."
        elif not shape[0](value):
            yield f"{where}: {name} must be {shape[1]}."


def _twice(where: str, rows: list[Json], what: str) -> Iterator[str]:
    keys = [str(row.get("key")) for row in rows]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{where}: {what} {key!r} stands twice; give each a key of its own."


def _objects(value: object) -> list[Json]:
    """The objects of a list, whatever else was written there."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _field_keys(exercise: Json) -> set[str]:
    return {str(field.get("key")) for field in _objects(exercise.get("fields"))}
