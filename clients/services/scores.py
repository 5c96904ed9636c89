"""Placing people on their scale: checked against its bounds, and kept with where it was told."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, Score
from practice.fields.texts import plain_number
from practice.models import Scale
from practice.services import audit

SERIES = "closeness"  # the practice's one case scale, until it chooses among several


def find_scale() -> Scale | None:
    """The ruler that case scores are placed on; none while the library is empty."""
    return Scale.in_use(SERIES)


def case_scale() -> Scale:
    """The same ruler where it is needed; ValidationError while the library is empty."""
    scale = find_scale()
    if scale is None:
        raise ValidationError(_("There is no scale yet. Load the library first."))
    return scale


@transaction.atomic
def record_score(
    actor: Any,
    case: Case,
    *,
    member: CaseMember | None,
    low: Decimal,
    high: Decimal,
    taken_at: datetime,
    words: str = "",
    source: str,
    source_id: UUID | None = None,
) -> Score:
    """One place on the case's scale: of `member`, or of both together when there is none.

    With `source_id` the score that was told there before is corrected, so that writing twice
    leaves one. Raises ValidationError naming `low`, `high`, `taken_at` or `member`.
    """
    scale = case_scale()
    # Through text: a number such as 2.3 from JSON would not lie on a step of 0.1.
    low, high = Decimal(str(low)), Decimal(str(high))
    check_range(scale, low, high)
    _check_who_and_when(case, member, taken_at)
    score = _told_before(case, member, source, source_id) or Score(
        case=case, member=member, source=source, source_id=source_id
    )
    score.scale, score.low, score.high = scale, low, high
    score.taken_at, score.words = taken_at, words.strip()
    score.entered_by = actor
    score.save()
    audit.record(actor, "score.recorded", score, case=case, source=source)
    return score


@transaction.atomic
def take_out_score(actor: Any, score: Score) -> None:
    """Remove a score that staff typed in; what people told themselves stays theirs."""
    if score.source != Score.Source.STAFF:
        raise ValidationError(_("This was told by the person. It can only be changed where told."))
    # Before it is gone: Django takes the key off a deleted row.
    audit.record(actor, "score.taken_out", score, case=score.case_id)
    score.delete()


def check_range(scale: Scale, low: Decimal, high: Decimal) -> None:
    """Raise ValidationError unless both ends lie on the scale and stand in order."""
    errors = {
        name: message
        for name, value in {"low": low, **({"high": high} if high != low else {})}.items()
        if (message := _off_the_scale(scale, value))
    }
    if not errors and low > high:
        errors["high"] = _("The higher number is under the lower one. Swap them, or use one.")
    if errors:
        raise ValidationError(errors)


def _off_the_scale(scale: Scale, value: Decimal) -> str:
    bounds = {name: plain_number(getattr(scale, name)) for name in ("low", "high", "step")}
    if not value.is_finite() or not scale.low <= value <= scale.high:
        return _("Choose a number from %(low)s to %(high)s.") % bounds
    if (value - scale.low) % scale.step:
        return _("Choose a number in steps of %(step)s.") % bounds
    return ""


def _check_who_and_when(case: Case, member: CaseMember | None, taken_at: datetime) -> None:
    if member is None and not case.is_couple:
        raise ValidationError({"member": _("A score of both needs a couple. Choose the person.")})
    if member is not None and member.case_id != case.pk:
        raise ValidationError({"member": _("This person is not part of this case.")})
    if taken_at > timezone.now():
        raise ValidationError({"taken_at": _("This day has not come yet.")})


def _told_before(
    case: Case, member: CaseMember | None, source: str, source_id: UUID | None
) -> Score | None:
    if source_id is None:
        return None
    told = Score.objects.select_for_update().filter(
        case=case, member=member, source=source, source_id=source_id
    )
    return told.first()
