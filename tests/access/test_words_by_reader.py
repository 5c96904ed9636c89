"""Words go to a reader through models/reach.py: only their author's own code opens them directly.

`answer.data` is everything that a person wrote. Whoever reads it for somebody else gives away what
was kept apart, so that each place that opens it is named here, with why it may.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_architecture import app_files, name_of

BY_ITS_AUTHOR = "the author's own, on their own page or on its way into the database"
BY_STAFF_WHO_ENTERED_IT = "what staff typed in, shown to staff before the person has it"
OF_A_NOTE = "a part of a session note, which has a road of its own"
MAY = {
    "clients/models/answer.py": BY_ITS_AUTHOR,
    "clients/models/reach.py": "where it is pruned for everybody else",
    "clients/services/answers.py": BY_ITS_AUTHOR,
    "clients/services/finishing.py": BY_ITS_AUTHOR,
    "clients/services/placing.py": BY_ITS_AUTHOR,
    "clients/services/revisions.py": BY_ITS_AUTHOR,
    "clients/services/sharing.py": BY_ITS_AUTHOR,
    "clients/services/entering.py": BY_STAFF_WHO_ENTERED_IT,
    "clients/forms/entering.py": BY_STAFF_WHO_ENTERED_IT,
    "clients/services/checks.py": BY_ITS_AUTHOR,
    "clients/services/earlier.py": BY_ITS_AUTHOR,
    "clients/services/entries.py": BY_ITS_AUTHOR,
    "clients/services/keepable.py": BY_ITS_AUTHOR,
    "clients/services/links.py": "what its author took up, to keep the links",
    "clients/services/material.py": "one's own and joint ones; the partner's are pruned first",
    "clients/services/trail.py": "one's own and joint ones; the partner's are pruned first",
    "clients/portal/audience_page.py": BY_ITS_AUTHOR,
    "clients/portal/exercise_lines.py": BY_ITS_AUTHOR,
    "clients/portal/letter.py": BY_ITS_AUTHOR,
    "clients/portal/log_page.py": BY_ITS_AUTHOR,
    "clients/portal/exercise_page.py": BY_ITS_AUTHOR,
    "clients/portal/rough_day.py": "whether one's own picture still stands in what one wrote",
    "clients/portal/views/agree.py": BY_ITS_AUTHOR,
    "clients/portal/views/earlier.py": BY_ITS_AUTHOR,
    "clients/portal/views/sharing.py": "whether the author has written anything",
    "sessions/planning/last_time.py": OF_A_NOTE,
    "sessions/services/note_reading.py": OF_A_NOTE,
    "sessions/services/notes.py": OF_A_NOTE,
    "sessions/services/quotes.py": OF_A_NOTE,
    "sessions/services/room.py": OF_A_NOTE,
    "sessions/services/signing.py": OF_A_NOTE,
    "sessions/summaries/reading.py": OF_A_NOTE,
    "sessions/forms/note.py": OF_A_NOTE,
    "sessions/views/turned.py": OF_A_NOTE,
}
# Posted forms call what came in by the same name.
FORMS = {"self", "form", "request"}


def opened_in(path: Path) -> Iterator[int]:
    """The lines in which something's `data` is read or set."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Attribute(attr="data", value=ast.Name(id=name)) if name in FORMS:
                if not name_of(path).startswith("clients/models/"):
                    continue
                yield node.lineno
            case ast.Attribute(attr="data"):
                yield node.lineno
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value="data"), *_]):
                yield node.lineno


def places() -> dict[str, list[int]]:
    found = {name_of(path): list(opened_in(path)) for path in app_files()}
    told = {name: lines for name, lines in found.items() if lines}
    return {name: lines for name, lines in told.items() if not name.startswith("practice/")}


def test_only_named_places_open_the_words_of_an_answer() -> None:
    assert {name: lines for name, lines in places().items() if name not in MAY} == {}


def test_no_named_place_is_out_of_date() -> None:
    assert sorted(set(MAY) - set(places())) == []


def test_pages_of_staff_and_summaries_are_not_among_them() -> None:
    readers = ("clients/views/", "sessions/views/", "sessions/planning/", "sessions/summaries/")
    named = [name for name in MAY if name.startswith(readers)]
    assert {MAY[name] for name in named} <= {OF_A_NOTE}
