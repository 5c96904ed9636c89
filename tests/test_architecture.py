"""The house rules that no linter knows: sizes, names, layout, one-way imports, plain templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("practice", "clients", "sessions")  # each may import only those to its left
MAX_FUNCTION = 50
MAX_VIEW = 25
MAX_FILE = 300
MAX_TEMPLATE = 120
MAX_TEST_FILE = 600
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}
TOP_FOLDERS = {
    ".ci", "clients", "deploy", "docs", "fixtures", "locale", "practice", "sessions", "static",
    "templates", "tests",
}  # fmt: skip
TOP_FILES = {
    ".gitattributes", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "CONTRIBUTING.md",
    "LICENSE", "Makefile", "README.md", "SECURITY.md", "manage.py", "pyproject.toml",
    "requirements-dev.in", "requirements-dev.txt", "requirements.in", "requirements.txt",
}  # fmt: skip
# What a checkout collects and never commits.
UNTRACKED = {
    ".git", ".venv", "var", "staticfiles", "test-results", ".pytest_cache", ".mypy_cache",
    ".ruff_cache", ".import_linter_cache", ".hypothesis", ".coverage", "__pycache__",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


def app_files() -> list[Path]:
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def is_view(path: Path, node: Function) -> bool:
    in_views = "views" in path.parts or path.stem == "views"
    return in_views and bool(node.args.args) and node.args.args[0].arg == "request"


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def lines_matching(paths: list[Path], pattern: str) -> list[str]:
    expression = re.compile(pattern)
    return [
        f"{name_of(path)}:{number} {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if expression.search(line)
    ]


def test_functions_stay_short() -> None:
    too_long = [
        f"{name_of(path)}:{node.lineno} {node.name} has {length(node)} lines"
        for path in app_files()
        for node in functions(path)
        if length(node) > (MAX_VIEW if is_view(path, node) else MAX_FUNCTION)
    ]
    assert too_long == []


@pytest.mark.parametrize("app", APPS)
def test_files_stay_short(app: str) -> None:
    sizes = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in app_files()
        if path.relative_to(ROOT).parts[0] == app
    }
    assert {name: size for name, size in sizes.items() if size > MAX_FILE} == {}


def test_test_files_stay_readable() -> None:
    sizes = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "tests").rglob("*.py")
    }
    assert {name: size for name, size in sizes.items() if size > MAX_TEST_FILE} == {}


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        name_of(path)
        for path in app_files()
        if path.stat().st_size
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_module_has_a_vague_name() -> None:
    vague = [
        name_of(path)
        for path in app_files()
        if VAGUE_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert vague == []


def test_public_functions_name_what_they_return() -> None:
    untyped = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in app_files()
        for node in functions(path)
        if node.returns is None and not node.name.startswith("_")
    ]
    assert untyped == []


def test_imports_run_one_way() -> None:
    upward = [
        f"{name_of(path)} imports {module}"
        for path in app_files()
        for module in imported_modules(path)
        if module.partition(".")[0] in APPS[APPS.index(path.relative_to(ROOT).parts[0]) + 1 :]
    ]
    assert upward == []


def test_the_product_never_imports_its_tests() -> None:
    importing = [
        name_of(path)
        for path in app_files()
        if any(module.partition(".")[0] == "tests" for module in imported_modules(path))
    ]
    assert importing == []


def test_nothing_asks_which_exercise_it_is() -> None:
    """Exercises are data: what differs between them is a field kind, never a branch."""
    branch = r"exercise(\.key|_key|\[.key.\])\s*(==|!=|in\b|not in\b)"
    assert lines_matching([*app_files(), *templates()], branch) == []


def test_every_field_kind_has_its_template() -> None:
    kinds = {
        path.stem
        for path in (ROOT / "practice/fields/kinds").glob("*.py")
        if not path.stem.startswith("_")
    }
    drawn = {path.stem.removeprefix("_") for path in (ROOT / "templates/fields").glob("_*.html")}
    assert kinds
    assert kinds - drawn == set()


def test_what_is_included_alone_brings_the_token_of_its_forms() -> None:
    """`only` leaves out what every page brings, so that a form in it would be refused."""
    folder = ROOT / "templates"
    alone = re.compile(r'{% include "([^"]+)"([^%]*) only %}')
    bare = [
        f"{path.relative_to(folder)}: {name}"
        for path in templates()
        for name, given in alone.findall(path.read_text(encoding="utf-8"))
        if "{% csrf_token %}" in (folder / name).read_text(encoding="utf-8")
        and "csrf_token=" not in given
    ]
    assert bare == []


def test_templates_stay_short() -> None:
    sizes = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in templates()
    }
    assert {name: size for name, size in sizes.items() if size > MAX_TEMPLATE} == {}


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"<style\b", id="style element"),
        pytest.param(r"""\sstyle\s*=\s*["']""", id="style attribute"),
        # A block of JSON is data, which no browser runs.
        pytest.param(r"""<script\b(?![^>]*(\bsrc=|type="application/json"))""", id="inline script"),
        pytest.param(r"""<[^>]*\son[a-z]+\s*=\s*["']""", id="event attribute"),
        pytest.param(r"javascript:", id="script address"),
        # A form's help text is our own, Django's password rules come as a list in HTML, and the
        # picture of the second step is drawn by allauth from a secret it made.
        pytest.param(
            r"(?<!help_text)(?<!totp_svg)\|\s*safe\b|\{%\s*autoescape\s+off", id="unescaped text"
        ),
    ],
)
def test_templates_hold_nothing_the_csp_refuses(pattern: str) -> None:
    assert lines_matching(templates(), pattern) == []


def test_every_silenced_check_says_why() -> None:
    """`# noqa: CODE - reason`, `# type: ignore[code] # reason`: never bare, never silent."""
    bare = r"#\s*noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* \W*\w+)|#\s*type:\s*ignore(?!\[[\w-]+\].*\w{3})"
    sources = [path for path in app_files() if path.stat().st_size]
    assert lines_matching(sources, bare) == []


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    found = {path.name: path for path in ROOT.iterdir() if path.name not in UNTRACKED}
    folders = {name for name, path in found.items() if path.is_dir()}
    files = {name for name, path in found.items() if path.is_file()}
    assert folders - TOP_FOLDERS == set()
    assert files - TOP_FILES == set()
    packages = {name for name in folders if (ROOT / name / "__init__.py").exists()}
    assert packages == {*APPS, "tests"}


def test_the_tests_package_guards_the_name_sessions() -> None:
    """Without tests/__init__.py the folder tests/sessions would hide the app."""
    assert (ROOT / "tests/__init__.py").exists()


def test_the_repository_speaks_of_the_product_alone() -> None:
    """No path of somebody's machine and no package index address in what is handed on."""
    suffixes = {".py", ".html", ".md", ".toml", ".txt", ".in", ".js", ".css", ".json", ".yaml"}
    folders = [ROOT / name for name in TOP_FOLDERS]
    sources = [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]
    sources += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in suffixes]
    here = re.escape(str(ROOT.parent)) if len(ROOT.parts) > 2 else "(?!)"
    assert lines_matching(sources, rf"{here}/|--(extra-)?index-url|//[^/ ]+/simple/") == []
