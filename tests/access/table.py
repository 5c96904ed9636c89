"""Reads docs/security/access.md: the table of addresses, and the table of words."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ACCESS = Path(__file__).parents[2] / "docs" / "security" / "access.md"
METHODS = ("GET", "POST")
PEOPLE = (
    "anonymous", "A", "B", "stranger", "therapist", "other", "former", "supervisor", "peer",
    "office", "owner", "root",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One address, method and object, and what each person gets."""

    address: str
    method: str
    about: str
    cells: tuple[str, ...]

    def cell(self, person: str) -> str:
        return self.cells[PEOPLE.index(person)]

    @property
    def name(self) -> str:
        return f"{self.address}-{self.method}-{self.about}".replace(" ", "_")


def address_rows() -> list[Row]:
    rows = _tables(("address", "method", "about"))
    return [Row(row[0].strip("`"), row[1], row[2], tuple(row[3:])) for row in rows]


def word_rows() -> dict[str, tuple[str, ...]]:
    """Name of the words -> reads, may or never, person by person."""
    return {row[0]: tuple(row[1:]) for row in _tables(("words",))}


def _tables(first: tuple[str, ...]) -> list[list[str]]:
    """The rows of every table whose columns are `first` and then the people."""
    rows: list[list[str]] = []
    inside = False
    for line in ACCESS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if inside and set(line) - set("|- "):
            rows.append(cells)
        inside = inside or cells == [*first, *PEOPLE]
    return rows


@cache
def routes() -> dict[str, str]:
    """Every address that the program answers: its name, as `reverse` knows it, and its route."""
    return dict(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, route: str, spaces: tuple[str, ...]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in resolver.url_patterns:
        where = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append((":".join((*spaces, entry.name or where)), where))
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            found += _walk(entry, where, inner)
    return found
