"""Every address as every person, by docs/security/access.md; and nobody finds a word that is not
theirs in anything they get.
"""

import uuid
from dataclasses import replace

import pytest

from tests.access.table import METHODS, PEOPLE, Row, address_rows, routes, word_rows
from tests.access.visitor import MADE_UP, Told, Visitor
from tests.access.world import World

ROWS = address_rows()
GETS = [row for row in ROWS if row.method == "GET"]
CLOSED_TO_SOME = [row for row in GETS if {"200", "404"} <= set(row.cells) and row.about]
WORDS = word_rows()
ADDRESSES = sorted({row.address for row in ROWS})
CELLS = {"200", "302", "in", "login", "401", "403", "404", "405", "410"}
CLOSED = {"401", "403", "404", "405", "410", "login"}

pytestmark = pytest.mark.django_db


def strange_words(world: World, person: str, told: Told) -> list[str]:
    """Names of the words that this person is never to read, and was told."""
    column = PEOPLE.index(person)
    never = (name for name, cells in WORDS.items() if cells[column] == "never")
    return [name for name in never if world.words[name] in told.text]


def by_name(row: Row) -> str:
    return row.name


@pytest.mark.parametrize("row", ROWS, ids=by_name)
def test_each_gets_what_the_table_says(row: Row, world: World, visitor: Visitor) -> None:
    """And nobody a word that is not theirs: the answer of each is looked at for both."""
    got = {person: visitor.ask(row, person) for person in PEOPLE}
    said = dict(zip(PEOPLE, row.cells, strict=True))
    assert {person: told.as_cell(row.method) for person, told in got.items()} == said
    strange = {person: strange_words(world, person, told) for person, told in got.items()}
    assert {person: words for person, words in strange.items() if words} == {}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_finds_what_is_theirs(person: str, world: World, visitor: Visitor) -> None:
    all_they_get = "\n".join(visitor.ask(row, person).text for row in GETS)
    column = PEOPLE.index(person)
    theirs = (name for name, cells in WORDS.items() if cells[column] == "reads")
    assert [name for name in theirs if world.words[name] not in all_they_get] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_method_without_a_row_is_closed(address: str, visitor: Visitor) -> None:
    rows = [row for row in ROWS if row.address == address]
    missing = [method for method in METHODS if method not in {row.method for row in rows}]
    tried = [replace(rows[0], method=method) for method in missing]
    got = {
        (row.method, one): visitor.ask(row, one).as_cell("GET") for row in tried for one in PEOPLE
    }
    assert {who: cell for who, cell in got.items() if cell not in CLOSED} == {}


@pytest.mark.parametrize("row", CLOSED_TO_SOME, ids=by_name)
def test_not_yours_reads_as_unknown(row: Row, world: World, visitor: Visitor) -> None:
    """The same answer, letter by letter, as for something that was never there."""
    about = row.about.partition("?")[0].strip()
    names = {"case_pk", *(world.objects | MADE_UP)[about]}
    nothing = replace(row, about="nothing")
    world.objects["nothing"] = dict.fromkeys(names, uuid.UUID(int=7))
    visitor.kept = {key: told for key, told in visitor.kept.items() if nothing.name not in key}
    for person in [one for one in ("A", "B", "stranger", "other") if row.cell(one) == "404"]:
        assert visitor.ask(row, person) == visitor.ask(nothing, person)


def test_every_address_has_a_row() -> None:
    assert sorted(set(routes()) - set(ADDRESSES)) == []


def test_every_row_has_an_address() -> None:
    assert sorted(set(ADDRESSES) - set(routes())) == []


def test_every_row_is_filled_in() -> None:
    assert [row.name for row in ROWS if not set(row.cells) <= CELLS] == []
    assert [row.name for row in ROWS if len(row.cells) != len(PEOPLE)] == []
    assert [row.name for row in ROWS if row.method not in METHODS] == []
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {cell for cells in WORDS.values() for cell in cells} == {"reads", "may", "never"}


def test_every_private_word_has_a_row(world: World) -> None:
    assert set(world.words) == set(WORDS)
