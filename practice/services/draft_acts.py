"""What the buttons of the editor do to a draft. Nothing that was written is thrown away."""

import re
from typing import Any

from django.utils.text import slugify

from practice.fields.base import AUDIENCES
from practice.models import ProgrammeDraft
from practice.services import draft_body
from practice.services.draft_body import Gone, Json

STEPS = {"up": -1, "down": 1}
# What in an exercise speaks of its fields.
NAMING = (
    "finish.of", "rough_day", "unless_flagged", "until_screened", "letter_to", "letter_tells",
    "keeps",
)  # fmt: skip
MOST_PHASES = 30
MOST_EXERCISES = 200
MOST_FIELDS = 100
MOST_ROWS = 200
MOST_TAKEN_OUT = 200


# --- phases and exercises


def move_phase(draft: ProgrammeDraft, key: str, way: str) -> None:
    rows = draft.body["phases"]
    _swap(rows, rows.index(draft_body.by_key(rows, key)), STEPS[way])


def add_phase(draft: ProgrammeDraft) -> None:
    rows = draft.body["phases"]
    if len(rows) >= MOST_PHASES:
        raise Gone
    last = [row["day_to"] for row in rows if isinstance(row["day_to"], int)]
    day = max(last, default=0) + 1
    rows.append(
        {
            "key": _free("phase", {row["key"] for row in rows}),
            "number": len(rows) + 1,
            "title": {"en": ""},
            "aim": {"en": ""},
            "day_from": day,
            "day_to": day + 6,
            "exercises": [],
        }
    )


def drop_phase(draft: ProgrammeDraft, key: str) -> None:
    """Only an empty one: its exercises are moved or taken out first."""
    rows = draft.body["phases"]
    phase = draft_body.by_key(rows, key)
    if phase["exercises"] or len(rows) == 1:
        raise Gone
    rows.remove(phase)
    _keep(draft, {"what": phase, "phase": ""})


def move_exercise(draft: ProgrammeDraft, key: str, way: str) -> None:
    """One place on; past the end of a phase, into the phase beside it."""
    phases, step = draft.body["phases"], STEPS[way]
    phase, row = next(
        (pair for pair in draft_body.exercises(draft.body) if pair[1]["key"] == key), (None, None)
    )
    if phase is None or row is None:
        raise Gone(key)
    rows, beside = phase["exercises"], phases.index(phase) + step
    if 0 <= rows.index(row) + step < len(rows):
        _swap(rows, rows.index(row), step)
    elif 0 <= beside < len(phases):
        rows.remove(row)
        into = phases[beside]["exercises"]
        into.insert(len(into) if way == "up" else 0, row)


def add_exercise(draft: ProgrammeDraft, phase_key: str, title: str) -> str:
    """An empty exercise at the end of a phase; returns its key."""
    phase = draft_body.by_key(draft.body["phases"], phase_key)
    there = [row for _phase, row in draft_body.exercises(draft.body)]
    if len(there) >= MOST_EXERCISES:
        raise Gone
    # A key that was taken out may come back.
    kept = [one["what"]["key"] for one in draft.taken_out]
    key = _free(_key_of(title, "exercise"), {row["key"] for row in there} | set(kept))
    phase["exercises"].append(
        {
            "key": key,
            "code": _next_code(there),
            "version": 1,
            "title": {"en": title},
            "purpose": {"en": ""},
            "intro": {"en": ""},
            "low_word": {"en": ""},
            "content_note": None,
            "who": ["individual"],
            "minutes": 10,
            "day_from": phase["day_from"],
            "day_to": phase["day_to"],
            "audiences": [one for one in AUDIENCES if one != "partners"],
            "default_audience": "therapist",
            "feeds": [],
            "fields": [],
        }
    )
    return key


def drop_exercise(draft: ProgrammeDraft, key: str) -> None:
    for phase, row in list(draft_body.exercises(draft.body)):
        if row["key"] == key:
            phase["exercises"].remove(row)
            _keep(draft, {"what": row, "phase": phase["key"]})
        elif isinstance(row.get("feeds"), list):
            row["feeds"] = [fed for fed in row["feeds"] if fed != key]


def put_back(draft: ProgrammeDraft, number: int) -> None:
    """Something that was taken out, at the end of where it stood."""
    if not 0 <= number < len(draft.taken_out):
        raise Gone
    kept = draft.taken_out.pop(number)
    rows = _rows_of(draft.body, kept)
    taken = {row["key"] for row in rows}
    rows.append({**kept["what"], "key": _free(kept["what"]["key"], taken)})


def _rows_of(body: Json, kept: Json) -> list[Json]:
    """Where it stood: among the fields of an exercise, the exercises of a phase, or the phases."""
    phases: list[Json] = body["phases"]
    if "exercise" in kept:
        row = draft_body.exercise(body, kept["exercise"])
        _name_again(row, kept)
        fields: list[Json] = row["fields"]
        return fields
    if not kept["phase"]:
        return phases
    # Its phase may be gone by now; then the last one takes it.
    there = [one for one in phases if one["key"] == kept["phase"]] or phases
    exercises: list[Json] = there[-1]["exercises"]
    return exercises


