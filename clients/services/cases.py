"""Opening cases, and the people in and around them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, CaseWorker, Client, Screening
from clients.services.delivery import hold_people
from clients.services.grants import sync_grants
from clients.services.policies import choose_policy
from clients.services.readiness import close_joint_steps
from practice.models import Practice
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
    title = " & ".join(map(str, people))
    return title if len(title) <= MOST_TITLE else f"{title[: MOST_TITLE - 1]}…"


def named_after(people: Iterable[Client]) -> list[Case]:
    """The cases of these people that are shown under their names, not under a title of their own.

    Ask before the names change, for `follow_names` afterwards.
    """
    held = Case.objects.filter(members__client__in=list(people)).distinct()
    rows = held.prefetch_related("members__client")
    return [case for case in rows if case.title == title_of(case.members.all())]


def follow_names(cases: Iterable[Case]) -> None:
    """Show these cases under the names that their people go by now."""
    # Fetched again: the rows that were asked before the change remember the old names.
    rows = Case.objects.filter(pk__in=[case.pk for case in cases])
    renamed = list(rows.prefetch_related("members__client"))
    for case in renamed:
        case.title = title_of(case.members.all())
    Case.objects.bulk_update(renamed, ["title"], batch_size=100)


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

    Raises ValidationError when a couple is the same person twice, has no secrets policy, or one of
    them is younger than the practice sees in couples.
    """
    _check_people(clients, secrets_policy)
    opened_on = opened_on or Practice.load().today()
    case = Case.objects.create(
        kind=Case.Kind.COUPLE if len(clients) == 2 else Case.Kind.INDIVIDUAL,
        title=title_of(clients),
        secrets_policy=secrets_policy,
        opened_on=opened_on,
    )
    for client, position in zip(clients, CaseMember.Position, strict=False):
        CaseMember.objects.create(case=case, client=client, position=position, joined_on=opened_on)
    CaseWorker.objects.create(case=case, user=therapist or actor, since=timezone.now())
    if secrets_policy and case.is_couple:
        choose_policy(actor, case, secrets_policy)
    else:
        sync_grants(case)
    audit.record(actor, "case.opened", case, case=case)
    return case


def too_young(person: Client) -> str:
    """Why somebody cannot come as one of a couple, and what can be done."""
    return _(
        "%(name)s is younger than %(age)s. Your practice sees couples from that age on. "
        "Open a case for one person, or ask the owner about the settings."
    ) % {"name": person, "age": Practice.load().adult_from}


def _check_people(clients: list[Client], secrets_policy: str) -> None:
    if len({client.pk for client in clients}) != len(clients):
        raise ValidationError(_("A couple is two people. This is the same person twice."))
    practice = Practice.load()
    young = [one for one in clients if not practice.may_come_as_couple(one.born_on)]
    if len(clients) == 2 and young:
        raise ValidationError(too_young(young[0]))
    # Agreed before anything is told: afterwards it would be a rule for what is known already.
    if len(clients) == 2 and not secrets_policy:
        raise ValidationError(_("Choose how you and the couple handle secrets before you start."))


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
        _raise_flag(member.case_id)
        # It reads the flag afresh; `member.case` may still hold the old one.
        sync_grants(member.case)
    audit.record(actor, "screening.recorded", screening, case=member.case_id)
    return screening


def _raise_flag(case_key: UUID) -> None:
    """Nothing new is delivered from now on, and what is done together closes; both silently."""
    # People, then rows, then the case: the order in which everybody holds them.
    list(hold_people(case_key))
    close_joint_steps(case_key)
    unflagged = Case.objects.filter(pk=case_key, safety_flag=False)
    # A second concern does not move the time: what was held back since the first stays so.
    unflagged.update(safety_flag=True, safety_flagged_at=timezone.now())


def is_sharing_offered(case: Case, asked: int) -> bool:
    """Whether pages offer to give something to the partner; `asked` counts the `asked_members`.

    Once open it looks open, also while a safety concern stands: what is given then is taken, and
    held until the flag is lowered (models/reach.py). An offer that vanished would tell of the flag.
    """
    return case.is_couple and asked == 2


def sharing_offered(case: Case) -> bool:
    """The same, looked up afresh."""
    rows = Case.objects.filter(pk=case.pk).annotate(asked=asked_members("pk"))
    return is_sharing_offered(case, rows.values_list("asked", flat=True).get())


def joint_steps_open(case: Case) -> bool:
    """Whether joint steps may be used, and what was given to the partner goes out.

    Only in a couple, once the latest screening of each person alone speaks for it and no safety
    flag stands.
    """
    return is_cleared(case, count_cleared(case))


def count_cleared(case: Case) -> int:
    """How many `cleared_members` one case has."""
    rows = Case.objects.filter(pk=case.pk).annotate(cleared=cleared_members("pk"))
    counted: int = rows.values_list("cleared", flat=True).get()
    return counted


def is_cleared(case: Case, cleared: int) -> bool:
    """`joint_steps_open`, where a query brought the number of `cleared_members` along."""
    return case.is_couple and not case.safety_flag and cleared == 2


def cleared_members(case_key: str) -> Coalesce:
    """For a query: how many present members of the case were asked alone with a clear outcome.

    `case_key` is the field of the query that holds the key of the case.
    """
    # The latest alone counts, and screenings come newest first: a concern may be resolved later.
    outcomes = Screening.objects.filter(member=OuterRef("pk")).values("outcome")
    members = CaseMember.objects.present().annotate(latest=Subquery(outcomes[:1]))
    return _counted(members.filter(latest=Screening.Outcome.CLEAR), case_key)


def asked_members(case_key: str) -> Coalesce:
    """The same for those who were ever asked alone with a clear outcome, whatever came after."""
    clear = Screening.objects.filter(member=OuterRef("pk"), outcome=Screening.Outcome.CLEAR)
    return _counted(CaseMember.objects.present().filter(Exists(clear)), case_key)


def _counted(members: QuerySet[CaseMember], case_key: str) -> Coalesce:
    members = members.filter(case=OuterRef(case_key))
    counted = members.order_by().values("case").annotate(number=Count("pk"))
    # No member left in the count makes no row at all, which is a nought here.
    return Coalesce(Subquery(counted.values("number")), 0)
