"""Asking for help: one tap of a person, seen by those who work with them and by nobody else.

Nothing here calls anybody: the page that has the button says so.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, HelpFlag
from practice.services import audit
from practice.services.saving import Closed


@transaction.atomic
def ask_for_help(user: Any, case: Case) -> HelpFlag:
    """Raise the flag; a second tap while it stands unseen changes nothing.

    Raises Closed once the work has ended: nobody would look.
    """
    # Held: of two taps at once, the second finds the flag of the first.
    members = CaseMember.objects.of_login(user).select_for_update(of=("self",))
    member = members.get(case=case)
    if case.closed_on is not None:
        raise Closed(_("Nobody would see it here any more. Please call one of the numbers."))
    flag = _standing(user, case)
    if flag is None:
        flag = HelpFlag.objects.create(member=member, raised_at=timezone.now())
        audit.record(user, "help.asked", flag, case=case)
    return flag


@transaction.atomic
def withdraw(user: Any, case: Case) -> None:
    """Take it back; from now on it stands on no page."""
    CaseMember.objects.of_login(user).select_for_update(of=("self",)).get(case=case)
    flag = _standing(user, case)
    if flag is not None:
        flag.withdrawn_at = timezone.now()
        flag.save(update_fields=["withdrawn_at"])
        audit.record(user, "help.withdrawn", flag, case=case)


@transaction.atomic
def mark_seen(actor: Any, flag: HelpFlag) -> None:
    """It leaves the safety strip; who saw it and when is kept."""
    row = HelpFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if row.seen_at is None and row.withdrawn_at is None:
        row.seen_at, row.seen_by = timezone.now(), actor
        row.save(update_fields=["seen_at", "seen_by"])
        audit.record(actor, "help.seen", row, case=flag.member.case_id)


def _standing(user: Any, case: Case) -> HelpFlag | None:
    rows = HelpFlag.objects.mine(user).standing().filter(member__case=case)
    found: HelpFlag | None = rows.select_for_update(of=("self",)).first()
    return found