def _name_again(row: Json, kept: Json) -> None:
    """A field that comes back stands again where its exercise named it."""
    for name, named in _naming(row):
        if name in kept["named"] and name != "keeps":
            named.append(kept["what"]["key"])


def add_language(draft: ProgrammeDraft, code: str) -> None:
    if code not in draft.languages:
        draft.languages.append(code)


# --- fields and the rows inside them: `path` leads through the exercise, such as f.ways.options


def add_field(draft: ProgrammeDraft, exercise: str, kind: str, options: Json) -> str:
    """A field of that kind at the end; returns its key."""
    rows = draft_body.exercise(draft.body, exercise)["fields"]
    if len(rows) >= MOST_FIELDS:
        raise Gone
    kept = {one["what"]["key"] for one in draft.taken_out if one.get("exercise") == exercise}
    key = _free(kind, {row["key"] for row in rows} | kept)
    made = {"key": key, "kind": kind, "prompt": {"en": ""}, "help": None, "required": False}
    rows.append({**made, "role": "own", "audience": None, "options": options})
    return key


def drop_field(draft: ProgrammeDraft, exercise: str, key: str) -> None:
    row = draft_body.exercise(draft.body, exercise)
    raw = draft_body.by_key(row["fields"], key)
    row["fields"].remove(raw)
    named = [name for name, rows in _naming(row) if key in map(_named, rows)]
    for _name, rows in _naming(row):
        rows[:] = [one for one in rows if _named(one) != key]
    _keep(draft, {"what": raw, "exercise": exercise, "named": named})


def _naming(row: Json) -> list[tuple[str, list[Any]]]:
    """The lists of an exercise that speak of its fields, such as those that finish it."""
    places = {**row, "finish.of": (row.get("finish") or {}).get("of")}
    return [(name, places[name]) for name in NAMING if isinstance(places.get(name), list)]


def _named(one: Any) -> Any:
    return one.get("field") if isinstance(one, dict) else one


def move_field(draft: ProgrammeDraft, exercise: str, key: str, way: str) -> None:
    rows = draft_body.exercise(draft.body, exercise)["fields"]
    _swap(rows, rows.index(draft_body.by_key(rows, key)), STEPS[way])


def add_row(draft: ProgrammeDraft, exercise: str, path: list[str], row: Any) -> None:
    """One more row of a list, or of parts, which is begun where there is none."""
    place = _at(draft_body.exercise(draft.body, exercise), path[:-1])
    rows = place.get(path[-1]) if isinstance(place, dict) else None
    if rows is None and isinstance(place, dict):
        rows = place[path[-1]] = []
    if not isinstance(rows, list) or len(rows) >= MOST_ROWS:
        raise Gone
    if isinstance(row, dict) and "key" in row:
        row["key"] = _free(row["key"], {one["key"] for one in rows})
    rows.append(row)


def move_row(draft: ProgrammeDraft, exercise: str, path: list[str], way: str) -> None:
    rows, place = _row(draft, exercise, path)
    _swap(rows, place, STEPS[way])


def drop_row(draft: ProgrammeDraft, exercise: str, path: list[str]) -> None:
    rows, place = _row(draft, exercise, path)
    del rows[place]


def _row(draft: ProgrammeDraft, exercise: str, path: list[str]) -> tuple[list[Any], int]:
    rows = _at(draft_body.exercise(draft.body, exercise), path[:-1])
    place = int(path[-1]) if path[-1].isdecimal() else -1
    if not isinstance(rows, list) or not 0 <= place < len(rows):
        raise Gone(path)
    return rows, place


def _at(row: Json, path: list[str]) -> Any:
    """What stands at `path`; fields are named by their key, rows by their number."""
    is_field = path[:1] == ["f"] and len(path) > 1
    place: Any = draft_body.by_key(row["fields"], path[1]) if is_field else row
    for step in path[2:] if is_field else path:
        try:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        except (ValueError, IndexError, AttributeError):
            raise Gone(path) from None
    return place


def _swap(rows: list[Any], place: int, step: int) -> None:
    if 0 <= place + step < len(rows):
        rows[place], rows[place + step] = rows[place + step], rows[place]


def _keep(draft: ProgrammeDraft, what: Json) -> None:
    draft.taken_out = [*draft.taken_out, what][-MOST_TAKEN_OUT:]


def _key_of(title: str, fallback: str) -> str:
    # A key begins with a letter, and picking sources know no hyphen.
    return re.sub(r"[^a-z0-9]+", "_", slugify(title)).strip("_0123456789")[:50] or fallback


def _free(wanted: str, taken: set[str]) -> str:
    number, found = 2, wanted
    while found in taken:
        number, found = number + 1, f"{wanted[:56]}_{number}"
    return found


def _next_code(rows: list[Json]) -> str:
    numbers = [re.fullmatch(r"E(\d{1,4})", str(row["code"])) for row in rows]
    return f"E{max((int(one[1]) for one in numbers if one), default=0) + 1}"
