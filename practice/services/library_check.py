"""Checks library files before anything is loaded; every fault names file, place and remedy."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Self

from practice.fields import registry
from practice.fields.base import AUDIENCES
from practice.fields.errors import FieldError
from practice.fields.shapes import Form, is_number, is_whole
from practice.fields.texts import is_text_map
from practice.services.library_chain import never_filled
from practice.services.library_file import LibraryError, read
from practice.services.library_keeping import keeping_faults

__all__ = ["Fault", "LibraryError", "read"]
Json = Mapping[str, Any]
# How ready two people must be for a joint step, from small acts to talk.
LEVELS = ("side_by_side", "reading", "talking")
MOST_SMALL = 32_767  # what the database's small whole numbers hold


class Shape(NamedTuple):
    """What is accepted, how to say so, and how the editor asks for it (`shapes.Form`)."""

    accepts: Callable[[Any], bool]
    expected: str
    form: Form = ""


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


def _is_slug(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]{1,80}", value) is not None


def _is_small(value: object) -> bool:
    return isinstance(value, int) and is_whole(value) and 0 <= value <= MOST_SMALL


def _is_tenths(value: Any) -> bool:
    return is_number(value) and abs(value) < 100 and round(value, 1) == value


def _all_are(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(accepts(one) for one in value)


def _or_null(shape: Shape) -> Shape:
    accepts, expected, form = shape
    return Shape(lambda value: value is None or accepts(value), f"null or {expected}", form)


def _some_of(*names: str) -> Shape:
    def accepts(value: Any) -> bool:
        return bool(value) and _all_are(lambda one: one in names)(value)

    return Shape(accepts, f"a list of some of {', '.join(names)}")


SLUG = Shape(_is_slug, "a short name of small letters, digits, - and _")
TEXT = Shape(is_text_map, 'a text by language with English, such as {"en": "…"}', "words")
TEXTS = Shape(_all_are(is_text_map), "a list of texts by language, each with English", ["words"])
WHOLE = Shape(_is_small, "a whole number, 0 or more", "whole")
NUMBER = Shape(_is_tenths, "a number under 100 with one decimal at most", "number")
YES_NO = Shape(lambda value: isinstance(value, bool), "true or false", "flag")
SLUGS = Shape(_all_are(_is_slug), "a list of short names")
OBJECT = Shape(lambda value: isinstance(value, dict), "an object in curly brackets")
OBJECTS = Shape(_all_are(lambda one: isinstance(one, dict)), "a list of objects")
CODE = Shape(lambda value: isinstance(value, str) and 0 < len(value) <= 8, "a code such as E1")
ONE_AUDIENCE = Shape(lambda value: value in AUDIENCES, f"one of {', '.join(AUDIENCES)}")
ONE_LEVEL = Shape(lambda value: value in LEVELS, f"one of {', '.join(LEVELS)}", "pick:level")

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
    "problem_words": TEXT, "keeps": OBJECTS, "beside": _some_of("protect", "line"),
    "rough_day": SLUGS,
    "unless_flagged": SLUGS, "until_screened": SLUGS, "outside_visitor": YES_NO, "pair": YES_NO,
    "letter_to": SLUGS, "letter_tells": SLUGS,
    "opens_in_pair": SLUGS,
}  # fmt: skip
QUESTION = {"key": SLUG, "phase": _or_null(SLUG), "tags": SLUGS, "text": TEXT}
SECTION = {
    **HEAD, "number": WHOLE, "compartments": _some_of("joint", "a", "b", "process"),
    "fields": OBJECTS,
}  # fmt: skip
SECTION_MAY = {"prompts": TEXTS, "required": YES_NO, "fast_path": YES_NO, "for_all": YES_NO}
SECTION_FIELD = {"key": SLUG, "label": TEXT, "kind": SLUG}
SECTION_FIELD_MAY = {
    "options": OBJECT, "compartments": _some_of("joint", "a", "b"), "couple": YES_NO,
}  # fmt: skip
SCALE = {**HEAD, "low": NUMBER, "high": NUMBER, "step": NUMBER, "anchors": OBJECT}
SCALE_MAY = {"version": WHOLE, "good_enough": YES_NO}
ANCHORS = {"low": TEXT, "high": TEXT}
VERSION = {"version": WHOLE}
NOTHING: Mapping[str, Shape] = {}


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
        what = f"default_audience {default!r} is not among its audiences; add it there."
        yield Fault(where, what, at="default_audience")
    if default in ("all", "partners") and "individual" in data["who"]:
        what = "no default reaches the partner; use therapist or self."
        yield Fault(where, what, at="default_audience")
    for fed in data.get("feeds", []):
        if fed not in known:
            what = f"feeds {fed!r}, which is no exercise here; correct or remove it."
            yield Fault(where, what, at="feeds")
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
        what = f"finish names no field of it: {unknown}; correct or remove them."
        yield Fault(where, what, at="finish.of")


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
                    what = f"picks from {exercise}.{field}, which is not in this file."
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
            what = "can never be filled: what it picks from picks in a circle; add another source."
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
            yield Fault(where, "low must be under high, and step fit between them.")


def _shape_faults(
    where: str, data: Json, must: Mapping[str, Shape], may: Mapping[str, Shape] = NOTHING
) -> Iterator[Fault]:
    for name in must:
        if name not in data:
            yield Fault(where, f"{name} is missing; give {must[name].expected}.", at=name)
    for name, value in data.items():
        shape = must.get(name) or may.get(name)
        if shape is None:
            yield Fault(where, f"{name!r} is not known here; correct or remove it.", at=name)
        elif not shape.accepts(value):
            yield Fault(where, f"{name} must be {shape.expected}.", at=name)


def _twice(where: str, rows: list[Json], what: str) -> Iterator[Fault]:
    keys = [str(row.get("key")) for row in rows]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Fault(where, f"{what} {key!r} stands twice; give each a key of its own.")


def _objects(value: object) -> list[Json]:
    """The objects of a list, whatever else was written there."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _field_keys(exercise: Json) -> set[str]:
    return {str(field.get("key")) for field in _objects(exercise.get("fields"))}
