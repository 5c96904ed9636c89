"""`sync_grants` alone writes object permissions: it derives them from the rows of intent."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import product
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.access import NAMED, agreed_to, agreements
from clients.models import (
    Answer,
    AnswerGrant,
    Assignment,
    AssignmentGrant,
    Case,
    CaseGrant,
    CaseMember,
    CaseWorker,
    Consent,
    Supervision,
)
from clients.models.reach import Reader
from clients.services.doors import Door
from practice.models import Practice


class Window(NamedTuple):
    """From when to when something counts; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def has_begun(self, now: datetime) -> bool:
        return self.start is None or self.start <= now

    def is_over(self, now: datetime) -> bool:
        return self.end is not None and self.end <= now

    def overlap(self, other: "Window") -> "Window | None":
        """The time in which both count, None when there is none."""
        start = max(filter(None, (self.start, other.start)), default=None)
        end = min(filter(None, (self.end, other.end)), default=None)
        return None if start and end and start >= end else Window(start, end)


# (user, codename, object) -> the window in which it counts
Wanted = dict[tuple[UUID, str, UUID], Window]
ALWAYS = Window()


@transaction.atomic
def sync_grants(case: Case) -> None:
    """Make the grants of one case say what its rows say; writes only what differs.

    Called in the transaction of every change to membership, work, supervision or sharing.
    """
    # Two changes at once would each derive from rows that the other is about to change.
    case = Case.objects.select_for_update().get(pk=case.pk)
    people = CaseMember.objects.filter(case=case).select_related("client")
    told = agreements() | {"agreed_supervision": agreed_to(Consent.Kind.SUPERVISION)}
    members: list[Any] = list(people.annotate(**told))
    _bring_in_line(CaseGrant, {case.pk}, _case_grants(case, members))
    assignments = list(Assignment.objects.filter(case=case).only("pk", "case_id", "member_id"))
    _bring_in_line(
        AssignmentGrant, {row.pk for row in assignments}, _assignment_grants(assignments, members)
    )
    answers = list(Answer.objects.filter(assignment__case=case).defer("data").with_reach())
    wanted = _answer_grants(answers, members)
    if case.safety_flag:
        wanted = _without_new_shares(wanted, answers)
    _bring_in_line(AnswerGrant, {row.pk for row in answers}, wanted)


def _case_grants(case: Case, members: list[CaseMember]) -> Wanted:
    logins = {member.client.user_id for member in _with_login(members)}
    # Whoever comes here as a client reads their own record by the portal alone.
    workers = [row for row in case.workers.all() if row.user_id not in logins]
    wanted: Wanted = {
        (worker.user_id, codename, case.pk): Window(worker.since, worker.until)
        for worker in workers
        for codename in ("view_case", "change_case")
    }
    for member in _with_login(members):
        codename = "use_portal" if Door.of(member).is_open else "ask_portal"
        wanted[member.client.user_id, codename, case.pk] = ALWAYS
    codename = _sight_of_supervisors(case, members)
    return wanted | _supervision(case, workers, codename, without=logins) if codename else wanted


def _sight_of_supervisors(case: Case, members: list[Any]) -> str:
    """The permission that their supervision gives them here: sight only where all agreed to it.

    The record of a couple is of both, and neither can agree for the other. Where one did not,
    pages name the supervisor to both as before: a name that vanished would tell who it was.
    """
    if all(member.agreed_supervision for member in members):
        return "supervise_case"
    return NAMED if case.is_couple else ""


def _supervision(
    case: Case, workers: list[CaseWorker], codename: str, *, without: set[UUID]
) -> Wanted:
    """As long as one supervises somebody, and that one works here. Nobody reads their own case."""
    works = {worker.user_id: Window(worker.since, worker.until) for worker in workers}
    rows = Supervision.objects.filter(supervisee__in=works).exclude(supervisor__in=without)
    windows: dict[UUID, list[Window]] = {}
    for row in rows:
        both = Window(row.since, row.until).overlap(works[row.supervisee_id])
        if both is not None:
            windows.setdefault(row.supervisor_id, []).append(both)
    return {(who, codename, case.pk): _first_open(own) for who, own in windows.items()}


def _first_open(windows: list[Window]) -> Window:
    """The window that counts now, or will next; where several do, the one that lasts longest."""
    now = timezone.now()
    to_come = [window for window in windows if not window.is_over(now)]
    begun = [window for window in to_come if window.has_begun(now)]
    if begun:
        return max(begun, key=lambda window: (window.end is None, window.end))
    return min(to_come or windows, key=itemgetter(0))


