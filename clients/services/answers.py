"""Saving what members write to an exercise: one field at a time, or the whole form at once.

Reading the form lives in reading.py, finishing in finishing.py, audiences in sharing.py.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY
from clients.services import links
from clients.services.grants import sync_grants
from clients.services.material import Material, posted_ids
from clients.services.pairs import settle_pair
from clients.services.parts import lock_open, own_answer, part_of
from clients.services.placing import place_scores
from clients.services.reading import (
    JOINT,
    Base,
    Reading,
    answerable,
    fields_at,
    is_joint,
    plain_of,
    read_fields,
)
from clients.services.revisions import CLASH, keep_rested, keep_revision
from practice.fields.base import FieldSpec, Posted, Value, posted_action
from practice.fields.logs import kind_of, log_field
from practice.services import audit
from practice.services.saving import Clash, NotRight, save_once

# What pages of an exercise take from here, whichever file of the two it lives in.
__all__ = [
    "JOINT",
    "Base",
    "FormOutcome",
    "Reading",
    "answerable",
    "is_joint",
    "plain_of",
    "posted_action",
    "read_fields",
    "save_form",
    "save_section",
]


@dataclass
class FormOutcome:
    """What became of a whole form: `version` for the next one, and what still needs a look."""

    reading: Reading
    version: int
    saved_at: str
    clashed: list[str]
    is_repeat: bool = False  # the same form once more: what it says may be older than what is kept


def local_time(user: Any, moment: datetime) -> str:
    """ "16:43" on the clock of this person."""
    return timezone.localtime(moment, user.zone).strftime("%H:%M")


@dataclass(frozen=True)
class _Place:
    """Where somebody writes: an exercise of theirs, or one entry of it where it is a log."""

    user: Any
    assignment: Assignment
    entry: uuid.UUID
    files: Collection[str] = ()  # names of inputs that a file came in

    def read(
        self, posted: Posted, specs: Sequence[FieldSpec]
    ) -> tuple[Reading, list[FieldSpec], Material]:
        """What was posted, the fields with what may be picked in them, and where that is from."""
        material = Material.for_saving(self.user, self.assignment, specs, posted_ids(posted))
        offering = material.offering_all(self.assignment, specs)
        reading = read_fields(offering, posted, self.files)
        reading.mark(offering, self.entry)
        return reading, offering, material

    def part(self, *, joint: bool, now: datetime) -> Answer:
        return part_of(self.user, self.assignment, joint=joint, now=now, entry=self.entry)


def save_section(
    user: Any,
    assignment: Assignment,
    *,
    section: str,
    posted: Posted,
    base_version: int,
    key: uuid.UUID,
    entry: uuid.UUID = NOT_AN_ENTRY,
    files: Collection[str] = (),
) -> dict[str, Any]:
    """Autosave of one field; the reply is {"version": int, "saved_at": "16:43"}.

    Raises NotRight with messages, Closed with the reason, or Clash with both texts; of a clash
    nothing is stored but an earlier text kept aside.
    """
    place = _Place(user, assignment, entry, files)
    specs = [spec for spec in fields_at(assignment, entry) if spec.key == section]
    reading, specs, material = place.read(posted, specs)
    if not specs:
        reading.errors[section] = [_("This part is not known here. Please open the page again.")]
    if reading.errors:
        raise NotRight(reading.errors)
    save = partial(_save, place, reading, material, base_version, refuse_clash=True)
    try:
        return save_once(user, key, save)
    except Clash:
        # The clash undid its transaction, and a revision kept inside would have gone with it.
        _keep_what_clashed(place, specs)
        raise


def save_form(
    user: Any,
    assignment: Assignment,
    *,
    posted: Posted,
    base_version: int,
    key: uuid.UUID,
    entry: uuid.UUID = NOT_AN_ENTRY,
    files: Collection[str] = (),
) -> FormOutcome:
    """The whole form, without scripts: keeps every field that can be kept, and says what cannot.

    Raises Closed. A field that clashes is left as it is stored and named in `clashed`.
    """
    place = _Place(user, assignment, entry, files)
    reading, _specs, material = place.read(posted, fields_at(assignment, entry))
    first = list[bool]()

    def save() -> dict[str, Any]:
        first.append(True)
        return _save(place, reading, material, base_version, refuse_clash=False)

    reply = save_once(user, key, save)
    clashed = reply.get("clashed", [])
    return FormOutcome(reading, reply["version"], reply["saved_at"], clashed, is_repeat=not first)


def add_to_field(
    user: Any,
    assignment: Assignment,
    spec: FieldSpec,
    change: Callable[[Value | None], Value | None],
    *,
    key: uuid.UUID,
) -> None:
    """Change one field of the person's own part as it stands now, so that nothing clashes."""

    def save() -> dict[str, Any]:
        send = _Send(user, Reading(), Material(user), timezone.now(), refuse_clash=True)
        answer = own_answer(user, lock_open(user, assignment), now=send.now)
        send.reading.values[spec.key] = change(answer.data.get(spec.key))
        _store(send, answer, [spec])
        return {"version": answer.version, "saved_at": local_time(user, send.now)}

    save_once(user, key, save)


@dataclass(frozen=True)
class _Send:
    """One send on its way into the database: whose it is, what it says, and when it came."""

    user: Any
    reading: Reading
    material: Material
    now: datetime
    refuse_clash: bool


