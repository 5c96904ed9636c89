"""Loads measures from files, and switches them on and off."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from practice.instruments.facts import REGISTRY, Facts
from practice.instruments.questionnaire import Questionnaire, QuestionnaireError, read_questionnaire
from practice.models import Instrument, InstrumentInUse
from practice.services import audit
from practice.services.library_file import LibraryError, parse

MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Shelf:
    """One measure as the practice has it: what is published, what was loaded, whether it is on."""

    key: str
    name: str
    facts: Facts | None
    loaded: tuple[Instrument, ...]
    use: InstrumentInUse | None


def shelves() -> list[Shelf]:
    """Every measure that is known or loaded, in the order of the registry, others after them."""
    loaded: dict[str, list[Instrument]] = {}
    for row in Instrument.objects.filter(is_current=True):
        loaded.setdefault(row.key, []).append(row)
    uses = {row.key: row for row in InstrumentInUse.objects.all()}
    keys = [*REGISTRY, *sorted(loaded.keys() - REGISTRY.keys())]
    return [_shelf(key, tuple(loaded.get(key, ())), uses.get(key)) for key in keys]


def shelf(key: str) -> Shelf | None:
    """One of them, or None where nothing has that key."""
    return next((one for one in shelves() if one.key == key), None)


def read_instrument(name: str, content: bytes, known: Facts | None = None) -> Questionnaire:
    """What a file holds, checked whole; LibraryError with a line for each fault, by place."""
    if len(content) > MOST_BYTES:
        raise LibraryError([f"{name}: is over 2 MB; a measure is much smaller."])
    try:
        return read_questionnaire(parse(name, content), known)
    except QuestionnaireError as error:
        raise LibraryError([f"{name}: {one}" for one in error.faults]) from error


@transaction.atomic
def load_instrument(
    actor: Any, name: str, content: bytes, known: Facts | None = None
) -> tuple[Instrument, bool]:
    """Store what a file holds as the current version of its measure and language.

    Gives the row, and whether it is new: the same file twice changes nothing. What was answered
    before keeps the version that it was answered with. LibraryError: nothing was stored.
    """
    found = read_instrument(name, content, known)
    if found.key in REGISTRY and not REGISTRY[found.key].on_screen:
        raise LibraryError([f"{name}: the licence of {found.title} allows no electronic copy."])
    earlier = Instrument.objects.select_for_update().filter(key=found.key, language=found.language)
    print_of_it = hashlib.sha256(content).hexdigest()
    current = earlier.filter(is_current=True).first()
    if current is not None and current.fingerprint == print_of_it:
        return current, False
    earlier.filter(is_current=True).update(is_current=False)
    row = Instrument.objects.create(
        key=found.key,
        version=earlier.count() + 1,
        title=found.title,
        language=found.language,
        published_version=found.version,
        questions=found.as_json(),
        fingerprint=print_of_it,
        loaded_by=actor,
    )
    audit.record(actor, "instrument.loaded", row, key=row.key, version=row.version)
    return row, True


@transaction.atomic
def switch_on(actor: Any, key: str) -> InstrumentInUse:
    """Let the practice use a measure; whoever calls has shown its licence first."""
    row, _made = InstrumentInUse.objects.update_or_create(
        key=key, defaults={"switched_on_by": actor}
    )
    audit.record(actor, "instrument.switched_on", row, key=key)
    return row


@transaction.atomic
def switch_off(actor: Any, key: str) -> None:
    """Offer it no more. What was answered and typed in stays."""
    for row in InstrumentInUse.objects.filter(key=key):
        audit.record(actor, "instrument.switched_off", row, key=key)
        row.delete()


def _shelf(key: str, loaded: tuple[Instrument, ...], use: InstrumentInUse | None) -> Shelf:
    facts = REGISTRY.get(key)
    return Shelf(key, facts.name if facts else loaded[0].title, facts, loaded, use)
