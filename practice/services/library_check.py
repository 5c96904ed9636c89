"""Checks library files before anything is loaded; every fault names file, place and remedy."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from practice.fields import registry
from practice.fields.base import AUDIENCES
from practice.fields.errors import FieldError
from practice.fields.texts import is_text_map

WHO = {"individual", "together"}
EXERCISE_TEXTS = ("title", "purpose", "intro")


class LibraryError(Exception):
    """What is wrong in library files: one line a fault, nothing of them was loaded."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


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
        raise LibraryError([f"{path.name}: {place}: {error.msg}."]) from error
    if not isinstance(found, dict):
        raise LibraryError([f"{path.name}: must hold one object in curly brackets."])
    return found


def programme_faults(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Faults of a programme file, each as a sentence."""
    yield from _missing(name, data, ("key", "title", "summary", "phases"))
    yield from _texts(name, data, ("title", "summary"))
    exercises = [row for phase in data.get("phases", []) for row in phase.get("exercises", [])]
    keys = [row.get("key") for row in exercises]
    yield from _twice(name, keys, "exercise")
    yield from _twice(name, [phase.get("key") for phase in data.get("phases", [])], "phase")
    for phase in data.get("phases", []):
        where = f"{name}, phase {phase.get('key', '?')}"
        yield from _missing(where, phase, ("key", "number", "title", "aim", "day_from", "day_to"))
        yield from _texts(where, phase, ("title", "aim"))
    for exercise in exercises:
        yield from exercise_faults(name, exercise, set(keys))


def exercise_faults(name: str, data: Mapping[str, Any], known: set[Any]) -> Iterator[str]:
    """Faults of one exercise, `known` being the keys that it may feed."""
    where = f"{name}, exercise {data.get('key', '?')}"
    needed = ("key", "code", *EXERCISE_TEXTS, "who", "minutes", "audiences", "fields")
    missing = list(_missing(where, data, (*needed, "default_audience")))
    if missing:
        yield from missing
        return
    yield from _texts(where, data, EXERCISE_TEXTS)
    if not data["who"] or not set(data["who"]) <= WHO:
        yield f"{where}: who must be one or both of individual and together."
    yield from _audience_faults(where, data)
    for fed in data.get("feeds", []):
        if fed not in known:
            yield f"{where}: feeds {fed!r}, which is no exercise here; correct or remove it."
    try:
        registry.fields(data["fields"], where=where)
    except FieldError as error:
        yield str(error)


def _audience_faults(where: str, data: Mapping[str, Any]) -> Iterator[str]:
    unknown = [audience for audience in data["audiences"] if audience not in AUDIENCES]
    if unknown:
        yield f"{where}: audiences {unknown} are unknown; use {', '.join(AUDIENCES)}."
    default = data["default_audience"]
    if default not in data["audiences"]:
        yield f"{where}: default_audience {default!r} is not among its audiences."
    if default in ("all", "partners") and "individual" in data["who"]:
        yield f"{where}: no default reaches the partner; use therapist or self."


def bank_faults(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Faults of a question bank file."""
    yield from _missing(name, data, ("key", "title", "questions"))
    questions = data.get("questions", [])
    yield from _twice(name, [row.get("key") for row in questions], "question")
    for row in questions:
        where = f"{name}, question {row.get('key', '?')}"
        yield from _missing(where, row, ("key", "tags", "text"))
        yield from _texts(where, row, ("text",))


def template_faults(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Faults of a note template file."""
    yield from _missing(name, data, ("key", "title", "sections"))
    sections = data.get("sections", [])
    yield from _twice(name, [row.get("key") for row in sections], "section")
    for row in sections:
        where = f"{name}, section {row.get('key', '?')}"
        yield from _missing(where, row, ("key", "number", "title", "compartments", "fields"))
        if not set(row.get("compartments", [])) <= {"joint", "a", "b", "process"}:
            yield f"{where}: compartments are joint, a, b or process."


def scales_faults(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Faults of the file of scales."""
    yield from _missing(name, data, ("scales",))
    for row in data.get("scales", []):
        where = f"{name}, scale {row.get('key', '?')}"
        yield from _missing(where, row, ("key", "title", "low", "high", "step", "anchors"))
        if not row.get("low", 0) < row.get("high", 0):
            yield f"{where}: low must be under high."


def _missing(where: str, data: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name not in data:
            yield f"{where}: {name} is missing."


def _texts(where: str, data: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name in data and not is_text_map(data[name]):
            yield f'{where}: {name} must be a text by language with English, such as {{"en": "…"}}.'


def _twice(where: str, keys: list[Any], what: str) -> Iterator[str]:
    for key in sorted({str(key) for key in keys if keys.count(key) > 1}):
        yield f"{where}: {what} {key!r} stands twice; give each a key of its own."