def _save(
    place: _Place, reading: Reading, material: Material, base_number: int, *, refuse_clash: bool
) -> dict[str, Any]:
    """Store what changed in each part; runs inside the transaction of `save_once`."""
    place = replace(place, assignment=lock_open(place.user, place.assignment))
    send = _Send(place.user, reading, material, timezone.now(), refuse_clash)
    base, clashed = Base.of(base_number), []
    for joint in (False, True):
        if specs := _specs_of_part(place, reading, joint=joint):
            answer = place.part(joint=joint, now=send.now)
            base, late = _save_part(send, answer, specs, base)
            clashed += late
    reply = {"version": base.number, "saved_at": local_time(place.user, send.now)}
    return reply | ({"clashed": clashed} if clashed else {})


def _specs_of_part(place: _Place, reading: Reading, *, joint: bool) -> list[FieldSpec]:
    """The fields of one part that were read and can be stored."""
    specs = fields_at(place.assignment, place.entry)
    read = [spec for spec in specs if spec.key in reading.values]
    return [spec for spec in read if is_joint(place.assignment, spec) is joint]


def _save_part(
    send: _Send, answer: Answer, specs: Sequence[FieldSpec], base: Base
) -> tuple[Base, list[str]]:
    """The base of the page's next send, and the keys of fields that clash and were left alone."""
    changed = _changed(answer, specs, send.reading)
    if not changed:
        return base, []  # the page has seen nothing new, so its base stays where it was
    joint = answer.member_id is None
    late = _late(answer, changed, send.reading, base)
    if late:
        if send.refuse_clash:
            seen = base.moved(answer.version, joint=joint)
            raise _clash(answer, changed[late[0]], send.reading, seen)
        keep_revision(answer, reason=CLASH, now=send.now)
    _store(send, answer, [spec for key, spec in changed.items() if key not in late])
    return base.moved(answer.version, joint=joint), late


def _changed(answer: Answer, specs: Sequence[FieldSpec], reading: Reading) -> dict[str, FieldSpec]:
    differs = (spec for spec in specs if answer.data.get(spec.key) != reading.values[spec.key])
    return {spec.key: spec for spec in differs}


def _late(answer: Answer, changed: dict[str, FieldSpec], reading: Reading, base: Base) -> list[str]:
    return [key for key, spec in changed.items() if _is_late(answer, spec, reading, base)]


def _is_late(answer: Answer, spec: FieldSpec, reading: Reading, base: Base) -> bool:
    """Whether the field was stored after `base` and reads differently from what was posted."""
    if answer.field_versions.get(spec.key, 0) <= base.part(joint=answer.member_id is None):
        return False
    # By its words: ids in the value may be new, and nobody would see what such a clash is about.
    stored = plain_of(spec, answer.data.get(spec.key))
    return stored != plain_of(spec, reading.values[spec.key])


def _clash(answer: Answer, spec: FieldSpec, reading: Reading, base: Base) -> Clash:
    theirs = plain_of(spec, answer.data.get(spec.key))
    yours = plain_of(spec, reading.values[spec.key])
    return Clash(version=base.number, theirs=theirs, yours=yours)


@transaction.atomic
def _keep_what_clashed(place: _Place, specs: Sequence[FieldSpec]) -> None:
    """Whatever is chosen next, the text that stood there can be found again."""
    now = timezone.now()
    joint = any(is_joint(place.assignment, spec) for spec in specs)
    keep_revision(place.part(joint=joint, now=now), reason=CLASH, now=now)


def _store(send: _Send, answer: Answer, changed: Sequence[FieldSpec]) -> None:
    """Write the changed fields as one new version."""
    if not changed:
        return
    is_new = answer._state.adding
    # Before the new words go in: what rested is the text as it stands now.
    goes_on = keep_rested(answer, now=send.now)
    _write(answer, {spec.key: send.reading.values[spec.key] for spec in changed}, send.now)
    if is_new and answer.member_id is None:
        sync_grants(answer.assignment.case)  # joint words are there for both from the first one
    place_scores(answer, changed, now=send.now)
    links.follow(answer, changed, send.material.places)
    if answer.opens_as_pair:  # without words there is nothing to open
        settle_pair(answer, now=send.now)
        sync_grants(answer.assignment.case)
    if is_new or goes_on:  # not every few letters: once when it begins, once when it goes on
        audit.record(send.user, "answer.written", answer, case=answer.assignment.case_id)


def _write(answer: Answer, values: dict[str, Value | None], now: datetime) -> None:
    answer.version += 1
    answer.changed_at = now
    # A field that was emptied leaves no key: what reads answers finds only what somebody wrote.
    merged = answer.data | values
    answer.data = {key: value for key, value in merged.items() if value is not None}
    answer.field_versions = answer.field_versions | dict.fromkeys(values, answer.version)
    _date(answer)
    answer.save()


def _date(answer: Answer) -> None:
    """An entry of a log bears the day that it speaks of; a time in words is none."""
    spec = log_field(answer.assignment.exercise.fields)
    if spec is not None and answer.entry != NOT_AN_ENTRY:
        value = answer.data.get(spec.key)
        answer.happened_on = kind_of(spec).happened_on(value) if value else None
