"""Reading what a member posted to an exercise: which fields, from which version, with what words.

Nothing here is stored; that is answers.py.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import product
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.models import Assignment
from clients.models.answer import NOT_AN_ENTRY
from practice.fields import registry
from practice.fields.base import FieldSpec, Posted, Value, posted_action
from practice.fields.logs import kind_of
from practice.fields.texts import spoken

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

    def refuse_file(self, spec: FieldSpec) -> None:
        """Words stay as they are stored, or as they were typed around it; the file is not kept."""
        if self.values.pop(spec.key, None) is None and self.shown.get(spec.key) is None:
            self.shown.pop(spec.key, None)
        message = _("A file came here, and it was not kept. Please write it in words.")
        self.errors.setdefault(spec.key, []).append(message)

    def mark(self, specs: Sequence[FieldSpec], entry: UUID) -> None:
        """What was read of one entry of a log goes by the id that the entry has in its address."""
        for values, spec in product((self.values, self.shown), specs):
            value = values.get(spec.key)
            if value and registry.get(spec.kind).repeats:
                values[spec.key] = kind_of(spec).marked(value, str(entry))


def answerable(assignment: Assignment) -> list[FieldSpec]:
    """The fields that a member fills in; what is for the partner to write stands in a gift."""
    fields = assignment.exercise.fields
    return [spec for spec in fields if (spec.role == "partner") is assignment.is_gift]


def is_joint(assignment: Assignment, spec: FieldSpec) -> bool:
    """Whether the field belongs to the part that both write; only where both do it together."""
    return assignment.together and spec.role == "joint"


def fields_at(assignment: Assignment, entry: UUID) -> list[FieldSpec]:
    """What is filled in at one place: an entry holds the log's field alone, all else the others."""
    is_entry = entry != NOT_AN_ENTRY
    return [spec for spec in answerable(assignment) if registry.get(spec.kind).repeats is is_entry]


def read_fields(specs: Sequence[FieldSpec], posted: Posted, files: Collection[str] = ()) -> Reading:
    """The posted values of these fields, each in its normal form, after a pressed list button.

    `files` names the inputs that a file came in: where words belong it is refused.
    """
    reading = Reading()
    prefix, action = posted_action(posted) or ("", "")
    for spec in specs:
        reading.take(spec, posted, action if prefix == spec.key else "")
        if _is_sent_as_file(spec, files):
            reading.refuse_file(spec)
    return reading


def _is_sent_as_file(spec: FieldSpec, files: Collection[str]) -> bool:
    own = {name for name in files if name == spec.key or name.startswith(f"{spec.key}-")}
    return bool(own - {f"{spec.key}-file"} if registry.get(spec.kind).takes_file else own)


def plain_of(spec: FieldSpec, value: Value | None) -> str:
    """The value as the text that a clash box shows."""
    return registry.get(spec.kind).plain(spec, value, spoken())
