"""{problem} in texts of the library: a person's own name for it, or the library's own words."""

import re
from collections.abc import Mapping
from typing import Any

from practice.fields.texts import is_text_map, text

PLACE = re.compile(r"(?P<begins>^|[.!?…:]\s+)?\{problem\}")


def named(found: Any, general: Mapping[str, str], name: str) -> Any:
    """A part of an exercise with the name put into every text in it, or the general words.

    Where a sentence begins with it, it begins with a capital.
    """
    if is_text_map(found):
        return {
            language: fill(words, name or text(general, language))
            for language, words in found.items()
        }
    if isinstance(found, dict):
        return {key: named(part, general, name) for key, part in found.items()}
    return [named(part, general, name) for part in found] if isinstance(found, list) else found


def fill(words: str, name: str) -> str:
    """One text with the name in its places."""

    def put_in(place: re.Match[str]) -> str:
        begins = place["begins"]
        return name if begins is None else begins + name[:1].upper() + name[1:]

    return PLACE.sub(put_in, words)
