"""A published programme as the content of a library file, in the shape that the loader reads."""

from typing import Any

from practice.models import Exercise, Phase, Programme

Json = dict[str, Any]


def as_file(programme: Programme) -> Json:
    """Everything of it, so that another practice, or `load_library`, makes the same of it."""
    rows = Exercise.objects.filter(programme_key=programme.key, is_current=True)
    exercises = list(rows.order_by("position"))
    return {
        "key": programme.key,
        "version": programme.version,
        "title": programme.title_map,
        "summary": programme.summary_map,
        "phases": [_phase(phase, exercises) for phase in programme.phases.all()],
    }


def _phase(phase: Phase, exercises: list[Exercise]) -> Json:
    return {
        "key": phase.key,
        "number": phase.number,
        "title": phase.title_map,
        "aim": phase.aim_map,
        "day_from": phase.day_from,
        "day_to": phase.day_to,
        "exercises": [_exercise(row) for row in exercises if row.phase_key == phase.key],
    }


def _exercise(row: Exercise) -> Json:
    return {
        "key": row.key,
        "code": row.code,
        "version": row.version,
        "title": row.title_map,
        "minutes": row.minutes,
        **row.body,
    }
