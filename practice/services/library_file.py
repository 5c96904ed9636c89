"""Reads the JSON of a library file, wherever it comes from; every fault is told in words."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from practice.fields.texts import clean_tree

LONGEST_NUMBER = 300  # signs


class LibraryError(Exception):
    """What is wrong in library files: one line a fault, nothing of them was loaded."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class _Wrong(Exception):
    """Why the content cannot be used, as the end of a sentence that begins with its name."""


def read(path: Path) -> dict[str, Any]:
    """The JSON object of a file; LibraryError with line and column where it is not one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LibraryError([f"{path.name}: cannot be read ({error.strerror})."]) from error
    return parse(path.name, content)


def parse(name: str, content: bytes) -> dict[str, Any]:
    """The same from what was sent. Marks of HTML stay the signs they are; control signs go."""
    try:
        return _parsed(content)
    except UnicodeDecodeError as error:
        raise LibraryError([f"{name}: is not UTF-8 text; save it as UTF-8."]) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise LibraryError([f"{name}: {place}: {error.msg}; correct it there."]) from error
    except RecursionError as error:
        raise LibraryError([f"{name}: brackets stand too deep in each other."]) from error
    except _Wrong as error:
        raise LibraryError([f"{name}: {error}"]) from error


def _parsed(content: bytes) -> dict[str, Any]:
    # Windows writes a mark before the first bracket, which is no part of the text.
    found = json.loads(
        content.decode("utf-8-sig"),
        object_pairs_hook=_object,
        parse_constant=_no_number,
        parse_int=_whole,
    )
    if not isinstance(found, dict):
        raise _Wrong("must hold one object in curly brackets.")
    try:
        cleaned: dict[str, Any] = clean_tree(found)
    except ValueError as error:
        raise _Wrong(str(error)) from error
    return cleaned


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _Wrong(f"{key[:80]!r} stands twice in one object; keep one of them.")
        made[key] = value
    return made


def _no_number(word: str) -> NoReturn:
    raise _Wrong(f"{word} is no number; write digits.")


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _Wrong("a number in it is longer than any that is used here.")
    return int(digits)
