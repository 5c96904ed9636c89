"""Answers given on paper or in a session, entered by staff for a person, or for both together.

Never a word over a word: whoever has a login may have written where nobody else reads, so what is
entered for them becomes a thing of its own, unless it had not come to them yet. A moment of a log
is one by itself. What both write stands before both, and so only where nothing stands yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, CaseMember
from clients.models.answer import NOT_AN_ENTRY, Audience
from clients.services import links
from clients.services.answers import answerable, is_joint
from clients.services.cases import joint_steps_open
from clients.services.delivery import come_after, hold
from clients.services.grants import sync_grants
from clients.services.joint_steps import is_open_for_both
from clients.services.material import Material
from clients.services.placing import place_scores
from clients.services.revisions import DONE, keep_revision
from practice.fields.base import FieldSpec, Value
from practice.fields.logs import kind_of, log_field
from practice.models import Practice
from practice.services import audit

# What was told to a therapist is no secret from them, and goes no further by itself.
ENTERED = (Audience.THERAPIST, Audience.SESSION)
BOTH = "together"


@dataclass(frozen=True)
class Place:
    """Where staff write: whose part of what was given, and of a log which entry, if one is mended.

    Without a `member` it is the part that both write.
    """

    assignment: Assignment
    member: CaseMember | None
    entry: UUID = NOT_AN_ENTRY

    @property
    def log(self) -> FieldSpec | None:
        return log_field(answerable(self.assignment))

    @property
    def specs(self) -> list[FieldSpec]:
        """The fields of this part; of a log the one that holds its entries, and no other."""
        log, joint = self.log, self.member is None
        specs = [log] if log else answerable(self.assignment)
        return [spec for spec in specs if is_joint(self.assignment, spec) is joint]

    @property
    def written(self) -> QuerySet[Answer]:
        """What stands in this part, whoever wrote it."""
        return Answer.objects.filter(assignment=self.assignment, member=self.member)

    @property
    def is_mended_here(self) -> bool:
        """Whether nobody else could have touched what staff entered: there is no login to it."""
        members = CaseMember.objects.filter(case=self.assignment.case_id)
        own = members.filter(pk=self.member.pk) if self.member else members
        return not own.filter(client__user__isnull=False).exists()

    @property
    def may_be_written(self) -> bool:
        """Whether an own part may stand in the thing itself."""
        not_there_yet = self.assignment.is_waiting and not self.assignment.together
        return not_there_yet or self.is_mended_here


def places_of(assignment: Assignment) -> dict[str, Place]:
    """A, B and BOTH, as far as something of theirs can be entered; one of them where one has it."""
    if assignment.member is not None:
        return {assignment.member.position: Place(assignment, assignment.member)}
    members = CaseMember.objects.filter(case=assignment.case_id).present().select_related("client")
    places = {member.position: Place(assignment, member) for member in members}
    places[BOTH] = Place(assignment, None)
    return {whose: place for whose, place in places.items() if place.specs}


def not_enterable_because(place: Place) -> str:
    """In words for staff; empty when an answer can be entered."""
    if place.member is not None:
        return ""
    row = place.assignment
    if not is_open_for_both(row, cleared=joint_steps_open(row.case)):
        return _("Open this step to both first. What is entered here stands before both.")
    begun = place.written.filter(entry=NOT_AN_ENTRY).exclude(entered_by__isnull=False)
    entered = place.written.filter(entry=NOT_AN_ENTRY).exists() and not place.is_mended_here
    if place.log is None and (entered or begun.exists()):
        return _("Something stands here already, and both can change it. It stays as it is.")
    return ""


def entered_before(place: Place) -> Answer | None:
    """What staff entered here: the next entering corrects it."""
    can_be_mended = place.is_mended_here if place.entry != NOT_AN_ENTRY else place.may_be_written
    if not can_be_mended or (place.log and place.entry == NOT_AN_ENTRY):
        return None
    return place.written.filter(entry=place.entry, entered_by__isnull=False).first()


def entries_to_mend(place: Place) -> QuerySet[Answer]:
    """Entries of a log that staff entered for somebody without a login."""
    rows = place.written.exclude(entry=NOT_AN_ENTRY).filter(entered_by__isnull=False)
    return rows if place.log and place.is_mended_here else rows.none()


@dataclass(frozen=True)
class Typed:
    """What staff typed: values by field, the day (none for an entry of a log), and its sources."""

    values: Mapping[str, Value | None]
    happened_on: date | None
    material: Material


@transaction.atomic
def enter_answer(actor: Any, place: Place, typed: Typed) -> Assignment:
    """Done for now, with these values of its fields; the thing that now holds them.

    Raises ValidationError with words for staff; nothing is kept then.
    """
    place = replace(place, assignment=hold(place.assignment))
    if why := not_enterable_because(place):
        raise ValidationError(why)
    if not any(typed.values.values()):
        raise ValidationError(_("Fill in at least one field."))
    now = timezone.now()
    if place.log is None and place.member is not None and not place.may_be_written:
        place = replace(place, assignment=_beside(actor, place, now))
    answer = _part(place, typed, now)
    keep_revision(answer, reason=DONE, now=now)
    _write(answer, place, typed, now)
    answer.entered_by = actor
    answer.save()
    _finish(place, now)
    _follow(answer, place.specs, typed, now)
    audit.record(actor, "answer.entered", answer, case=place.assignment.case_id)
    return place.assignment


def _beside(actor: Any, place: Place, now: datetime) -> Assignment:
    """The same thing once more, given and finished in one; what is open stays open."""
    row = place.assignment
    return Assignment.objects.create(
        case=row.case,
        journey_id=row.journey_id,
        exercise=row.exercise,
        member=place.member,
        cycle=row.cycle,
        given_by=actor,
        given_at=now,
        delivers_at=now,
    )


def _part(place: Place, typed: Typed, now: datetime) -> Answer:
    """What staff entered there before, or a new part that is not stored yet."""
    if place.log and place.entry == NOT_AN_ENTRY:
        place = replace(place, entry=_mark(place.log, typed))
        if place.written.filter(entry=place.entry).exists():
            raise ValidationError(_("This was kept already. Open the page again for another."))
    return entered_before(place) or Answer(
        assignment=place.assignment,
        member=place.member,
        entry=place.entry,
        audience=_audience(place),
        created_at=now,
    )


def _mark(log: FieldSpec, typed: Typed) -> UUID:
    """The id that the form gave to its entry, so that the same form sent twice makes one."""
    return UUID(next(iter(kind_of(log).split(typed.values[log.key] or {}))))


def _audience(place: Place) -> str:
    if place.member is None:
        return Audience.ALL
    told = place.assignment.exercise.default_audience
    return told if told in ENTERED else Audience.THERAPIST


def _write(answer: Answer, place: Place, typed: Typed, now: datetime) -> None:
    values, day = dict(typed.values), typed.happened_on
    if log := place.log:
        value = kind_of(log).marked(values[log.key] or {}, str(answer.entry))
        values[log.key], day = value, kind_of(log).happened_on(value)
    answer.version += 1
    answer.changed_at, answer.happened_on = now, day
    # An own part is finished with it; a log, and what both write, go on.
    answer.done_at = None if log or place.member is None else now
    merged = {**(answer.data or {}), **values}
    answer.data = {key: value for key, value in merged.items() if value is not None}
    answer.field_versions = answer.field_versions | dict.fromkeys(values, answer.version)


def _finish(place: Place, now: datetime) -> None:
    """For a person with a login it stands among what is done, or in their log, in their words."""
    target = place.assignment
    if target.together:  # it opens and closes by the therapist alone
        if place.member is not None:
            come_after(target, member=place.member)
        return
    target.delivers_at = now if target.is_waiting else target.delivers_at
    if place.log is None:
        target.status, target.done_at = Assignment.Status.DONE, now
    target.save(update_fields=["status", "done_at", "delivers_at"])
    if place.log is None:
        come_after(target)


def _follow(answer: Answer, specs: Sequence[FieldSpec], typed: Typed, now: datetime) -> None:
    """Whatever hangs from an answer: its places on scales, its sources, who may open it."""
    moment = _moment(typed.happened_on, now) if typed.happened_on else now
    place_scores(answer, specs, now=moment)
    links.follow(answer, specs, typed.material.places)
    sync_grants(answer.assignment.case)


def _moment(day: date, now: datetime) -> datetime:
    """The middle of an earlier day, since nobody knows the hour."""
    practice = Practice.load()
    return now if day == practice.today() else practice.instant(day, time(12))
