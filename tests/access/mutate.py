"""Takes each guard out in turn and sees whether the tests of this folder notice.

    python -m tests.access.mutate            # all of them, in a copy of the tree
    python -m tests.access.mutate --list     # only names them
    python -m tests.access.mutate journey    # those with this in their name

A guard is a condition of a query in access.py or grants.py, a check there that ends in nothing or
in a 404, and every call of a page that asks for rows by the person who looks.
"""

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = ("practice/access.py", "practice/grants.py", "clients/access.py", "sessions/access.py")
PAGES = ("clients/views", "clients/portal", "sessions/views", "sessions/portal")
NARROWING = {"filter", "exclude", "Q"}
ROADS = {"visible_to", "editable_by", "mine", "portal_of", "of_login", "shared_with"}
# A guard of a page -> the next weaker one, by its full name.
WEAKER = {
    "editable_or_404": ("practice.access", "visible_or_404"),
    "visible_or_404": ("django.shortcuts", "get_object_or_404"),
}
LEFT_OUT = {".git", ".venv", "var", "__pycache__", "staticfiles", ".mypy_cache", ".ruff_cache"}
PYTEST = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no")
MATRIX = "tests/access/test_matrix.py"
# Which tests are asked, by where the guard was: sign-in pages have none to take out.
ASKED = {
    "clients/portal": (MATRIX, "-k", "portal or finds_what"),
    "clients/views": (MATRIX, "-k", "(clients and not portal) or finds_what"),
    "sessions/": (MATRIX, "-k", "sessions or finds_what"),
}
RULES_ASKED = ("tests/access/test_rules.py", MATRIX, "-k", "test_rules or clients or sessions")
# Taking these out changes nothing that anybody can see, and why.
EQUIVALENT: dict[str, str] = {}


@dataclass(frozen=True)
class Mutant:
    """One file without one guard."""

    path: str
    what: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def mutants() -> Iterator[Mutant]:
    """Every guard of every file, one at a time."""
    pages = (path for folder in PAGES for path in sorted((ROOT / folder).rglob("*.py")))
    for path in (*(ROOT / name for name in RULES), *pages):
        cuts = _cuts_of_rules if path.relative_to(ROOT).as_posix() in RULES else _cuts_of_pages
        yield from _of_file(path, cuts)


def _of_file(
    path: Path, cuts: Callable[[ast.AST], Iterator[tuple[str, ast.AST]]]
) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        for what, instead in cuts(node):
            changed = copy.deepcopy(tree)
            _put(changed, number, instead)
            line = getattr(node, "lineno", 0)
            name = f"line {line} without {what}"
            yield Mutant(path.relative_to(ROOT).as_posix(), name, ast.unparse(changed))


def _put(tree: ast.AST, number: int, instead: ast.AST) -> None:
    """The node that `ast.walk` comes to as the number-th becomes `instead`."""
    old = next(node for at, node in enumerate(ast.walk(tree)) if at == number)
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, instead)
            elif isinstance(value, list) and any(one is old for one in value):
                setattr(parent, name, [instead if one is old else one for one in value])
    ast.fix_missing_locations(tree)


def _cuts_of_rules(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """A condition of a query, one side of an "and" or "or", or a check that ends in nothing."""
    if isinstance(node, ast.Call) and _name(node.func) in NARROWING:
        for kind in ("args", "keywords"):
            for part in getattr(node, kind):
                fewer = copy.copy(node)
                setattr(fewer, kind, [one for one in getattr(node, kind) if one is not part])
                yield ast.unparse(part), fewer
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield ast.unparse(node.left), node.right
        yield ast.unparse(node.right), node.left
    elif isinstance(node, ast.If) and _ends_in_nothing(node.body[-1]):
        yield f"if {ast.unparse(node.test)}", ast.Pass()


def _cuts_of_pages(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The person no longer asked for, or a page's guard replaced by the next weaker one."""
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    if name in WEAKER:
        module, weaker = WEAKER[name]
        call = copy.deepcopy(node)
        call.func = ast.parse(f"__import__('{module}', fromlist=['x']).{weaker}").body[0].value  # type: ignore[attr-defined] # an expression
        if weaker == "get_object_or_404":
            del call.args[1]
        yield f"{ast.unparse(node)}, but {weaker}", call
    elif name in ROADS and isinstance(node.func, ast.Attribute):
        whole = copy.deepcopy(node)
        whole.func.attr, whole.args = "all", []  # type: ignore[attr-defined] # an Attribute
        yield ast.unparse(node), whole


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _ends_in_nothing(last: ast.stmt) -> bool:
    return isinstance(last, ast.Raise) or (
        isinstance(last, ast.Return) and ast.unparse(last) == "return self.none()"
    )


def is_noticed(tree: Path, mutant: Mutant) -> bool:
    """Whether the tests go red on this one."""
    target = tree / mutant.path
    before = target.read_text(encoding="utf-8")
    target.write_text(mutant.source, encoding="utf-8")
    try:
        return not is_green(tree, _asked(mutant.path))
    finally:
        target.write_text(before, encoding="utf-8")


def is_green(tree: Path, tests: tuple[str, ...]) -> bool:
    command = [sys.executable, *PYTEST, *tests]
    found = subprocess.run(command, cwd=tree, capture_output=True, check=False, env=_environment())
    return found.returncode == 0


def _asked(path: str) -> tuple[str, ...]:
    if path in RULES:
        return RULES_ASKED
    return next(tests for start, tests in ASKED.items() if path.startswith(start))


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("HEARTHWORK")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("named", nargs="?", default="")
    asked = parser.parse_args()
    wanted = [m for m in mutants() if asked.named in str(m) and str(m) not in EQUIVALENT]
    if asked.list:
        sys.stdout.writelines(f"{mutant}\n" for mutant in wanted)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=lambda _folder, names: LEFT_OUT & set(names))
        if not all(is_green(tree, tests) for tests in (RULES_ASKED, *ASKED.values())):
            sys.exit("The tests are red before anything is taken out: mend that first.")
        unnoticed = [mutant for mutant in wanted if not _told(tree, mutant)]
    sys.stdout.write(f"{len(wanted) - len(unnoticed)} of {len(wanted)} noticed\n")
    return 1 if unnoticed else 0


def _told(tree: Path, mutant: Mutant) -> bool:
    noticed = is_noticed(tree, mutant)
    sys.stdout.write(f"{'noticed' if noticed else 'UNNOTICED'}  {mutant}\n")
    sys.stdout.flush()
    return noticed


if __name__ == "__main__":
    sys.exit(main())