def _assignment_grants(assignments: list[Assignment], members: list[CaseMember]) -> Wanted:
    """Each on their own for good, on what both do together until somebody leaves."""
    wanted: Wanted = {}
    writing = [member for member in _with_login(members) if Door.of(member).takes_words]
    for row, member in product(assignments, writing):
        name = (member.client.user_id, "answer_assignment", row.pk)
        if row.member_id == member.pk:
            wanted[name] = ALWAYS
        elif row.member_id is None and member.is_present:
            wanted[name] = Window(end=member.gone_at)
    return wanted


def _answer_grants(answers: list[Answer], members: list[CaseMember]) -> Wanted:
    joint = [answer for answer in answers if answer.member_id is None]
    own = [answer for answer in answers if answer.member_id]
    return _joint_grants(joint, members) | _partner_grants(own, members)


def _joint_grants(joint: list[Answer], members: list[CaseMember]) -> Wanted:
    """Joint matter stays with everybody who had not left when it was made."""
    return {
        (member.client.user_id, "view_answer", answer.pk): ALWAYS
        for answer, member in product(joint, _with_login(members))
        if member.is_present or _made_on(answer) <= member.left_on
    }


def _partner_grants(own: list[Answer], members: list[CaseMember]) -> Wanted:
    """What one gave to the other, whole or in part, until either of them leaves."""
    until = min(filter(None, (member.gone_at for member in members)), default=None)
    if Window(end=until).is_over(timezone.now()):
        return {}
    return {
        (member.client.user_id, "view_answer", answer.pk): Window(starts[0], until)
        for answer, member in product(own, _with_login(members))
        if member.pk != answer.member_id and (starts := _starts(answer))
    }


def _starts(answer: Answer) -> list[datetime | None]:
    """When the things in it that its author gave go out, the first one first.

    With that one its page opens; models/reach.py shows each of the others from its own time on.
    """
    all_of_it = (answer.reach, *answer.reach_of_parts.values())
    given = [one for one in all_of_it if Reader.PARTNER.is_in(one.audience)]
    times = [one.shares_on for one in given if one.shares_on or not one.needs_time]
    return sorted(times, key=lambda time: (time is not None, time))


def _without_new_shares(wanted: Wanted, answers: list[Answer]) -> Wanted:
    """What was already read stays as it is; while the flag stands, nothing more goes out.

    What has gone out is known by its grant alone: the hour that a share waited for may pass.
    """
    joint = {answer.pk for answer in answers if answer.member_id is None}
    now = timezone.now()
    grants = AnswerGrant.objects.filter(content_object__in=[answer.pk for answer in answers])
    gone_out = grants.filter(Q(starts_at=None) | Q(starts_at__lte=now))
    known = set(gone_out.values_list("user_id", "content_object_id"))
    return {
        (user, codename, answer): window
        for (user, codename, answer), window in wanted.items()
        if answer in joint or (user, answer) in known
    }


def _made_on(answer: Answer) -> date:
    return Practice.load().local(answer.created_at).date()


def _with_login(members: list[CaseMember]) -> list[Any]:
    return [member for member in members if member.client.user_id is not None]


def _bring_in_line(model: type[Any], objects: set[UUID], wanted: Wanted) -> None:
    """Delete what is not wanted, add what is missing, correct windows that moved."""
    permissions = _permissions({codename for _user, codename, _object in wanted})
    missing = dict(wanted)
    stale: list[int] = []
    # What already stands as wanted is left alone: most syncs of a long case write nothing.
    for row in model.objects.filter(content_object__in=objects).select_related("permission"):
        name = (row.user_id, row.permission.codename, row.content_object_id)
        if missing.pop(name, "absent") != (row.starts_at, row.expires_at):
            stale.append(row.pk)
            if name in wanted:
                missing[name] = wanted[name]
    if stale:
        model.objects.filter(pk__in=stale).delete()
    if missing:
        model.objects.bulk_create(_rows(model, missing, permissions))


def _rows(model: type[Any], missing: Wanted, permissions: dict[str, int]) -> Iterable[Any]:
    for (user, codename, target), (starts_at, expires_at) in missing.items():
        yield model(
            user_id=user,
            permission_id=permissions[codename],
            content_object_id=target,
            starts_at=starts_at,
            expires_at=expires_at,
        )


def _permissions(codenames: set[str]) -> dict[str, int]:
    app = Q(content_type__app_label="clients")
    rows = Permission.objects.filter(app, codename__in=codenames)
    return dict(rows.values_list("codename", "pk"))
