"""The body of a draft: finding its parts, making it tidy for a check, telling two apart."""

from collections.abc import Iterator
from typing import Any

from practice.fields.texts import FALLBACK
from practice.services import library_check as check
from practice.services.library_shapes import EXERCISE

Json = dict[str, Any]
NULLS = ("content_note", "help", "day_to", "audience")  # said as null in a file


class Gone(LookupError):
    """What was spoken of was taken out meanwhile."""


def exercises(body: Json) -> Iterator[tuple[Json, Json]]:
    """Each exercise with its phase, in order."""
    for phase in body["phases"]:
        for row in phase["exercises"]:
            yield phase, row


def exercise(body: Json, key: str) -> Json:
    return by_key([row for _phase, row in exercises(body)], key)


def by_key(rows: list[Json], key: str) -> Json:
    for row in rows:
        if row["key"] == key:
            return row
    raise Gone(key)


def tidy(body: Json) -> Json:
    """The body as a file says it: texts left empty are not there, rows left empty neither."""
    made: Json = _tidy(body)  # a new one: the draft stays as it was typed
    for number, phase in enumerate(made["phases"], start=1):
        phase["number"] = number
        phase["exercises"] = [_told(row) for row in phase["exercises"]]
    return made


def _tidy(value: Any) -> Any:
    if isinstance(value, list):
        return [one for one in map(_tidy, value) if one is not None and not _is_bare_offer(one)]
    if not isinstance(value, dict):
        return value
    if FALLBACK in value and not any(str(one).strip() for one in value.values()):
        return None
    return {name: _tidy(one) for name, one in value.items()}


def _is_bare_offer(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"key", "label"} and not value["label"]


def tidy_exercise(row: Json) -> Json:
    """One exercise of it, tidied in the same way."""
    return _told(_tidy(row))


def _told(row: Json) -> Json:
    made = {
        name: value
        for name, value in row.items()
        if value is not None or name in EXERCISE or name in NULLS
    }
    if not (made.get("finish") or {}).get("at_least"):
        made.pop("finish", None)
    if isinstance(made.get("keeps"), list):
        made["keeps"] = [_said(one) if isinstance(one, dict) else one for one in made["keeps"]]
    return {**made, "fields": [_tidy_field(raw) for raw in row["fields"]]}


def _said(row: Json) -> Json:
    return {name: value for name, value in row.items() if value is not None}


def _tidy_field(raw: Json) -> Json:
    options: Json = {
        name: value
        for name, value in (raw.get("options") or {}).items()
        if value is not None and not _is_nothing(value)
    }
    told = {name: _tidy_option(value) for name, value in options.items()}
    return {**raw, "options": told} if told or "options" in raw else raw


def _tidy_option(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [_tidy_field(one) if _is_field(one) else one for one in value]


def _is_nothing(value: Any) -> bool:
    """An object of texts and parts of which none was written, such as two anchors left empty."""
    return isinstance(value, dict) and bool(value) and not any(value.values())


def _is_field(value: Any) -> bool:
    return isinstance(value, dict) and "kind" in value


def lines(value: Any, name: str = "") -> Iterator[str]:
    """All that was written, line by line, for two versions to be laid side by side."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from lines(one, name if key == FALLBACK else key)
    elif isinstance(value, list):
        for one in value:
            yield from lines(one, name)
    elif value not in (None, "", name):
        yield f"{name}: {value}" if name else str(value)


def faults(body: Json) -> list[check.Fault]:
    """What keeps it from being published."""
    return list(check.programme_faults("", tidy(body)))
