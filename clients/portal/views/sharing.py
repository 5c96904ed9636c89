"""What this person gave to whom, and what was given to them. Nothing here hints at the rest."""

import uuid
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from clients.models import Answer
from clients.models.answer import REACH_PARTNER
from clients.portal.exercise_page import answer_lines, audience_line
from clients.portal.frame import portal_page
from clients.services.circle import Circle, my_circle
from clients.services.sharing import shared_fields
from practice.fields.base import FieldSpec
from practice.services import audit


@require_GET
def portal_sharing(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Own answers with who sees each, and those that the partner gave."""
    circle = my_circle(request.user, case_pk)
    # Both kinds in one query: a portal page has two to spend.
    mine, given = Answer.objects.mine(request.user), Answer.objects.shared_with(request.user)
    both = Answer.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=given.values("pk")))
    rows = both.filter(assignment__case=case_pk).select_related(
        "assignment__exercise", "member__client"
    )
    context = _sorted(request.user, circle, list(rows.order_by("-changed_at")))
    return portal_page(
        request, "portal/sharing.html", context, case_id=case_pk, current="clients:portal_sharing"
    )


@require_GET
def portal_shared(request: HttpRequest, case_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One answer that this person was given to read; or both wrote together."""
    rows = Answer.objects.shared_with(request.user).filter(assignment__case=case_pk)
    answer = get_object_or_404(rows.select_related("assignment__exercise", "member__client"), pk=pk)
    if answer.member_id is not None:  # joint words are one's own, and reading those is not audited
        audit.record(request.user, "answer.read", answer, case=case_pk)
    context = {
        "answer": answer,
        "exercise": answer.assignment.exercise,
        "lines": answer_lines(answer, _specs(answer)),
    }
    return portal_page(
        request, "portal/shared.html", context, case_id=case_pk, current="clients:portal_sharing"
    )


def _specs(answer: Answer) -> list[FieldSpec]:
    """The fields that this answer holds and that go to the partner with it."""
    specs = shared_fields(answer.assignment.exercise)
    if answer.member_id is None:
        return [spec for spec in specs if spec.role == "joint"]
    together = answer.assignment.together
    return [spec for spec in specs if not (together and spec.role == "joint")]


def _sorted(user: Any, circle: Circle, rows: list[Answer]) -> dict[str, Any]:
    """The rows in three lists; an answer in which nothing stands is left out."""
    lists: dict[str, list[Answer]] = {"mine": [], "theirs": [], "joint": []}
    for row in rows:
        if row.data:
            lists[_whose(row, user)].append(row)
    mine = [_reach(circle, row) for row in lists["mine"]]
    return lists | {"mine": mine, "successor": circle.successor(), "case": circle.case}


def _whose(row: Answer, user: Any) -> str:
    if row.member is None:
        return "joint"
    return "mine" if row.member.client.user_id == user.pk else "theirs"


def _reach(circle: Circle, row: Answer) -> dict[str, Any]:
    line = audience_line(circle, row.audience, row)
    return {"answer": row, "to_partner": row.audience in REACH_PARTNER, **line}
