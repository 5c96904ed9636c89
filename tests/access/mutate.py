"""Takes each guard out in turn and sees whether the tests of this folder notice. By hand:

    make guards                                         # all of them, some minutes
    python -m pytest tests/access/mutate.py -k journey  # those with this in their name

A test that fails names a guard whose absence nobody would see. The time is bounded: it is noted
once which tests come through which function, and a guard is tried by the tests of the rules and by
MOST addresses that come through its own.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access import test_matrix, test_rules
from tests.access.guards import ROOT, Mutant, in_place, mutants
from tests.access.table import Row
from tests.access.visitor import Visitor
from tests.access.world import World

# Taking these out changes nothing that anybody can see, and why.
EQUIVALENT: dict[str, str] = {}
MOST = 40  # addresses for one guard
Seen = dict[str, list["Trial"]]
passed_through: set[str] = set()
red_before: list[str] = []


@dataclass(frozen=True)
class Trial:
    """One test with its parameters; `of_rules` asks a rule by itself, others an address."""

    run: "partial[None]"
    of_rules: bool = False


def trials(world: World, visitor: Visitor) -> Iterator[Trial]:
    """The rules by themselves, and every address as everybody."""
    for test in calls_of(test_rules, world=world, visitor=visitor):
        yield Trial(test, of_rules=True)
    for row in filter(_is_ours, test_matrix.ROWS):
        yield Trial(partial(test_matrix.test_each_gets_what_the_table_says, row, world, visitor))
    for row in filter(_is_ours, test_matrix.CLOSED_TO_SOME):
        yield Trial(partial(test_matrix.test_not_yours_reads_as_unknown, row, world, visitor))


def calls_of(module: ModuleType, **fixtures: Any) -> Iterator["partial[None]"]:
    """Each test of a module with each of its parameters, ready to be called."""
    for name, test in vars(module).items():
        if name.startswith("test_") and callable(test):
            for parameters in _parameters(test):
                wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
                given = {key: value for key, value in fixtures.items() if key in wanted}
                yield partial(test, **given | parameters)


def _parameters(test: Any) -> Iterator[dict[str, Any]]:
    marks = [m for m in getattr(test, "pytestmark", []) if m.name == "parametrize"]
    choices = [[{m.args[0]: value} for value in m.args[1]] for m in marks]
    for chosen in product(*choices):
        yield {name: value for one in chosen for name, value in one.items()}


def _is_ours(row: Row) -> bool:
    """Sign-in and the back office have no guard of ours to take out."""
    return row.address.startswith(("clients:", "sessions:"))


@pytest.fixture(scope="module")
def comers(world: World, visitor: Visitor, django_db_blocker: DjangoDbBlocker) -> Seen:
    """Place of a function -> the tests that come through it, the telling ones first."""
    found: dict[str, list[tuple[int, Trial]]] = defaultdict(list)
    with django_db_blocker.unblock(), ExitStack() as marks:
        for path in {mutant.path for mutant in MUTANTS}:
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            marks.enter_context(in_place(Mutant(path, "", "marked", _marked(path))))
        for trial in trials(world, visitor):
            passed_through.clear()
            words = _words_told(trial, world, visitor)
            for place in passed_through if words is not None else ():
                found[place].append((words or 0, trial))
    visitor.kept = {}
    return {place: _chosen(rows) for place, rows in found.items()}


def _chosen(found: list[tuple[int, Trial]]) -> list[Trial]:
    """All tests of the rules; of the addresses those that tell most, and some of every corner."""
    rules = [one for _words, one in found if one.of_rules]
    rest = [(words, one) for words, one in found if not one.of_rules]
    telling = [one for _words, one in sorted(rest, key=lambda row: -row[0])[: MOST // 2]]
    others = [one for _words, one in rest if one not in telling]
    return [*rules, *telling, *others[:: 2 * len(others) // MOST + 1]]


def _words_told(trial: Trial, world: World, visitor: Visitor) -> int | None:
    """Once through it: how many of the private words it told; None where it is red as it is."""
    if _goes_red(trial, visitor):
        red_before.append(str(trial.run))
        return None
    told = "".join(one.text for one in visitor.kept.values())
    return sum(word in told for word in world.words.values())


def _marked(path: Path) -> str:
    """The file with a first line in each function that notes that somebody came through."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    note = (
        "__import__('tests.access.mutate', fromlist=['x']).passed_through.add("
        f"{str(path)!r} + ':' + __import__('sys')._getframe().f_code.co_qualname)"
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = [*ast.parse(note).body, *node.body]
    return ast.unparse(ast.fix_missing_locations(tree))


def is_noticed(mutant: Mutant, seen: Seen, visitor: Visitor) -> bool:
    """Whether any test goes red, by a wrong answer or by falling over."""
    with in_place(mutant):
        return any(_goes_red(one, visitor) for one in seen.get(mutant.place, ()))


def _goes_red(trial: Trial, visitor: Visitor) -> bool:
    visitor.kept = {}
    try:
        with transaction.atomic():
            trial.run()
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 # whatever it stumbles over, it was noticed
        return True
    except pytest.fail.Exception:  # a template that misses a variable
        return True
    return False


MUTANTS = [mutant for mutant in mutants() if str(mutant) not in EQUIVALENT]


@pytest.mark.django_db
@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_guard_that_is_gone_is_missed(mutant: Mutant, comers: Seen, visitor: Visitor) -> None:
    assert is_noticed(mutant, comers, visitor)


@pytest.mark.django_db
def test_with_every_guard_nothing_is_amiss(comers: Seen) -> None:
    """The control: what is red without any change tells nothing, and was left out above."""
    assert red_before == []
