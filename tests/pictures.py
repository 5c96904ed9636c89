"""Made-up pictures, and an exercise that asks for one."""

import io
from typing import Any

from PIL import Image

from practice.models import Exercise
from tests import factories


def made(kind: str = "PNG", size: tuple[int, int] = (40, 30), **saved: Any) -> bytes:
    """A picture as a file of that kind."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(out, kind, **saved)
    return out.getvalue()


def pictured_exercise(key: str = "pictured", **changes: Any) -> Exercise:
    """One picture, and a line of words beside it."""
    like = factories.exercise()
    shown = {"key": "shown", "kind": "picture", "prompt": {"en": "A picture of it"}}
    told = {"key": "told", "kind": "short_text", "prompt": {"en": "In words"}}
    body = like.body | {
        "who": ["individual"],
        "audiences": ["self", "therapist", "session", "partners", "all"],
        "fields": [{**shown, "options": {"alt": {"en": "What does it show?"}}, **changes}, told],
    }
    keys = {"programme_key": like.programme_key, "phase_key": like.phase_key, "key": key}
    title = {"en": "Made for a test"}
    found = Exercise.objects.filter(key=key).first()
    if found:
        return found
    return Exercise.objects.create(**keys, code="T2", minutes=5, title_map=title, body=body)
