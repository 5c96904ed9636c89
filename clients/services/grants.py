"""`sync_grants` alone writes object permissions: it derives them from the rows of intent."""

from collections.abc import Iterable
from datetime import datetime
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
    Supervision,
)
from clients.models.homework import Audience

# (user, codename, object) -> the time window (starts_at, expires_at) in which it counts
Wanted = dict[tuple[UUID, str, UUID], tuple[datetime | None, datetime | None]]


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
    if case.safety_flag:
        # What was already read stays as it is; what still waits does not go out.
        now = timezone.now()
        answers = [row for row in answers if row.shares_on is None or row.shares_on <= now]
    wanted = _answer_grants(answers, members)
    _bring_in_line(AnswerGrant, _keys_of_answers(case), wanted)


def _keys_of_answers(case: Case) -> set[UUID]:
    return set(Answer.objects.filter(assignment__case=case).values_list("pk", flat=True))


def _case_grants(case: Case, members: list[CaseMember]) -> Wanted:
    wanted: Wanted = {}
    workers = list(case.workers.all())
    for worker in workers:
        for codename in ("view_case", "change_case"):
            wanted[worker.user_id, codename, case.pk] = (worker.since, worker.until)
    supervised = Supervision.objects.filter(supervisee__in=[w.user_id for w in workers])
    for row in supervised:
        wanted[row.supervisor_id, "supervise_case", case.pk] = (row.since, row.until)
    for login in _logins(members).values():
        wanted[login, "use_portal", case.pk] = (None, None)
    return wanted


def _assignment_grants(assignments: list[Assignment], members: list[CaseMember]) -> Wanted:
    logins = _logins(members)
    present = {member.pk for member in members if _is_present(member)}
    return {
        (login, "answer_assignment", row.pk): (None, None)
        for row in assignments
        for member, login in logins.items()
        if row.member_id == member or (row.member_id is None and member in present)
    }


def _answer_grants(answers: list[Answer], members: list[CaseMember]) -> Wanted:
    wanted: Wanted = {}
    logins = _logins(members)
    everybody_stays = all(_is_present(member) for member in members)
    for answer in answers:
        if answer.member_id is None:
            for member in members:
                if member.pk in logins and _was_there(member, answer):
                    wanted[logins[member.pk], "view_answer", answer.pk] = (None, None)
        elif answer.audience in (Audience.ALL, Audience.PARTNERS) and everybody_stays:
            for key, login in logins.items():
                if key != answer.member_id:
                    wanted[login, "view_answer", answer.pk] = (answer.shares_on, None)
    return wanted


def _was_there(member: CaseMember, joint: Answer) -> bool:
    """Joint matter stays with everybody who had not left when it was made."""
    return _is_present(member) or joint.created_at.date() <= member.left_on  # type: ignore[operator] # who is not present has left


def _is_present(member: CaseMember) -> bool:
    return member.left_on is None or member.left_on > timezone.now().date()


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
