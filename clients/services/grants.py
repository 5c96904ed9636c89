"""`sync_grants` alone writes object permissions: it derives them from the rows of intent."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.models import (
    Answer,
    AnswerGrant,
    Assignment,
    AssignmentGrant,
    Case,
    CaseGrant,
    CaseMember,
    CaseWorker,
    Supervision,
)
from clients.models.homework import Audience
from practice.models import Practice

# From when to when something counts; None is open.
Window = tuple[datetime | None, datetime | None]
# (user, codename, object) -> the window in which it counts
Wanted = dict[tuple[UUID, str, UUID], Window]
ALWAYS: Window = (None, None)


@transaction.atomic
def sync_grants(case: Case) -> None:
    """Make the grants of one case say what its rows say; writes only what differs.

    Called in the transaction of every change to membership, work, supervision or sharing.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    members = list(CaseMember.objects.filter(case=case).select_related("client"))
    _bring_in_line(CaseGrant, {case.pk}, _case_grants(case, members))
    assignments = list(Assignment.objects.filter(case=case).only("pk", "case_id", "member_id"))
    _bring_in_line(
        AssignmentGrant, {row.pk for row in assignments}, _assignment_grants(assignments, members)
    )
    answers = list(Answer.objects.filter(assignment__case=case).defer("data"))
    wanted = _answer_grants(answers, members)
    if case.safety_flag:
        wanted = _without_new_shares(wanted, answers)
    _bring_in_line(AnswerGrant, {row.pk for row in answers}, wanted)


def _case_grants(case: Case, members: list[CaseMember]) -> Wanted:
    logins = set(_logins(members).values())
    workers = [row for row in case.workers.all() if row.user_id not in logins]
    wanted: Wanted = {
        (worker.user_id, codename, case.pk): (worker.since, worker.until)
        for worker in workers
        for codename in ("view_case", "change_case")
    }
    for login in logins:
        wanted[login, "use_portal", case.pk] = ALWAYS
    return wanted | _supervision(case, workers, without=logins)


def _supervision(case: Case, workers: list[CaseWorker], *, without: set[UUID]) -> Wanted:
    """As long as one supervises somebody, and that one works here. Nobody reads their own case."""
    works = {worker.user_id: (worker.since, worker.until) for worker in workers}
    rows = Supervision.objects.filter(supervisee__in=works).exclude(supervisor__in=without)
    windows: dict[UUID, list[Window]] = {}
    for row in rows:
        both = _overlap((row.since, row.until), works[row.supervisee_id])
        if both is not None:
            windows.setdefault(row.supervisor_id, []).append(both)
    return {(who, "supervise_case", case.pk): _first_open(own) for who, own in windows.items()}


def _overlap(one: Window, other: Window) -> Window | None:
    """The time in which both count, None when there is none."""
    starts = [at for at, _until in (one, other) if at is not None]
    ends = [until for _at, until in (one, other) if until is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    return None if start and end and start >= end else (start, end)


def _first_open(windows: list[Window]) -> Window:
    """The window that counts now, or will next; where several do, the one that lasts longest."""
    now = timezone.now()
    to_come = [window for window in windows if window[1] is None or window[1] > now]
    begun = [window for window in to_come if window[0] is None or window[0] <= now]
    if begun:
        return max(begun, key=lambda window: (window[1] is None, window[1]))
    return min(to_come or windows, key=lambda window: window[0] or now)


def _assignment_grants(assignments: list[Assignment], members: list[CaseMember]) -> Wanted:
    """Each on their own for good, on what both do together until somebody leaves."""
    logins = _logins(members)
    wanted: Wanted = {}
    for row in assignments:
        for member in members:
            together = row.member_id is None and _is_present(member)
            if member.pk in logins and (together or row.member_id == member.pk):
                until = _goes_at(member) if together else None
                wanted[logins[member.pk], "answer_assignment", row.pk] = (None, until)
    return wanted


def _answer_grants(answers: list[Answer], members: list[CaseMember]) -> Wanted:
    wanted: Wanted = {}
    logins = _logins(members)
    everybody_stays = all(_is_present(member) for member in members)
    until = min(filter(None, map(_goes_at, members)), default=None)
    for answer in answers:
        if answer.member_id is None:
            for member in members:
                if member.pk in logins and _was_there(member, answer):
                    wanted[logins[member.pk], "view_answer", answer.pk] = ALWAYS
        elif answer.audience in (Audience.ALL, Audience.PARTNERS) and everybody_stays:
            for key, login in logins.items():
                if key != answer.member_id:
                    wanted[login, "view_answer", answer.pk] = (answer.shares_on, until)
    return wanted


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


def _was_there(member: CaseMember, joint: Answer) -> bool:
    """Joint matter stays with everybody who had not left when it was made."""
    made_on = timezone.localdate(joint.created_at, Practice.load().zone)
    return _is_present(member) or made_on <= member.left_on  # type: ignore[operator] # who is not present has left


def _is_present(member: CaseMember) -> bool:
    leaves = _goes_at(member)
    return leaves is None or leaves > timezone.now()


def _goes_at(member: CaseMember) -> datetime | None:
    """When somebody is gone: as the day of leaving begins where the practice is."""
    if member.left_on is None:
        return None
    return datetime.combine(member.left_on, time(), tzinfo=Practice.load().zone)


def _logins(members: list[CaseMember]) -> dict[UUID, UUID]:
    """Member key -> login key, for those who have a login."""
    return {m.pk: m.client.user_id for m in members if m.client.user_id is not None}


def _bring_in_line(model: type[Any], objects: set[UUID], wanted: Wanted) -> None:
    """Delete what is not wanted, add what is missing, correct windows that moved."""
    permissions = _permissions({codename for _user, codename, _object in wanted})
    missing = dict(wanted)
    stale: list[int] = []
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
