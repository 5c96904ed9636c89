"""What somebody wants to try, said in a session: in their portal before they stand up.

Each gets an assignment and words of their own, however it was agreed. Giving, and what stands
against it, is the business of homework.py.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case, CaseMember, Journey
from clients.services.delivery import Pace, When
from clients.services.homework import assign_exercises
from clients.services.parts import first_audience
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.models import Exercise
from practice.services import audit

EXPERIMENT = "experiment"  # the kind of field that holds what is tried
MOST_WORDS = 500


@transaction.atomic
def give_experiment(actor: Any, member: CaseMember, words: str) -> Assignment:
    """A try-out of the member's own, open now, with `words` as what they do; theirs to change.

    Raises ValidationError where there is no such exercise, where one is still open with them, for
    more than 500 letters, and for what speaks against giving anything.
    """
    words = words.strip()
    if len(words) > MOST_WORDS:
        raise ValidationError(_("That is long for one thing to try. Use at most 500 letters."))
    journey, exercise, spec = _place_for_it(member.case)
    now = timezone.now()
    (row,) = assign_exercises(
        actor, journey, [exercise], to=member.position, when=When(pace=Pace.ALL)
    )
    days = registry.get(EXPERIMENT).option(spec, "length_days")
    parts = {_what_is_done(exercise, spec): {"text": words}}
    value = {"parts": parts, "frequency": "", "event": "", "length_days": days}
    answer = Answer(
        assignment=row,
        member=member,
        data={spec.key: value},
        field_versions={spec.key: 1},
        version=1,
        audience=first_audience(row),
        entered_by=actor,
        created_at=now,
        changed_at=now,
    )
    answer.save()
    audit.record(actor, "experiment.agreed", answer, case=member.case_id)
    return row


def _place_for_it(case: Case) -> tuple[Journey, Exercise, FieldSpec]:
    """The first try-out for one person on a way that the case goes now."""
    for journey in case.journeys.filter(ended_on=None).select_related("programme"):
        rows = Exercise.objects.filter(programme_key=journey.programme.key, is_current=True)
        for exercise in rows.order_by("position"):
            spec = next((one for one in exercise.fields if one.kind == EXPERIMENT), None)
            if spec is not None and "individual" in exercise.who:
                return journey, exercise, spec
    raise ValidationError(_("The course of this case has no try-out. You can print a card."))


def _what_is_done(exercise: Exercise, spec: FieldSpec) -> str:
    """The part that says what is done: the one a habit is named after, else the first that must
    be filled in."""
    named = (row["name"] for row in exercise.body.get("keeps", []) if row["field"] == spec.key)
    parts = registry.get(EXPERIMENT).parts(spec)
    needed = (part.key for part in parts if part.required)
    return next(iter([*named, *needed, *(part.key for part in parts)]))
