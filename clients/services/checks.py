"""Daily checks: what a person noted while they try something out, one tap at a time.

A day without one is not stored, and nobody counts them.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY
from clients.services.answers import add_to_field, answerable, is_joint
from practice.fields import registry
from practice.fields.base import FieldSpec, Value
from practice.fields.kinds.daily_check import NOTE_LIMIT, DailyCheck
from practice.fields.rhythm import Rhythm, rhythm_of
from practice.fields.texts import spoken, text

LONG_AGO = timedelta(days=366)


@dataclass(frozen=True)
class Check:
    """The check of something that is being tried, as Today offers it to one person."""

    assignment: Assignment
    spec: FieldSpec
    rhythm: Rhythm
    plan: list[str]
    value: Value | None

    @property
    def kind(self) -> DailyCheck:
        return cast(DailyCheck, registry.get(self.spec.kind))

    @property
    def question(self) -> str:
        return text(self.spec.prompt, spoken())

    @property
    def taps(self) -> dict[str, str]:
        return self.kind.taps(self.spec, spoken())

    @property
    def once_a_day(self) -> bool:
        return self.rhythm.days is not None

    def runs_on(self, day: date) -> bool:
        """As long as planned, from the first check on; with an event, as long as that comes."""
        if self.rhythm.days is None or self.value is None:
            return True
        return day < self.kind.first_day(self.value) + timedelta(days=self.rhythm.days)

    def noted(self, day: date) -> list[str]:
        """What this person noted for that day."""
        if self.value is None:
            return []
        return self.kind.on_day(self.spec, self.value, day.isoformat(), spoken())


def check_of(assignment: Assignment, parts: Iterable[Answer]) -> Check | None:
    """The check that goes with what is tried in `assignment`; none while nothing is planned."""
    # Asked of the raw data first: on Today nearly every exercise has none.
    if all(raw["kind"] != DailyCheck.name for raw in assignment.exercise.body["fields"]):
        return None
    whole = [part for part in parts if part.entry == NOT_AN_ENTRY]
    by_joint = {part.member_id is None: part.data for part in whole}
    for spec, tried in _noted_alone(assignment):
        plan = by_joint.get(is_joint(assignment, tried), {}).get(tried.key)
        if plan is not None:
            lines = registry.get(tried.kind).lines(tried, plan, spoken())
            value = by_joint.get(False, {}).get(spec.key)
            return Check(assignment, spec, rhythm_of(tried, plan), lines, value)
    return None


def _noted_alone(assignment: Assignment) -> Iterator[tuple[FieldSpec, FieldSpec]]:
    """Each check with the field that says what is tried.

    Each notes for themselves; what two would note together stands on the exercise's page.
    """
    specs = {spec.key: spec for spec in answerable(assignment)}
    for spec in specs.values():
        tried = specs.get(spec.options.get("experiment_field", ""))
        if spec.kind == DailyCheck.name and tried and not is_joint(assignment, spec):
            yield spec, tried


def note_check(
    user: Any, check: Check, *, choice: str, note: str, on: date, today: date, key: uuid.UUID
) -> None:
    """Add one check to what stands there now, whatever another page shows; once for each `key`.

    Raises ValidationError with words for the person, and Closed when nothing more is taken.
    """
    if choice not in check.taps:
        raise ValidationError(_("Please tap one of the two."))
    if len(note) > NOTE_LIMIT:
        raise ValidationError(_("This note is too long here. You can write it on its own page."))
    if not today - LONG_AGO <= on <= today + timedelta(days=1):  # their day may have begun already
        raise ValidationError(_("Please choose a day that has come."))
    tap = {"on": on.isoformat(), "choice": choice, "note": note}

    def tapped(value: Value | None) -> Value | None:
        return check.kind.tapped(check.spec, value, tap, once_a_day=check.once_a_day)

    add_to_field(user, check.assignment, check.spec, tapped, key=key)
