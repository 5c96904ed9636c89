"""What a member finds on Today and under "To try": own things alone, in neutral words."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone

from clients.models import Answer, Assignment, Case, CaseMember, Score
from clients.portal.away import away_line, away_of_therapist
from clients.services.cases import cleared_members, is_cleared
from clients.services.checks import check_of
from clients.services.joint_steps import is_open_for_both
from clients.services.pauses import resting_since
from clients.services.resting import is_at_rest

FIRST = 2  # at most two things at once; the rest is for when there is time


def today_of(user: Any, case_pk: Any) -> dict[str, Any]:
    """The Today page in two queries; 404 when the case is not theirs."""
    # As subqueries: the page has two queries to spend, and the other one is the exercises.
    latest = Score.objects.filter(member=OuterRef("pk")).order_by("-taken_at")
    members = (
        CaseMember.objects.of_login(user)
        .select_related("case", "client")
        .annotate(
            last_low=Subquery(latest.values("low")[:1]),
            last_high=Subquery(latest.values("high")[:1]),
            last_at=Subquery(latest.values("taken_at")[:1]),
            resting_since=resting_since(),
            **away_of_therapist(),
        )
    )
    member: Any = get_object_or_404(members, case=case_pk)
    given = _given(user, member.case, Assignment.objects.with_answers_of(user))
    answers = _by_assignment(given)
    rows = [row for row in answers if _standing(row, member.case) == "open"]
    # Whoever rests is asked nothing; what is open stays where it can be found.
    rests = member.resting_since is not None
    return {
        "member": member,
        "case": member.case,
        "away": away_line(member),
        "checks": [] if rests else checks_of({row: answers[row] for row in rows}, user),
        "last": _last_place(member),
        "first": [] if rests else rows[:FIRST],
        "rest": rows if rests else rows[FIRST:],
    }


def homework_lists(user: Any, case_pk: Any) -> dict[str, Any]:
    """Everything given to this person, in four lists; 404 when the case is not theirs."""
    members = CaseMember.objects.of_login(user).select_related("case")
    case = get_object_or_404(members, case=case_pk).case
    lists: dict[str, list[Assignment]] = {"open": [], "not_open": [], "done": [], "aside": []}
    for row in _given(user, case):
        lists[_standing(row, case)].append(row)
    return {"case": case, **lists}


def checks_of(answers: dict[Assignment, list[Answer]], user: Any) -> list[dict[str, Any]]:
    """What is being tried just now, each with what this person noted for today."""
    today = timezone.localdate(timezone=user.zone)
    found = (check_of(row, parts) for row, parts in answers.items())
    return [
        {"check": check, "noted": check.noted(today), "on": today.isoformat(), "key": uuid.uuid4()}
        for check in found
        if check is not None and check.runs_on(today)
    ]


def _by_assignment(rows: Iterable[Any]) -> dict[Assignment, list[Answer]]:
    """Rows of `with_answers_of`, each assignment once, in its place."""
    answers: dict[Assignment, list[Answer]] = {}
    for row in rows:
        found = [row.answer] if getattr(row, "answer", None) is not None else []
        answers.setdefault(row, []).extend(found)
    return answers


def _given(user: Any, case: Any, mine: QuerySet[Assignment] | None = None) -> QuerySet[Assignment]:
    own = Answer.objects.filter(assignment=OuterRef("pk"), member__client__user_id=user.pk)
    mine = Assignment.objects.mine(user) if mine is None else mine
    rows = mine.filter(case=case, is_gift=False).select_related("exercise")
    return rows.annotate(
        own_begun=Exists(own),
        own_done=Exists(own.filter(done_at__isnull=False)),
        cleared=cleared_members("case_id"),
    )


def _standing(row: Any, case: Case) -> str:
    """In which list it stands: a together exercise is done for whoever finished their own part.

    Whatever keeps a joint step closed, it stands in the same place.
    """
    rests = is_at_rest(row.exercise, case) and not row.own_begun
    if rests or row.status == Assignment.Status.SET_ASIDE:
        return "aside"
    is_done = row.status == Assignment.Status.DONE or row.own_done
    if is_done:
        return "done"
    cleared = is_cleared(case, row.cleared)
    waits = row.together and not is_open_for_both(row, cleared=cleared)
    return "not_open" if waits else "open"


def _last_place(member: Any) -> dict[str, Any] | None:
    if member.last_at is None:
        return None
    place = Score(low=Decimal(member.last_low), high=Decimal(member.last_high))
    return {"shown": place.shown, "at": member.last_at}
