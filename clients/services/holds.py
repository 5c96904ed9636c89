"""Legal holds: a freeze over a case, set and lifted by its owner or therapist, with a reason."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, LegalHold
from practice.fields.texts import clean_typed
from practice.services import audit


def standing_hold(case: Case) -> LegalHold | None:
    """The hold over this case now, with who set it."""
    rows = LegalHold.objects.standing().filter(case=case)
    return rows.select_related("set_by").first()


@transaction.atomic
def set_hold(actor: Any, case: Case, *, reason: str) -> LegalHold:
    """From now on nothing of the case is removed, whatever was proposed before.

    Raises ValidationError without a reason, and where a hold stands already.
    """
    reason = clean_typed(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Write why, so that others know when it may end.")})
    hold_case(case)
    if standing_hold(case) is not None:
        raise ValidationError(_("A legal hold stands already."))
    row = LegalHold(case=case, reason=reason, set_by=actor, set_at=timezone.now())
    row.save(force_insert=True)
    audit.record(actor, "hold.set", row, case=case)
    return row


@transaction.atomic
def lift_hold(actor: Any, case: Case) -> None:
    """The time of keeping counts again, as if it had never rested."""
    hold_case(case)
    row = standing_hold(case)
    if row is None:
        raise ValidationError(_("There is no legal hold any more."))
    row.lifted_by, row.lifted_at = actor, timezone.now()
    row.save(update_fields=["lifted_by", "lifted_at"])
    audit.record(actor, "hold.lifted", row, case=case)


def refuse_held(case: Case) -> None:
    """Raise ValidationError, in words that say what to do, while a hold stands."""
    row = standing_hold(case)
    if row is not None:
        raise ValidationError(
            _("A legal hold stands since %(day)s. Nothing is removed until it is lifted.")
            % {"day": f"{row.set_at:%Y-%m-%d}"}
        )


def hold_case(case: Case) -> None:
    """Whoever removes a case and whoever puts a hold on it come one after the other."""
    Case.objects.select_for_update().get(pk=case.pk)
