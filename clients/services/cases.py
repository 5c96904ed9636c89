"""Opening cases, and the people in and around them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, CaseWorker, Client, Screening
from clients.services.grants import sync_grants
from practice.services import audit

MOST_TITLE = 200


@transaction.atomic
def create_client(actor: Any, **fields: Any) -> Client:
    """A new person; raises ValidationError naming each field that is not right."""
    client = Client(**fields)
    client.full_clean()
    client.save()
    audit.record(actor, "client.created", client)
    return client


def title_of(people: Iterable[Any]) -> str:
    """What a case is shown as: its people's names, shortened where both are very long."""
    title = " & ".join(str(person) for person in people)
    return title if len(title) <= MOST_TITLE else f"{title[: MOST_TITLE - 1]}…"


@transaction.atomic
def open_case(
    actor: Any,
    clients: list[Client],
    *,
    secrets_policy: str = "",
    opened_on: date | None = None,
    therapist: Any = None,
) -> Case:
    """A case of one person or of two, with `therapist` (the actor by default) working on it.

    Raises ValidationError when a couple is the same person twice or has no secrets policy.
    """
    if len({client.pk for client in clients}) != len(clients):
        raise ValidationError(_("A couple is two people. This is the same person twice."))
    if len(clients) == 2 and not secrets_policy:
        raise ValidationError(_("Choose how you and the couple handle secrets before you start."))
    opened_on = opened_on or timezone.localdate()
    case = Case.objects.create(
        kind=Case.Kind.COUPLE if len(clients) == 2 else Case.Kind.INDIVIDUAL,
        title=title_of(clients),
        secrets_policy=secrets_policy,
        opened_on=opened_on,
    )
    for client, position in zip(clients, CaseMember.Position, strict=False):
        CaseMember.objects.create(case=case, client=client, position=position, joined_on=opened_on)
    CaseWorker.objects.create(case=case, user=therapist or actor, since=timezone.now())
    sync_grants(case)
    audit.record(actor, "case.opened", case, case=case)
    return case


@transaction.atomic
def record_screening(
    actor: Any, member: CaseMember, *, asked_alone_on: date, outcome: str, words: str = ""
) -> Screening:
    """What came of asking one person alone. A concern raises the case's safety flag."""
    screening = Screening.objects.create(
        member=member,
        asked_alone_on=asked_alone_on,
        outcome=outcome,
        words=words,
        recorded_by=actor,
    )
    if outcome == Screening.Outcome.CONCERN:
        Case.objects.filter(pk=member.case_id).update(safety_flag=True)
        sync_grants(member.case)
    audit.record(actor, "screening.recorded", screening, case=member.case_id)
    return screening


def joint_steps_open(case: Case) -> bool:
    """Whether joint steps and sharing with the partner may be used at all.

    Only in a couple, once the latest screening of each person alone speaks for it and no safety
    flag stands.
    """
    if not case.is_couple or case.safety_flag:
        return False
    latest: dict[Any, str] = {}
    rows = Screening.objects.filter(member__case=case, member__left_on=None)
    for row in rows.order_by("asked_alone_on", "recorded_at"):
        latest[row.member_id] = row.outcome
    members = case.members.filter(left_on=None).count()
    return members == 2 and list(latest.values()) == [Screening.Outcome.CLEAR] * 2


@transaction.atomic
def leave_case(actor: Any, member: CaseMember, *, left_on: date) -> None:
    """Separation: sharing and joint matter to come end with the next request."""
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    sync_grants(member.case)
    audit.record(actor, "member.left", member, case=member.case_id)


@transaction.atomic
def hand_over(actor: Any, case: Case, *, worker: CaseWorker, to: Any) -> None:
    """The case goes to another therapist; the earlier one sees nothing from the next request."""
    now = timezone.now()
    CaseWorker.objects.filter(pk=worker.pk).update(until=now)
    CaseWorker.objects.update_or_create(
        case=case, user=to, defaults={"since": now, "until": None, "role": worker.role}
    )
    sync_grants(case)
    audit.record(actor, "case.handed_over", case, case=case, to=str(to.pk))
