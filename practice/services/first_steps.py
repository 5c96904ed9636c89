"""The first steps of a new practice: which are done, told from what is there and nothing else."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice.models import Practice, RetentionRule, User
from practice.services import audit


@dataclass(frozen=True)
class Step:
    """One of the steps; `is_needed` ones come before the practice may call itself set up."""

    key: str
    title: str | Promise
    is_done: bool
    told: str = ""
    is_needed: bool = False


def steps(*, has_client: bool) -> list[Step]:
    """In their order. Nothing is stored about them, so that none can be out of step."""
    practice, rule = Practice.as_stored(), RetentionRule.in_force()
    therapist = User.objects.filter(is_therapist=True, is_active=True).order_by("created_at")
    name = therapist.values_list("name", flat=True).first() or ""
    clock = f"{practice.name}, {practice.time_zone.replace('_', ' ')}"
    return [
        Step("place", _("Name and clock"), bool(practice.name), clock),
        Step("help", _("Whom to call when it is urgent"), bool(practice.help_line), is_needed=True),
        Step("records", _("How long records are kept"), rule is not None, is_needed=True),
        Step("course", _("The course you mostly begin with"), bool(practice.course)),
        Step("therapist", _("The first therapist"), bool(name), name, is_needed=True),
        Step("client", _("The first client"), has_client),
    ]


def are_open() -> bool:
    """Whether an owner's front door leads to the first steps."""
    # Asked of the database: another process may still remember how it was before they were done.
    return Practice.objects.filter(set_up_at=None, is_demo=False).exists()


@transaction.atomic
def finish(actor: Any) -> None:
    """The owner's front door leads to their own pages again."""
    practice = Practice.as_stored()
    practice.set_up_at = timezone.now()
    practice.save()
    audit.record(actor, "practice.set_up")
