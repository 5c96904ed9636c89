"""Who works with a case, and a partner's leaving: both count from the next request on."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, CaseWorker
from clients.services.delivery import hold_people
from clients.services.grants import sync_grants
from clients.services.readiness import close_joint_steps
from practice.models import User
from practice.services import audit


def at_work(case: Case) -> QuerySet[CaseWorker]:
    """Those who work with it now, its therapist first."""
    now = timezone.now()
    live = Q(until=None) | Q(until__gt=now)
    rows = CaseWorker.objects.filter(live, case=case, since__lte=now).select_related("user")
    return rows.order_by("-role", "since", "pk")


def possible_workers(case: Case) -> QuerySet[User]:
    """Therapists who may be given the case: not at work in it, and nobody whom it is about."""
    staff = User.objects.filter(is_therapist=True, is_active=True)
    staff = staff.exclude(pk__in=at_work(case).order_by().values("user"))
    return staff.exclude(client__memberships__case=case)


@transaction.atomic
def hand_over(actor: Any, case: Case, *, worker: CaseWorker, to: Any) -> None:
    """The case goes to another therapist; the earlier one sees nothing from the next request.

    Raises ValidationError where `worker` has left it already, where `actor` is not the one to give
    this place away, and for somebody who cannot take it.
    """
    _hold(case)
    _refuse_gone(case, worker)
    if not CaseWorker.objects.handed_over_by(actor).filter(pk=worker.pk).exists():
        raise ValidationError(_("A case is handed over by its therapist alone."))
    _refuse_stranger(case, to)
    _end(worker)
    _begin(case, to, worker.role)
    sync_grants(case)
    audit.record(actor, "case.handed_over", case, case=case, to=str(to.pk))


@transaction.atomic
def add_co_therapist(actor: Any, case: Case, to: Any) -> None:
    """Somebody works with the case beside its therapist; ValidationError for who cannot."""
    _hold(case)
    _refuse_stranger(case, to)
    _begin(case, to, CaseWorker.Role.CO_THERAPIST)
    sync_grants(case)
    audit.record(actor, "case.worker_added", case, case=case, to=str(to.pk))


@transaction.atomic
def end_work(actor: Any, case: Case, worker: CaseWorker) -> None:
    """A co-therapist stops; the therapist of a case can only hand it over."""
    _hold(case)
    _refuse_gone(case, worker)
    if worker.role == CaseWorker.Role.THERAPIST:
        raise ValidationError(_("A case needs its therapist. Hand it over instead."))
    _end(worker)
    sync_grants(case)
    audit.record(actor, "case.worker_left", case, case=case, who=str(worker.user_id))


@transaction.atomic
def leave_case(actor: Any, member: CaseMember, *, left_on: date) -> None:
    """Separation: sharing and joint matter to come end with the next request.

    Raises ValidationError once the day of leaving has come.
    """
    if not hold_people(member.case_id).get(pk=member.pk).is_present:
        raise ValidationError(_("They have left already. What was shared before stays as it was."))
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    if not member.is_present:
        close_joint_steps(member.case_id)
    sync_grants(member.case)
    audit.record(actor, "member.left", member, case=member.case_id)


def _hold(case: Case) -> None:
    """Two hand-overs at once come one after the other."""
    Case.objects.select_for_update().get(pk=case.pk)


def _refuse_gone(case: Case, worker: CaseWorker) -> None:
    if not at_work(case).filter(pk=worker.pk).exists():
        raise ValidationError(_("They do not work with this case any more."))


def _refuse_stranger(case: Case, to: Any) -> None:
    if not possible_workers(case).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("They cannot take this case. Choose somebody else.")})


def _end(worker: CaseWorker) -> None:
    # Ended, not deleted: who worked with a case when must be known for as long as the record is.
    CaseWorker.objects.filter(pk=worker.pk).update(until=timezone.now())


def _begin(case: Case, user: Any, role: str) -> None:
    # Somebody may come back to a case: each has one row in it.
    CaseWorker.objects.update_or_create(
        case=case, user=user, defaults={"since": timezone.now(), "until": None, "role": role}
    )
