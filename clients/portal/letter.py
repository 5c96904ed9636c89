"""A letter to somebody who saw the change: a person's own words on paper, with room for a reply.

Which lists name the people, and which words go along, is said by the exercise (`letter_to` and
`letter_tells`). Nothing is sent from here: it is printed, and given or not.
"""

from collections.abc import Iterator
from typing import Any

from django.http import Http404

from clients.portal.exercise_page import ExercisePage
from clients.portal.reach_lines import answer_lines
from practice.fields import registry
from practice.fields.texts import spoken

REPLY_LINES = 8


def readers_of(page: ExercisePage) -> Iterator[dict[str, str]]:
    """Everybody whom the person named to write to: the id of the entry, and the name."""
    own, listed = page.own, page.assignment.exercise.body.get("letter_to", ())
    for spec in page.specs if own and listed else ():
        value = own.data.get(spec.key) if own and spec.key in listed else None
        if value is not None:
            entries = registry.get(spec.kind).entries(spec, value, spoken())
            yield from ({"id": mark, "name": name} for mark, name in entries if name)


def letter_context(page: ExercisePage, mark: str) -> dict[str, Any]:
    """The letter to the entry `mark`; 404 for anybody who does not stand on the list."""
    reader = next((one for one in readers_of(page) if one["id"] == mark), None)
    if reader is None or page.own is None:
        raise Http404
    tells = page.assignment.exercise.body.get("letter_tells", ())
    specs = [spec for spec in page.specs if spec.key in tells]
    return {
        "exercise": page.assignment.exercise,
        "reader": reader["name"],
        "lines": answer_lines(page.own.written(specs)),
        "reply_lines": range(REPLY_LINES),
    }
