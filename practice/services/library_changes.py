"""What one body of a programme has that another has not, in the order in which people read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from practice.fields.texts import spoken, text
from practice.services import draft_body
from practice.services.draft_body import Json

Placed = tuple[str, Json]  # an exercise, after the key of its phase


@dataclass(frozen=True)
class Change:
    """A phase or exercise that is new, changed, moved or left out; for changed ones, where."""

    what: str  # added, changed, moved, dropped
    title: str
    fields: tuple[str, ...] = ()


def changes(before: Json | None, after: Json) -> list[Change]:
    """Without `before` all of it is new."""
    return [*_heads(before, after), *_exercises(before, after)]


def _heads(before: Json | None, after: Json) -> Iterator[Change]:
    if before is None:
        return
    if any(before[name] != after[name] for name in ("title", "summary")):
        yield Change("changed", text(after["title"], spoken()))
    yield from _phases(before["phases"], after["phases"])


def _phases(before: list[Json], after: list[Json]) -> Iterator[Change]:
    old = {row["key"]: (number, row) for number, row in enumerate(before)}
    for number, row in enumerate(after):
        place, there = old.pop(row["key"], (number, None))
        title = text(row["title"], spoken())
        if there is None:
            yield Change("added", title)
        elif _without(row, "exercises", "number") != _without(there, "exercises", "number"):
            yield Change("changed", title)
        elif place != number:
            yield Change("moved", title)
    yield from (Change("dropped", text(row["title"], spoken())) for _n, row in old.values())


def _exercises(before: Json | None, after: Json) -> Iterator[Change]:
    old, new = dict(_placed(before)) if before else {}, dict(_placed(after))
    was, now = _order(old, new), _order(new, old)
    for key, place in new.items():
        yield from _exercise(old.get(key), place, is_moved=was.get(key) != now.get(key))
    yield from (Change("dropped", _title(row)) for key, (_p, row) in old.items() if key not in new)


def _exercise(before: Placed | None, after: Placed, *, is_moved: bool) -> Iterator[Change]:
    phase, row = after
    if before is None:
        yield Change("added", _title(row))
    elif _without(row, "version") != _without(before[1], "version"):
        yield Change("changed", _title(row), tuple(_fields(before[1], row)))
    elif is_moved or phase != before[0]:
        yield Change("moved", _title(row))


def _order(rows: Mapping[str, Placed], other: Mapping[str, Placed]) -> dict[str, int]:
    """Key -> place among those that both have: what was added or dropped moves nothing."""
    return {key: place for place, key in enumerate(key for key in rows if key in other)}


def _placed(body: Json) -> Iterator[tuple[str, Placed]]:
    for phase, row in draft_body.exercises(body):
        yield row["key"], (phase["key"], row)


def _fields(before: Json, after: Json) -> Iterator[str]:
    """The questions of an exercise that are new or not as they were."""
    old = {raw["key"]: raw for raw in before["fields"]}
    for raw in after["fields"]:
        if old.get(raw["key"]) != raw:
            yield text(raw["prompt"], spoken())


def _without(row: Json, *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _title(row: Json) -> str:
    return f"{row['code']} {text(row['title'], spoken())}"
