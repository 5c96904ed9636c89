"""Saving what members write to an exercise: one field at a time, or the whole form at once.

Nothing here decides who may read; finishing lives in finishing.py, audiences in sharing.py.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, CaseMember
from clients.models.homework import NOT_AN_ENTRY, Audience
from clients.services.cases import joint_steps_open
from clients.services.grants import sync_grants
from clients.services.placing import place_scores
from clients.services.revisions import CLASH, keep_rested, keep_revision
from practice.fields import registry
from practice.fields.base import FieldSpec, Posted, Value, posted_action
from practice.models import Exercise, Practice
from practice.services import audit
from practice.services.saving import Clash, Closed, NotRight, save_once

# One number tells the versions of both parts, and a saved part moves its own half alone.
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


@dataclass
class FormOutcome:
    """What became of a whole form: `version` for the next one, and what still needs a look."""

    reading: Reading
    version: int
    saved_at: str
    clashed: list[str]


def answerable(exercise: Exercise) -> list[FieldSpec]:
    """The fields that a member fills in; a gift of the partner is written by the partner."""
    return [spec for spec in exercise.fields if spec.role != "partner"]


def is_joint(assignment: Assignment, spec: FieldSpec) -> bool:
    """Whether the field belongs to the part that both write; only where both do it together."""
    return assignment.together and spec.role == "joint"


def zone_of(user: Any) -> ZoneInfo:
    """The clock that this person reads, else the practice's."""
    return ZoneInfo(user.time_zone) if user.time_zone else Practice.load().zone


def local_time(user: Any, moment: datetime) -> str:
    """ "16:43" on the clock of this person."""
    return timezone.localtime(moment, zone_of(user)).strftime("%H:%M")


def read_fields(specs: Sequence[FieldSpec], posted: Posted) -> Reading:
    """The posted values of these fields, each in its normal form, after a pressed list button."""
    reading = Reading()
    prefix, action = posted_action(posted) or ("", "")
    for spec in specs:
        kind = registry.get(spec.kind)
        value, messages = kind.read(spec, posted, spec.key)
        if prefix == spec.key and action:
            value = kind.act(spec, value, action)
        reading.shown[spec.key] = value
        try:
            if not messages:
                reading.values[spec.key] = kind.clean_json(spec, value)
        except ValidationError:
            messages = [_("This did not arrive whole. Please look at it and save again.")]
        if messages:
            reading.errors[spec.key] = messages
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
    specs = [spec for spec in answerable(assignment.exercise) if spec.key == section]
    reading = read_fields(specs, posted)
    if not specs:
        reading.errors[section] = [_("This part is not known here. Please open the page again.")]
    if reading.errors:
        raise NotRight(reading.errors)
    save = partial(_save, user, assignment, reading, base_version, refuse_clash=True)
    try:
        return save_once(user, key, save)
    except Clash:
        _keep_what_clashed(user, assignment, specs)
        raise


def save_form(
    user: Any, assignment: Assignment, *, posted: Posted, base_version: int, key: uuid.UUID
) -> FormOutcome:
    """The whole form, without scripts: keeps every field that can be kept, and says what cannot.

    Raises Closed. A field that clashes is left as it is stored and named in `clashed`.
    """
    reading = read_fields(answerable(assignment.exercise), posted)
    save = partial(_save, user, assignment, reading, base_version, refuse_clash=False)
    reply = save_once(user, key, save)
    return FormOutcome(reading, reply["version"], reply["saved_at"], reply.get("clashed", []))


def lock_open(user: Any, assignment: Assignment) -> Assignment:
    """The assignment, held for this transaction, as long as it still takes words; or Closed.

    Every writer of its answers holds it first, so that no two of them work on one old text.
    """
    rows = Assignment.objects.mine(user).select_for_update(of=("self",))
    row = rows.select_related("exercise", "case").filter(pk=assignment.pk).first()
    if row is None:
        raise Closed(_("This is closed to you now. You can still copy your words."))
    if row.status == Assignment.Status.SET_ASIDE:
        raise Closed(_("This was set aside for now. Your words from before are kept."))
    if row.case.closed_on is not None:
        raise Closed(_("Your time here has ended. You can still read and copy your words."))
    if row.together and not joint_steps_open(row.case):
        raise Closed(_("This is not open just now. You can talk about it in a session."))
    return row


