"""What a reader gets of an answer: decided here for everybody but its author, and nowhere else.

An answer has an audience; a field or an item of it may have one of its own. The library may keep a
field from going further still. Who may open the answer at all is decided in access.py.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.fields import registry
from practice.fields.base import WHOLE, FieldSpec, Value
from practice.fields.pruning import pruned
from practice.fields.texts import spoken

if TYPE_CHECKING:
    from clients.models.answer import Answer


class Audience(models.TextChoices):
    """Who an answer reaches. No default ever reaches the partner."""

    SELF = "self", _("only me")
    THERAPIST = "therapist", _("me and my therapist")
    SESSION = "session", _("bring it to a session")
    PARTNERS = "partners", _("both partners")
    ALL = "all", _("both partners and our therapist")


REACH_PARTNER = (Audience.ALL, Audience.PARTNERS)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
REACH_STAFF = (Audience.THERAPIST, Audience.SESSION, Audience.ALL)


class Reader(Enum):
    """Whoever reads what somebody else wrote. The author reads `Answer.data`."""

    STAFF = REACH_STAFF
    PARTNER = REACH_PARTNER

    def is_in(self, audience: str) -> bool:
        return audience in self.value


@dataclass(frozen=True)
class Reach:
    """How far one thing goes by its author's wish, and from when the partner reads it."""

    audience: str
    shares_on: datetime | None = None
    # Without a time it has not gone out yet; a whole answer without one was never held back.
    needs_time: bool = False
    needs_both: bool = False  # half of a pair

    def includes(self, reader: Reader, at: datetime) -> bool:
        if not reader.is_in(self.audience):
            return False
        if reader is Reader.STAFF or self.shares_on is None:
            return reader is Reader.STAFF or not self.needs_time
        return self.shares_on <= at

    def waits(self, now: datetime) -> bool:
        """Meant for the partner, who cannot read it yet: the author may still think it over."""
        return Reader.PARTNER.is_in(self.audience) and not self.includes(Reader.PARTNER, now)


Wanted = Callable[[FieldSpec, Reach], bool]


def seen(answer: "Answer", reader: Reader, at: datetime | None = None) -> dict[str, Value]:
    """The data as far as `reader` gets it, by field key; nothing at all of what they do not."""
    return _pruned(answer, _gets(answer, reader, at or timezone.now()))


def kept_from_partner(answer: "Answer", at: datetime) -> dict[str, Value]:
    """What a therapist reads and the other partner does not: it must not slip out."""
    if answer.member_id is None:
        return {}
    staff = _gets(answer, Reader.STAFF, at)
    partner = _gets(answer, Reader.PARTNER, at)
    return _pruned(answer, lambda spec, reach: staff(spec, reach) and not partner(spec, reach))


def told(
    answer: "Answer", reader: Reader, at: datetime | None = None
) -> Iterator[tuple[FieldSpec, list[str]]]:
    """The fields that `reader` gets something of, each with the lines that its kind makes of it."""
    data, language = seen(answer, reader, at), spoken()
    for spec in answer.assignment.exercise.fields:
        lines = registry.get(spec.kind).lines(spec, data.get(spec.key), language)
        if lines:
            yield spec, lines


def as_if(
    answer: "Answer", audience: str, *, as_pair: bool = False, parts: dict[str, Reach] | None = None
) -> "Answer":
    """A copy for looking ahead, as if it had gone out long ago; it is never stored."""
    ahead = copy.copy(answer)
    ahead.audience, ahead.opens_as_pair, ahead.shares_on = audience, as_pair, LONG_AGO
    ahead.take_parts(answer.reach_of_parts if parts is None else parts)
    return ahead


def audience_of(answer: "Answer", spec: FieldSpec) -> str:
    """How far a whole field goes: as far as its author says, and no further than the library."""
    wish = answer.reach_of_parts.get(spec.key, answer.reach).audience
    return capped(wish, spec)


def capped(wish: str, spec: FieldSpec) -> str:
    """`wish`, or what is left of it where the library keeps the field from going so far."""
    wanted = [one for one in Reader if one.is_in(wish)]
    readers = [one for one in wanted if spec.audience is None or one.is_in(spec.audience)]
    if readers == wanted:
        return wish
    if not readers:
        return Audience.SELF
    return Audience.THERAPIST if readers == [Reader.STAFF] else Audience.PARTNERS


def _gets(answer: "Answer", reader: Reader, at: datetime) -> Wanted:
    moment = _as_of(answer, at) if reader is Reader.PARTNER else at

    def wanted(spec: FieldSpec, reach: Reach) -> bool:
        return _allows(answer, spec, reader) and reach.includes(reader, moment)

    return wanted


def _as_of(answer: "Answer", at: datetime) -> datetime:
    """While a safety concern stands, the partner keeps what had gone out, and gets nothing more."""
    if answer.member_id is None:
        return at
    case = answer.assignment.case
    since = case.safety_flagged_at if case.safety_flag else None
    return min(at, since) if since else at


def _allows(answer: "Answer", spec: FieldSpec, reader: Reader) -> bool:
    if spec.audience is None or reader.is_in(spec.audience):
        return True
    # A guess is told to the therapist, and to the partner in the one case of both agreeing to it.
    also = answer.assignment.exercise.opens_in_pair
    return reader is Reader.PARTNER and answer.opens_as_pair and spec.key in also


def _pruned(answer: "Answer", wanted: Wanted) -> dict[str, Value]:
    parts, whole = answer.reach_of_parts, answer.reach
    found: dict[str, Any] = {}
    for spec in answer.assignment.exercise.fields:
        field = parts.get(spec.key, whole)

        def keep(item: str, spec: FieldSpec = spec, field: Reach = field) -> bool:
            return wanted(spec, field if item == WHOLE else parts.get(item, field))

        value = answer.data.get(spec.key)
        left = None if value is None else pruned(value, keep)
        if left is not None:
            found[spec.key] = left
    return found
