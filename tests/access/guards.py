"""The guards of the house, and each file without one of them; `mutate.py` tries the tests on them.

A guard is a condition of a query in access.py or grants.py, a check there that ends in nothing or
in a 404, and every call of a page that asks for rows by the person who looks.
"""

import ast
import copy
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).parents[2]
RULES = (
    "practice/access.py", "practice/grants.py", "clients/access/agreed.py",
    "clients/access/cases.py", "clients/access/kept.py", "clients/access/parts.py",
    "clients/access/told.py", "sessions/access.py",
)  # fmt: skip
PAGES = ("clients/views", "clients/portal", "sessions/views", "sessions/portal")
NARROWING = {"filter", "exclude", "Q"}
ROADS = {"visible_to", "editable_by", "mine", "portal_of", "of_login", "shared_with"}
# A guard of a page -> the next weaker one, and where it comes from.
WEAKER = {
    "editable_or_404": ("practice.access", "visible_or_404"),
    "visible_or_404": ("django.shortcuts", "get_object_or_404"),
}
Cuts = Callable[[ast.AST], Iterator[tuple[str, ast.AST]]]


@dataclass(frozen=True)
class Mutant:
    """One file without one guard."""

    path: Path
    inside: str  # the function, by its qualified name
    what: str
    source: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT).as_posix()}: {self.what}"

    @property
    def place(self) -> str:
        return f"{self.path}:{self.inside}"


def mutants() -> Iterator[Mutant]:
    """Every guard of every file, one at a time."""
    for name in RULES:
        yield from _of_file(ROOT / name, _cuts_of_rules)
    for folder in PAGES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from _of_file(path, _cuts_of_pages)


def _of_file(path: Path, cuts: Cuts) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = dict(_functions(tree))
    for number, node in enumerate(ast.walk(tree)):
        if node not in inside:  # what stands in no function was done when the file was loaded
            continue
        for what, instead in cuts(node):
            changed = copy.deepcopy(tree)
            _put(changed, number, instead)
            name = f"line {getattr(node, 'lineno', 0)} without {what}"
            yield Mutant(path, inside[node], name, ast.unparse(changed))


def _functions(tree: ast.AST, around: str = "", name: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Each node in a function, with the qualified name of that function."""
    for node in ast.iter_child_nodes(tree):
        inner, within = around, name
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            inner = f"{around}{node.name}."
            if isinstance(node, ast.FunctionDef):
                within, inner = f"{around}{node.name}", f"{inner}<locals>."
        elif name:
            yield node, name
        yield from _functions(node, inner, within)


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
        yield f"if {ast.unparse(node.test)}", ast.Expr(value=node.test)


def _cuts_of_pages(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The person no longer asked for, or a page's guard replaced by the next weaker one."""
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    if name in WEAKER:
        module, weaker = WEAKER[name]
        call = copy.deepcopy(node)
        call.func = ast.parse(f"__import__('{module}', fromlist=['x']).{weaker}", mode="eval").body
        if weaker == "get_object_or_404":
            del call.args[1]
        yield f"{ast.unparse(node)}, but {weaker}", call
    elif name in ROADS and isinstance(node.func, ast.Attribute):
        everybody = ast.Attribute(value=node.func.value, attr="all", ctx=ast.Load())
        yield ast.unparse(node), ast.Call(func=everybody, args=[], keywords=[])


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _ends_in_nothing(last: ast.stmt) -> bool:
    return isinstance(last, ast.Raise) or ast.unparse(last) == "return self.none()"


@contextmanager
def in_place(mutant: Mutant) -> Iterator[None]:
    """Every function of that file runs the mutant's code for a while."""
    codes = dict(_codes(compile(mutant.source, str(mutant.path), "exec")))
    # gc knows the functions inside decorators too, which no name leads to. `isinstance` would wake
    # lazy objects up.
    functions = [one for one in gc.get_objects() if type(one) is FunctionType]
    before = [
        (one, one.__code__)
        for one in functions
        if one.__code__.co_filename == str(mutant.path) and one.__code__.co_qualname in codes
    ]
    assert before, "no function of this file is loaded"
    try:
        for function, code in before:
            function.__code__ = codes[code.co_qualname]
        yield
    finally:
        for function, code in before:
            function.__code__ = code


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if not inner.co_name.startswith("<"):
                yield inner.co_qualname, inner
            yield from _codes(inner)
