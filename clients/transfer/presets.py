"""Kinds of list: which heading means which of our columns, and what is put right on the way."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.transfer.reading import FileRefused, Row, Table

Cells = dict[str, str]


@dataclass(frozen=True)
class Record:
    """One person of a list, by our names of columns; `row` is its number in the file."""

    row: int
    cells: Cells
    fault: str = ""


@dataclass(frozen=True)
class Preset:
    """A kind of list. `columns` names for each of ours the headings that mean it.

    `needed` are groups of which one has to be there in whole.
    """

    key: str
    label: str | Promise
    columns: dict[str, tuple[str, ...]]
    needed: tuple[tuple[str, ...], ...]
    put_right: Callable[[Cells], Cells] = lambda cells: cells
    note: str | Promise = ""

    @property
    def meanings(self) -> dict[str, str]:
        """Heading -> our name of the column."""
        return {alias: name for name, aliases in self.columns.items() for alias in aliases}

    def is_met_by(self, names: Container[str]) -> bool:
        return any(all(name in names for name in group) for group in self.needed)


@dataclass
class PeopleList:
    """What a file holds, under our names of columns."""

    records: Iterator[Record]
    columns: list[str]
    left_alone: list[str]
    notes: list[str] = field(default_factory=list)


def understand(table: Table, preset: Preset) -> PeopleList:
    """The rows of `table` as people; FileRefused when a needed column is not there."""
    places = _places(table.heading, preset)
    if not preset.is_met_by(places):
        raise FileRefused(_missing(table.heading, preset))
    read = set(places.values())
    left_alone = [title for at, title in enumerate(table.heading) if title and at not in read]
    records = _records(table.rows, len(table.heading), places, preset)
    notes = table.notes + [str(preset.note)] * bool(preset.note)
    return PeopleList(records, list(places), left_alone, notes)


def _places(heading: list[str], preset: Preset) -> dict[str, int]:
    """Our name of a column -> where it stands; the others are left alone."""
    meanings = preset.meanings
    places: dict[str, int] = {}
    for place, title in enumerate(heading):
        name = meanings.get(_plain(title), "")
        if name in places:
            titles = {"one": heading[places[name]], "other": title}
            raise FileRefused(
                _("The columns “%(one)s” and “%(other)s” mean the same. Take one out.") % titles
            )
        if name:
            places[name] = place
    return places


def _records(
    rows: Iterable[Row], width: int, places: dict[str, int], preset: Preset
) -> Iterator[Record]:
    for number, cells in rows:
        fault = ""
        if any(cell.strip() for cell in cells[width:]):
            fault = _("Has more cells than the heading. Put text that holds a comma in quotes.")
        named = {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
        yield Record(number, _whole_name(preset.put_right(named)), fault)


def _whole_name(cells: Cells) -> Cells:
    """First, middle and last name become the full name, where none stands there."""
    parts = [cells.pop(name, "") for name in ("first_name", "middle_name", "last_name")]
    return {**cells, "legal_name": cells.get("legal_name") or " ".join(filter(None, parts))}


def _missing(heading: list[str], preset: Preset) -> str:
    found = ", ".join(f"“{title[:40]}”" for title in heading[:8])
    group = preset.needed[0]
    wanted = ", ".join(f"“{preset.columns[name][0].capitalize()}”" for name in group)
    words = _("The first row names no column %(wanted)s. It says: %(found)s.")
    return words % {"wanted": wanted, "found": found}


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title).strip().casefold()


def _without_digits(cells: Cells) -> Cells:
    names = ("first_name", "middle_name", "last_name")
    return cells | {name: re.sub(r"\d+", "", cells[name]) for name in names if name in cells}


def _only_name(cells: Cells) -> Cells:
    """A list whose only column of names is called “name” means the full name by it."""
    if any(cells.get(name) for name in ("legal_name", "first_name", "last_name")):
        return cells
    return cells | {"legal_name": cells.get("name", ""), "name": ""}


GENERIC = Preset(
    key="generic",
    label=gettext_lazy("A list of people (also one that was exported here)"),
    columns={
        "hearthwork_id": ("hearthwork id",),
        "external_id": ("external id", "id", "client id", "patient id", "id in another system"),
        "legal_name": ("full name", "legal name", "client", "client name"),
        "first_name": ("first name", "given name", "firstname", "forename"),
        "middle_name": ("middle name", "middlename"),
        "last_name": ("last name", "family name", "lastname", "surname"),
        "name": ("name they go by", "name", "called", "preferred name"),
        "pronouns": ("pronouns",),
        "born_on": ("date of birth", "born on", "born", "birthdate", "birth date", "dob"),
        "died_on": ("date of death", "died on", "deathdate"),
        "email": ("e mail", "email", "e mail address", "email address"),
        "phone": ("phone", "telephone", "phone number", "mobile"),
        "channel": ("safe contact", "channel"),
        "contact_rules": ("when and how", "contact rules"),
    },
    needed=(("legal_name",), ("first_name", "last_name"), ("name",)),
    put_right=_only_name,
)
SYNTHEA = Preset(
    key="synthea",
    label=gettext_lazy("Synthea patients.csv"),
    columns={
        "external_id": ("id",),
        "first_name": ("first",),
        "middle_name": ("middle",),
        "last_name": ("last",),
        "born_on": ("birthdate",),
        "died_on": ("deathdate",),
    },
    needed=(("external_id", "first_name", "last_name"),),
    put_right=_without_digits,
    note=gettext_lazy(
        "Digits inside names are left out. Gender is left alone: pronouns are theirs to say."
    ),
)


PRESETS = {preset.key: preset for preset in (GENERIC, SYNTHEA)}
