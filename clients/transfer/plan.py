"""What a list would do, row by row: add, change, leave as it is, or refuse and why.

The preview and the import take the same steps; the import writes what they give.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Client
from clients.models.client import ContactChannel
from clients.transfer.known import Known, RowRefused, Values, is_bare
from clients.transfer.presets import Record
from clients.transfer.resource import ClientResource, column_label

ROWS_AT_ONCE = 500
Mark = tuple[str, Any]  # a column and a value of which there may be one


@dataclass(frozen=True)
class Refusal:
    """Something in the way of a row; `column` is empty when it is the row as a whole."""

    row: int
    column: str
    why: str

    @property
    def label(self) -> str:
        return column_label(self.column)


@dataclass(frozen=True)
class Person:
    """A row that is accepted. `before` holds the earlier values of what it changes."""

    row: int
    client: Client
    before: Values = field(default_factory=dict)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(column, earlier value, new value) of each change, in words."""
        return [
            (column_label(name), _words(name, old), _words(name, getattr(self.client, name)))
            for name, old in self.before.items()
        ]


@dataclass
class Batch:
    """Some rows of a list, sorted by what becomes of them."""

    added: list[Person] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)
    unchanged: list[Person] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


class Planner:
    """Sorts the rows of one list; remembers what it has seen, to find doubles."""

    def __init__(self, people: QuerySet[Client]) -> None:
        self.people = people
        self.began = timezone.now()  # whoever is here later came with this very list
        self.columns = ClientResource().columns
        self.seen: dict[Mark, tuple[int, bool]] = {}

    def batches(self, records: Iterable[Record]) -> Iterator[Batch]:
        """All rows, a few hundred at a time."""
        coming = iter(records)
        while some := list(islice(coming, ROWS_AT_ONCE)):
            yield self._sort(some)

    def _sort(self, records: list[Record]) -> Batch:
        batch = Batch()
        cleaned = []
        for record in records:
            values, faults = self._clean(record)
            batch.refused.extend(faults)
            if not faults:
                cleaned.append((record.row, values))
        known = Known(self.people, self.began, (values for _row, values in cleaned))
        for row, values in cleaned:
            try:
                client = known.match(values)
                marks = _marks(values, client)
                self._refuse_doubles(marks, is_bare(values))
                _place(batch, row, values, client)
            except RowRefused as error:
                batch.refused.append(Refusal(row, error.column, str(error)))
            else:
                self.seen.update({mark: (row, is_bare(values)) for mark in marks})
        return batch

    def _clean(self, record: Record) -> tuple[Values, list[Refusal]]:
        """Values of the cells, and everything that is wrong with them."""
        values: Values = {}
        # All of them at once: whoever mends a list wants to open it a single time.
        faults = [Refusal(record.row, "", record.fault)] if record.fault else []
        for name, cell in record.cells.items():
            column = self.columns.get(name)
            try:
                values[name] = column.clean(record.cells) if column else cell
            except ValueError as error:
                faults.append(Refusal(record.row, name, str(error)))
        return values, faults or _unfit(record.row, values)

    def _refuse_doubles(self, marks: Iterable[Mark], bare: bool) -> None:
        """Raise RowRefused when an accepted row of the list was the same person."""
        for column, value in marks:
            earlier, earlier_bare = self.seen.get((column, value), (0, False))
            # Two people may share a name, if anything else tells them apart.
            if earlier and (column != "legal_name" or bare or earlier_bare):
                why = _("Row %(row)s is the same person. Keep one of them.") % {"row": earlier}
                raise RowRefused(column, why)


def _unfit(row: int, values: Values) -> list[Refusal]:
    """What keeps somebody out whose cells are all in order."""
    # Mail to somebody who died would reach those who mourn them.
    if values.pop("died_on", ""):
        why = _("This person has died, the list says. Nobody was added.")
        return [Refusal(row, "died_on", why)]
    if not values["legal_name"]:
        return [Refusal(row, "legal_name", _("Has no name. Write one."))]
    return []


def _marks(values: Values, client: Client | None) -> list[Mark]:
    """Everything by which another row could turn out to be this person."""
    named = [
        ("external_id", values.get("external_id")),
        ("email", values.get("email", "").lower()),
        ("", client.pk if client else None),
        ("legal_name", (values["legal_name"], values.get("born_on"))),
    ]
    return [(column, value) for column, value in named if value]


def _place(batch: Batch, row: int, values: Values, client: Client | None) -> None:
    # An empty cell says nothing: it never takes away what is known here.
    given = {name: value for name, value in values.items() if value and name != "hearthwork_id"}
    if client is None:
        batch.added.append(Person(row, Client(**given)))
        return
    before = _change(client, given)
    (batch.changed if before else batch.unchanged).append(Person(row, client, before))


def _change(client: Client, given: Values) -> Values:
    """Set what differs, on the object alone; the earlier values."""
    before = {name: old for name, value in given.items() if (old := getattr(client, name)) != value}
    _refuse_loosened_contact(before)
    for name in before:
        setattr(client, name, given[name])
    return before


def _words(name: str, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j M Y")
    return str(ContactChannel(value).label) if name == "channel" else str(value or "")


def _refuse_loosened_contact(before: Values) -> None:
    """Whoever asked not to be contacted is not opened up again by a list."""
    if before.get("channel") == ContactChannel.NONE:
        why = _("This person asked for no contact. Change that on their page, not by a list.")
        raise RowRefused("channel", why)
