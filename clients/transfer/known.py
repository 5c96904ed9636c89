"""Who of a list is here already: by our id, the other system's id, e-mail, or name and birth."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from clients.models import Client

Values = dict[str, Any]


class RowRefused(Exception):
    """Why one row is left out: the column, and what is wrong with its remedy."""

    def __init__(self, column: str, why: str) -> None:
        self.column = column
        super().__init__(why)


class Known:
    """The people that a batch of rows may mean, fetched with one query for each way to know them.

    Only those who were here when the import began: a row never meets one that came with it.
    """

    def __init__(self, people: QuerySet[Client], began: datetime, batch: Iterable[Values]) -> None:
        # Without an order: nobody looks at these rows in a list, and sorting thousands takes time.
        self.people = people.filter(created_at__lt=began).order_by()
        rows = list(batch)
        self.by_key = self._find("pk", {row.get("hearthwork_id") for row in rows})
        self.by_external = self._find("external_id", {row.get("external_id") for row in rows})
        self.by_email = self._find("email", {row.get("email", "").lower() for row in rows})
        self.by_name = self._namesakes({row["legal_name"] for row in rows if is_bare(row)})

    def _find(self, name: str, wanted: set[Any]) -> dict[Any, Client]:
        wanted -= {None, ""}
        if not wanted:
            return {}
        if name == "email":
            # No two people's addresses differ in capitals alone, and a list may write either.
            lowered = self.people.annotate(low=Lower("email")).exclude(email="")
            return {person.email.lower(): person for person in lowered.filter(low__in=wanted)}
        found = self.people.filter(**{f"{name}__in": wanted})
        return {getattr(person, name): person for person in found}

    def _namesakes(self, wanted: set[str]) -> dict[str, list[Client]]:
        found: dict[str, list[Client]] = defaultdict(list)
        for person in self.people.filter(legal_name__in=wanted) if wanted else ():
            found[person.legal_name].append(person)
        return found

    def match(self, row: Values) -> Client | None:
        """The person that `row` means, None for a new one; RowRefused when it cannot be told."""
        person = self._by_our_key(row) or self._by_external(row) or self._by_email(row)
        if person is None and is_bare(row):
            person = self._by_name(row)
        self._refuse_mix_up(row, person)
        return person

    def _by_our_key(self, row: Values) -> Client | None:
        key = row.get("hearthwork_id")
        if key and key not in self.by_key:
            why = _("Nobody here has this id. Leave it empty for a new person.")
            raise RowRefused("hearthwork_id", why)
        return self.by_key.get(key)

    def _by_external(self, row: Values) -> Client | None:
        return self.by_external.get(row.get("external_id"))

    def _by_email(self, row: Values) -> Client | None:
        return self.by_email.get(row.get("email", "").lower())

    def _by_name(self, row: Values) -> Client | None:
        namesakes, born_on = self.by_name.get(row["legal_name"], []), row.get("born_on")
        same = [person for person in namesakes if person.born_on == born_on]
        if len(same) == 1:
            return same[0]
        # Records of two people must never run together, so a guess is refused, not made.
        if any(not born_on or person.born_on in (None, born_on) for person in namesakes):
            why = _(
                "Somebody of this name is here. Add an e-mail address, an id or the birth date."
            )
            raise RowRefused("legal_name", why)
        return None

    def _refuse_mix_up(self, row: Values, person: Client | None) -> None:
        """Neither an address nor an id may wander from one person to another."""
        if self._by_email(row) not in (None, person):
            why = _("Somebody else here has this address. People never share one.")
            raise RowRefused("email", why)
        if self._by_external(row) not in (None, person):
            raise RowRefused("external_id", _("Somebody else here has this id. Check both rows."))
        given = row.get("external_id")
        if person is not None and given and person.external_id not in ("", given):
            why = _("This person has another id here. Correct it on their page first.")
            raise RowRefused("external_id", why)


def is_bare(row: Values) -> bool:
    """Whether only name and birth tell who somebody is."""
    return not any(row.get(name) for name in ("hearthwork_id", "external_id", "email"))