def own_answer(user: Any, assignment: Assignment, *, now: datetime) -> Answer:
    """The person's own part, or a new one that is not stored yet."""
    found = Answer.objects.mine(user).select_for_update(of=("self",))
    answer = found.filter(assignment=assignment, entry=NOT_AN_ENTRY).first()
    if answer is None:
        member = CaseMember.objects.of_login(user).get(case=assignment.case_id)
        audience = assignment.exercise.default_audience
        answer = _new(assignment, now, member=member, audience=audience)
    answer.assignment = assignment
    return answer


def joint_answer(assignment: Assignment, *, now: datetime) -> Answer:
    """The part that both write, or a new one that is not stored yet; both and their therapist."""
    found = Answer.objects.select_for_update().filter(assignment=assignment, member=None)
    answer = found.first() or _new(assignment, now, member=None, audience=Audience.ALL)
    answer.assignment = assignment
    return answer


def _new(assignment: Assignment, now: datetime, **fields: Any) -> Answer:
    return Answer(assignment=assignment, created_at=now, changed_at=now, **fields)


def _save(
    user: Any, assignment: Assignment, reading: Reading, base_number: int, *, refuse_clash: bool
) -> dict[str, Any]:
    """Store what changed in each part; runs inside the transaction of `save_once`."""
    assignment = lock_open(user, assignment)
    now = timezone.now()
    base, clashed = Base.of(base_number), []
    specs = [spec for spec in answerable(assignment.exercise) if spec.key in reading.values]
    for joint in (False, True):
        own = [spec for spec in specs if is_joint(assignment, spec) is joint]
        if not own:
            continue
        answer = (
            joint_answer(assignment, now=now) if joint else own_answer(user, assignment, now=now)
        )
        changed = [spec for spec in own if answer.data.get(spec.key) != reading.values[spec.key]]
        late = _changed_since(answer, changed, reading, base.part(joint=joint))
        if late and refuse_clash:
            raise _clash(answer, late[0], reading, base.moved(answer.version, joint=joint))
        if late:
            keep_revision(answer, reason=CLASH, now=now)
            clashed += [spec.key for spec in late]
        _store(user, answer, [spec for spec in changed if spec not in late], reading, now)
        if changed:  # else the page has seen nothing new, and its base stays where it was
            base = base.moved(answer.version, joint=joint)
    reply = {"version": base.number, "saved_at": local_time(user, now)}
    return reply | ({"clashed": clashed} if clashed else {})


def _changed_since(
    answer: Answer, changed: Sequence[FieldSpec], reading: Reading, base: int
) -> list[FieldSpec]:
    """Fields that read differently from what was stored after `base`."""
    return [
        spec
        for spec in changed
        if answer.field_versions.get(spec.key, 0) > base
        and plain_of(spec, answer.data.get(spec.key)) != plain_of(spec, reading.values[spec.key])
    ]


def plain_of(spec: FieldSpec, value: Value | None) -> str:
    """The value as the text that a clash box shows."""
    return registry.get(spec.kind).plain(spec, value, get_language() or "en")


def _clash(answer: Answer, spec: FieldSpec, reading: Reading, base: Base) -> Clash:
    theirs = plain_of(spec, answer.data.get(spec.key))
    yours = plain_of(spec, reading.values[spec.key])
    return Clash(version=base.number, theirs=theirs, yours=yours)


@transaction.atomic
def _keep_what_clashed(user: Any, assignment: Assignment, specs: Sequence[FieldSpec]) -> None:
    """Whatever is chosen next, the text that stood there can be found again."""
    now = timezone.now()
    joint = any(is_joint(assignment, spec) for spec in specs)
    answer = joint_answer(assignment, now=now) if joint else own_answer(user, assignment, now=now)
    keep_revision(answer, reason=CLASH, now=now)


def _store(
    user: Any, answer: Answer, changed: Sequence[FieldSpec], reading: Reading, now: datetime
) -> None:
    """Write the changed fields as one new version."""
    if not changed:
        return
    is_new = answer._state.adding
    rested = keep_rested(answer, now=now)
    answer.version += 1
    answer.changed_at = now
    values = {spec.key: reading.values[spec.key] for spec in changed}
    kept = {key: value for key, value in answer.data.items() if key not in values}
    answer.data = kept | {key: value for key, value in values.items() if value is not None}
    answer.field_versions = answer.field_versions | dict.fromkeys(values, answer.version)
    answer.save()
    if is_new and answer.member_id is None:
        sync_grants(answer.assignment.case)
    place_scores(answer, changed, now=now)
    if is_new or rested:  # not every few letters: once when it begins, once when it goes on
        audit.record(user, "answer.written", answer, case=answer.assignment.case_id)
