"""The same thing done before: one's own earlier answers, each under the wording it was given in."""

import uuid
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY
from clients.portal.frame import portal_page
from clients.portal.reach_lines import answer_lines
from clients.services.finishing import low_word_of

MOST_TIMES = 5


@require_GET
def homework_earlier(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    rows = Assignment.objects.mine(request.user).select_related("exercise")
    assignment = get_object_or_404(rows, pk=pk)
    times = [
        {"assignment": given, "parts": [_part(answer) for answer in answers]}
        for given, answers in groupby(
            _earlier(request.user, assignment), key=lambda answer: answer.assignment
        )
    ]
    return portal_page(
        request,
        "portal/earlier.html",
        {"assignment": assignment, "times": times[:MOST_TIMES]},
        case_id=assignment.case_id,
        current="clients:portal_homework",
    )


def _earlier(user: Any, assignment: Assignment) -> QuerySet[Answer]:
    """Own and joint answers to the same exercise, newest first; without entries of logs."""
    same = {
        "entry": NOT_AN_ENTRY,
        "assignment__is_gift": False,
        "assignment__case": assignment.case_id,
        "assignment__exercise__key": assignment.exercise.key,
        "assignment__exercise__programme_key": assignment.exercise.programme_key,
        "assignment__given_at__lt": assignment.given_at,
        # What is not open to them is not shown by a road around it either.
        "assignment__in": Assignment.objects.mine(user).order_by().values("pk"),
    }
    own = Answer.objects.mine(user).filter(**same)
    joint = Answer.objects.shared_with(user).filter(member=None, **same)
    both = (rows.select_related("assignment__exercise").order_by() for rows in (own, joint))
    first, second = both
    return first.union(second, all=True).order_by("-created_at", "assignment_id")[:10]


def _part(answer: Answer) -> dict[str, Any]:
    return {
        "joint": answer.member_id is None,
        "low_word": low_word_of(answer),
        "lines": answer_lines(answer.written(answer.assignment.exercise.fields), answer.data),
    }
