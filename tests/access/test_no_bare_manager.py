"""Pages reach rows by the roads of access.py alone: `visible_to`, `mine`, `portal_of` and so on.

What starts elsewhere is named here, with why it is safe.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
APPS = ("practice", "clients", "sessions")
PAGES = ("views", "portal", "forms", "transfer", "calendar")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
ROADS = {
    "visible_to", "editable_by", "mine", "with_circle", "with_answers_of", "written_in", "open_to",
    "portal_of", "of_login", "shared_with", "kept_by", "attended_by", "given_to", "offered_to",
    "added_to_by", "cosigned_by", "acts_of", "handed_over_by", "retained_by", "waiting_for", "none",
    "at_door", "in_hand", "spaces_of", "put_to",
}  # fmt: skip
# Everybody's: what stands in them is about nobody.
ABOUT_NOBODY = {
    "Programme", "Phase", "Exercise", "QuestionBank", "Question", "NoteTemplate", "Scale",
    "Practice",
}  # fmt: skip
# Of what a case or answer holds; from a portal page it is reached by a road of its own.
HELD = {
    "answers", "assignments", "members", "memberships", "parts", "plan", "revisions", "scores",
    "screenings", "summaries", "therapy_sessions", "visits", "workers",
}  # fmt: skip
ROWS_OF_A_CASE = "rows inside a query whose cases were chosen by visible_to"
OF_ONE_CASE = "filtered by a case that visible_or_404 gave"
SAFE = {
    "clients/views/today.py: Screening.filter": ROWS_OF_A_CASE,
    "clients/views/case_list.py: CaseMember.select_related": ROWS_OF_A_CASE,
    "clients/views/case_list.py: CaseMember.filter": ROWS_OF_A_CASE,
    "clients/views/cases.py: Invitation.order_by": ROWS_OF_A_CASE,
    "clients/views/journey_map.py: Assignment.filter": OF_ONE_CASE,
    "clients/views/progress_chart.py: PhaseVisit.filter": OF_ONE_CASE,
    "sessions/views/notes.py: Session.filter": "the session of a note that visible_or_404 gave",
    "clients/portal/away.py: Away.not_over": ROWS_OF_A_CASE,
    "clients/portal/lists.py: Score.filter": "the latest of a member that of_login gave",
    "clients/portal/lists.py: Answer.filter": "whether an own answer is done, by the login",
    "clients/forms/people.py: Client.exclude": "only tells that an address is taken",
    "clients/forms/cases.py: User.filter": "colleagues to choose as the therapist",
    "practice/admin.py: EmailAddress.filter": "takes away earlier addresses of the login shown",
}


class Use(NamedTuple):
    """A place where a page starts from a bare manager."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def page_files() -> list[Path]:
    folders = [ROOT / app / kind for app in APPS for kind in PAGES]
    files = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    admins = (ROOT / app / "admin.py" for app in APPS)
    return files + [path for path in admins if path.exists()]


def uses(path: Path) -> Iterator[Use]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(tree):
        found = _bare(node) or (_held(node) if "/portal/" in where else None) or _shortcut(node)
        if found:
            yield Use(where, found)


def _bare(node: ast.AST) -> str | None:
    """`Model.objects.filter`, but for a road, and for what is about nobody."""
    match node:
        case ast.Attribute(
            attr=method, value=ast.Attribute(attr=manager, value=ast.Name(id=model))
        ) if manager in MANAGERS:
            return None if method in ROADS or model in ABOUT_NOBODY else f"{model}.{method}"
        case ast.Attribute(attr="raw" | "cursor" as method):
            return method
    return None


def _held(node: ast.AST) -> str | None:
    """`case.answers.all()`."""
    match node:
        case ast.Call(func=ast.Attribute(attr=method, value=ast.Attribute(attr=held))):
            return f"{held}.{method}" if held in HELD else None
    return None


def _shortcut(node: ast.AST) -> str | None:
    """`get_object_or_404(Model, ...)`, which asks nobody's leave."""
    models = {model.__name__ for model in apps.get_models()} - ABOUT_NOBODY
    match node:
        case ast.Call(
            func=ast.Name(id="get_object_or_404" | "get_list_or_404" as name),
            args=[ast.Name(id=model), *_],
        ) if model in models:
            return f"{name}({model})"
    return None


@pytest.mark.parametrize("path", page_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_start_from_a_road(path: Path) -> None:
    assert [str(use) for use in uses(path) if str(use) not in SAFE] == []


def test_no_exception_is_out_of_date() -> None:
    found = {str(use) for path in page_files() for use in uses(path)}
    assert sorted(set(SAFE) - found) == []


@pytest.mark.parametrize(
    "line",
    [
        "Case.objects.get(pk=pk)",
        "Answer._default_manager.all()",
        "get_object_or_404(Note, pk=pk)",
        "Case.objects.raw('select')",
    ],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    nodes = list(ast.walk(ast.parse(line)))
    assert any(_bare(node) or _shortcut(node) for node in nodes)


def test_the_search_finds_what_a_case_holds() -> None:
    assert any(_held(node) for node in ast.walk(ast.parse("case.answers.all()")))
