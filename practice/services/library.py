"""Loads the library from files: idempotent, and what changed comes in as a new version.

A published row is never edited, so that answers keep the wording that they were given under.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from practice.models import (
    Exercise,
    NoteTemplate,
    Phase,
    Programme,
    Question,
    QuestionBank,
    Scale,
)
from practice.models.library import LibraryRow
from practice.remembered import forget
from practice.services import library_check as check

Json = Mapping[str, Any]
Outcome = tuple[str, str]  # (noun, what became of it)
Counted = Counter[Outcome]
Row = TypeVar("Row", bound=LibraryRow)
UNCHANGED = "unchanged"
OWN_COLUMNS = {"key", "code", "version", "title", "minutes"}


def shipped_files() -> list[Path]:
    """The library files that come with the product."""
    folder = settings.BASE_DIR / "fixtures"
    patterns = ("scales.json", "programme_*.json", "question_bank_*.json", "note_template_*.json")
    return [path for pattern in patterns for path in sorted(folder.glob(pattern))]


def load(paths: Iterable[Path]) -> Counted:
    """Load files: all of them, or LibraryError with every fault and none.

    Returns how many of each noun were "added", came in as a "new version" or were "unchanged".
    """
    files, faults = _read_all(paths)
    faults += [fault for name, data in files for fault in _faults(name, data)]
    faults = faults or list(_same_in_two_files(files)) or list(_own_already(files))
    if faults:
        raise check.LibraryError(faults)
    counted: Counted = Counter()
    with transaction.atomic():
        for _name, data in files:
            counted.update(LOADERS[_kind_of(data)](data))
    forget()
    return counted


def _read_all(paths: Iterable[Path]) -> tuple[list[tuple[str, Json]], list[str]]:
    """The content of each file, and why others cannot be read."""
    files: list[tuple[str, Json]] = []
    faults: list[str] = []
    for path in paths:
        try:
            files.append((path.name, check.read(path)))
        except check.LibraryError as error:
            faults += error.faults
    return files, faults


def _same_in_two_files(files: list[tuple[str, Json]]) -> Iterator[str]:
    """What two files both bring would take turns being the newer version."""
    first: dict[tuple[str, str], str] = {}
    for name, data in files:
        for row in data["scales"] if _kind_of(data) == "scales" else [data]:
            key = str(row.get("key"))
            earlier = first.setdefault((_kind_of(data), key), name)
            if earlier != name:
                yield f"{name}: {earlier} has the same key {key!r}; load one of them."


def _own_already(files: list[tuple[str, Json]]) -> Iterator[str]:
    """The practice writes its programmes itself: no file takes turns with it."""
    own = set(Programme.objects.filter(is_own=True).values_list("key", flat=True))
    for name, data in files:
        if _kind_of(data) == "phases" and data["key"] in own:
            yield (
                f"{name}: {data['key']!r} is a programme of this practice; bring the file in "
                "on the page of the library, where it can stand beside it."
            )


def publish_own(data: Json) -> Programme:
    """A programme of the practice, checked before, as its newest version."""
    with transaction.atomic():
        for _outcome in _load_programme(data, is_own=True):
            pass
    return Programme.objects.get(key=data["key"], is_current=True)


def _kind_of(data: Json) -> str:
    """What a file holds, by the list in it; empty when it is none of ours."""
    return next(
        (name for name in ("phases", "questions", "sections", "scales") if name in data), ""
    )


def _faults(name: str, data: Json) -> Iterator[str]:
    if kind := _kind_of(data):
        return CHECKS[kind](name, data)
    return iter([f"{name}: holds none of phases, questions, sections or scales; add its list."])


def _load_programme(data: Json, *, is_own: bool = False) -> Iterator[Outcome]:
    phases = [{k: v for k, v in phase.items() if k != "exercises"} for phase in data["phases"]]
    # Without the exercises, which have versions of their own: one changed word in one of them
    # makes no new programme.
    frame = {"key": data["key"], "title": data["title"], "summary": data["summary"]}
    programme, outcome = _publish(
        Programme,
        {"key": data["key"]},
        {**frame, "phases": phases},
        summary_map=data["summary"],
        is_own=is_own,
    )
    if outcome[1] != UNCHANGED:
        Phase.objects.bulk_create(_phase(programme, phase) for phase in phases)
    yield outcome
    yield from _load_exercises(data)


def _load_exercises(data: Json) -> Iterator[Outcome]:
    rows = [(phase["key"], row) for phase in data["phases"] for row in phase["exercises"]]
    for position, (phase_key, row) in enumerate(rows):
        yield _load_exercise(data["key"], phase_key, position, row)
    kept = [row["key"] for _phase_key, row in rows]
    # Only offered no longer: what was given from it, and what people wrote, stays with its row.
    dropped = Exercise.objects.filter(programme_key=data["key"], is_current=True)
    dropped.exclude(key__in=kept).update(is_current=False)


def _load_exercise(programme_key: str, phase_key: str, position: int, row: Json) -> Outcome:
    return _publish(
        Exercise,
        {"programme_key": programme_key, "key": row["key"]},
        {**row, "phase": phase_key, "position": position},
        phase_key=phase_key,
        code=row["code"],
        position=position,
        minutes=row["minutes"],
        body={name: value for name, value in row.items() if name not in OWN_COLUMNS},
    )[1]


def _phase(programme: Programme, data: Json) -> Phase:
    return Phase(
        programme=programme,
        key=data["key"],
        number=data["number"],
        title_map=data["title"],
        aim_map=data["aim"],
        day_from=data["day_from"],
        day_to=data["day_to"],
    )


def _load_bank(data: Json) -> Iterator[Outcome]:
    bank, outcome = _publish(QuestionBank, {"key": data["key"]}, data)
    if outcome[1] != UNCHANGED:
        Question.objects.bulk_create(
            Question(
                bank=bank,
                key=row["key"],
                phase_key=row.get("phase") or "",
                position=position,
                tags=row["tags"],
                text_map=row["text"],
            )
            for position, row in enumerate(data["questions"])
        )
    yield outcome


def _load_template(data: Json) -> Iterator[Outcome]:
    yield _publish(NoteTemplate, {"key": data["key"]}, data, body=data["sections"])[1]


def _load_scales(data: Json) -> Iterator[Outcome]:
    for row in data["scales"]:
        columns = {name: str(row[name]) for name in ("low", "high", "step")}
        low_map, high_map = row["anchors"]["low"], row["anchors"]["high"]
        yield _publish(
            Scale, {"key": row["key"]}, row, **columns, low_map=low_map, high_map=high_map
        )[1]


def _publish(
    model: type[Row], identity: dict[str, str], content: Json, **columns: Any
) -> tuple[Row, Outcome]:
    """The current row if its content is the same, else a new row with the next version."""
    mark, noun = _fingerprint(content), str(model._meta.verbose_name)
    rows = model._default_manager.filter(**identity)
    current = rows.filter(is_current=True).first()
    if current is not None and current.fingerprint == mark:
        return current, (noun, UNCHANGED)
    newest = rows.order_by("-version").first()
    rows.filter(is_current=True).update(is_current=False)
    row = model._default_manager.create(
        **identity,
        **columns,
        version=newest.version + 1 if newest else 1,
        title_map=content["title"],
        fingerprint=mark,
    )
    return row, (noun, "new version" if newest else "added")


def _fingerprint(content: Json) -> str:
    # The version written in a file is for its readers; the rows here are counted by what changed.
    told = {name: value for name, value in content.items() if name != "version"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


CHECKS: dict[str, Callable[[str, Json], Iterator[str]]] = {
    "phases": check.programme_faults,
    "questions": check.bank_faults,
    "sections": check.template_faults,
    "scales": check.scales_faults,
}
LOADERS: dict[str, Callable[[Json], Iterator[Outcome]]] = {
    "phases": _load_programme,
    "questions": _load_bank,
    "sections": _load_template,
    "scales": _load_scales,
}
