"""Saving what members write to an exercise: one field at a time, or the whole form at once.

Nothing here decides who may read; finishing lives in finishing.py, audiences in sharing.py.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment
from clients.services.grants import sync_grants
from clients.services.pairs import settle_pair
from clients.services.parts import lock_open, own_answer, part_of
from clients.services.placing import place_scores
from clients.services.revisions import CLASH, keep_rested, keep_revision
from practice.fields import registry
from practice.fields.base import FieldSpec, Posted, Value, posted_action
from practice.fields.texts import spoken
from practice.services import audit
from practice.services.saving import Clash, NotRight, save_once

# The form carries one version, and an exercise has two parts that two people save on their own:
# one number tells the versions of both, and a saved part moves its own half alone.
JOINT = 1_000_000


@dataclass(frozen=True)
class Base:
    """What a page grew from: the version of the person's own part, and of the joint part."""

    own: int = 0
    joint: int = 0

    @classmethod
    def of(cls, number: int) -> "Base":
        return cls(own=number % JOINT, joint=number // JOINT)

    @property
    def number(self) -> int:
        return self.joint * JOINT + self.own

    def part(self, *, joint: bool) -> int:
        return self.joint if joint else self.own

    def moved(self, version: int, *, joint: bool) -> "Base":
        return Base(self.own, version) if joint else Base(version, self.joint)


@dataclass
class Reading:
    """What was posted: values by field key to store and to show, and messages by field key."""

    values: dict[str, Value | None] = dataclass_field(default_factory=dict)
    shown: dict[str, Value | None] = dataclass_field(default_factory=dict)
    errors: dict[str, list[str]] = dataclass_field(default_factory=dict)

    def take(self, spec: FieldSpec, posted: Posted, action: str) -> None:
        """Read one field; `action` is the button of its list that was pressed, if one was."""
        kind = registry.get(spec.kind)
        value, messages = kind.read(spec, posted, spec.key)
        # The row that a button adds is still empty: it is shown, but not part of what is stored.
        shown = self.shown[spec.key] = kind.act(spec, value, action) if action else value
        try:
            if not messages:
                self.values[spec.key] = kind.clean_json(spec, shown)
        except ValidationError:
            messages = [_("This did not arrive whole. Please look at it and save again.")]
        if messages:
            self.errors[spec.key] = messages


@dataclass
class FormOutcome:
    """What became of a whole form: `version` for the next one, and what still needs a look."""

    reading: Reading
    version: int
    saved_at: str
    clashed: list[str]
    is_repeat: bool = False  # the same form once more: what it says may be older than what is kept


def answerable(assignment: Assignment) -> list[FieldSpec]:
    """The fields that a member fills in; what is for the partner to write stands in a gift."""
    fields = assignment.exercise.fields
    return [spec for spec in fields if (spec.role == "partner") is assignment.is_gift]


def is_joint(assignment: Assignment, spec: FieldSpec) -> bool:
    """Whether the field belongs to the part that both write; only where both do it together."""
    return assignment.together and spec.role == "joint"


def local_time(user: Any, moment: datetime) -> str:
    """ "16:43" on the clock of this person."""
    return timezone.localtime(moment, user.zone).strftime("%H:%M")


def read_fields(specs: Sequence[FieldSpec], posted: Posted) -> Reading:
    """The posted values of these fields, each in its normal form, after a pressed list button."""
    reading = Reading()
    prefix, action = posted_action(posted) or ("", "")
    for spec in specs:
        reading.take(spec, posted, action if prefix == spec.key else "")
    return reading


def save_section(
    user: Any,
    assignment: Assignment,
    *,
    section: str,
    posted: Posted,
    base_version: int,
    key: uuid.UUID,
) -> dict[str, Any]:
    """Autosave of one field; the reply is {"version": int, "saved_at": "16:43"}.

    Raises NotRight with messages, Closed with the reason, or Clash with both texts; of a clash
    nothing is stored but an earlier text kept aside.
    """
    specs = [spec for spec in answerable(assignment) if spec.key == section]
    reading = read_fields(specs, posted)
    if not specs:
        reading.errors[section] = [_("This part is not known here. Please open the page again.")]
    if reading.errors:
        raise NotRight(reading.errors)
    save = partial(_save, user, assignment, reading, base_version, refuse_clash=True)
    try:
        return save_once(user, key, save)
    except Clash:
        # The clash undid its transaction, and a revision kept inside would have gone with it.
        _keep_what_clashed(user, assignment, specs)
        raise


def save_form(
    user: Any, assignment: Assignment, *, posted: Posted, base_version: int, key: uuid.UUID
) -> FormOutcome:
    """The whole form, without scripts: keeps every field that can be kept, and says what cannot.

    Raises Closed. A field that clashes is left as it is stored and named in `clashed`.
    """
    reading = read_fields(answerable(assignment), posted)
    first = list[bool]()

    def save() -> dict[str, Any]:
        first.append(True)
        return _save(user, assignment, reading, base_version, refuse_clash=False)

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
    """Change one field of the person's own part as it stands now; it clashes with nothing.

    A page that was open meanwhile is shown both when it saves that field. Raises Closed.
    """

    def save() -> dict[str, Any]:
        send = _Send(user, Reading(), timezone.now(), refuse_clash=True)
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
    now: datetime
    refuse_clash: bool


def _save(
    user: Any, assignment: Assignment, reading: Reading, base_number: int, *, refuse_clash: bool
) -> dict[str, Any]:
    """Store what changed in each part; runs inside the transaction of `save_once`."""
    assignment = lock_open(user, assignment)
    send = _Send(user, reading, timezone.now(), refuse_clash)
    base, clashed = Base.of(base_number), []
    for joint in (False, True):
        if specs := _specs_of_part(assignment, reading, joint=joint):
            answer = part_of(user, assignment, joint=joint, now=send.now)
            base, late = _save_part(send, answer, specs, base)
            clashed += late
    reply = {"version": base.number, "saved_at": local_time(user, send.now)}
    return reply | ({"clashed": clashed} if clashed else {})


def _specs_of_part(assignment: Assignment, reading: Reading, *, joint: bool) -> list[FieldSpec]:
    """The fields of one part that were read and can be stored."""
    specs = [spec for spec in answerable(assignment) if spec.key in reading.values]
    return [spec for spec in specs if is_joint(assignment, spec) is joint]


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


def plain_of(spec: FieldSpec, value: Value | None) -> str:
    """The value as the text that a clash box shows."""
    return registry.get(spec.kind).plain(spec, value, spoken())


def _clash(answer: Answer, spec: FieldSpec, reading: Reading, base: Base) -> Clash:
    theirs = plain_of(spec, answer.data.get(spec.key))
    yours = plain_of(spec, reading.values[spec.key])
    return Clash(version=base.number, theirs=theirs, yours=yours)


@transaction.atomic
def _keep_what_clashed(user: Any, assignment: Assignment, specs: Sequence[FieldSpec]) -> None:
    """Whatever is chosen next, the text that stood there can be found again."""
    now = timezone.now()
    joint = any(is_joint(assignment, spec) for spec in specs)
    keep_revision(part_of(user, assignment, joint=joint, now=now), reason=CLASH, now=now)


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
    answer.save()
