"""The therapist's day: safety first, sessions, what came in since yesterday, the cases."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clients.access import consent_news
from clients.models import Answer, Case, CaseMember, HelpFlag, Score, Screening
from clients.services.consents import news_of
from clients.services.journeys import with_current_visits
from clients.views.frame import panels
from practice.access import page_for
from practice.models import Practice

MOST = 12  # of a kind on the page; the lists have the rest


@page_for("therapist", "supervisor")
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    cases = _cases(request)
    context = {
        "day": Practice.load().today(),
        "panels": panels("today", request),
        "calls": _calls(request),
        "flagged": [case for case in cases if case.safety_flag],
        **_to_see_to(request),
        "cases": cases[:MOST],
        "more_cases": len(cases) > MOST,
        **_came_in(request),
    }
    return render(request, "clients/today.html", context)


def _cases(request: HttpRequest) -> list[Case]:
    """Cases that are under way, those with a safety flag first."""
    rows = with_current_visits(Case.objects.visible_to(request.user).filter(closed_on=None))
    # One more than is shown tells whether there are others.
    return list(rows.order_by("-safety_flag", "title", "pk")[: MOST + 1])


def _calls(request: HttpRequest) -> QuerySet[HelpFlag]:
    """Who asked for help and was not seen yet, the latest first: all of them, however many."""
    rows = HelpFlag.objects.visible_to(request.user).standing()
    return rows.select_related("member__client")


def _to_see_to(request: HttpRequest) -> dict[str, Any]:
    """Partners who were not yet asked alone, for whom joint steps wait; and news of consents."""
    asked = Screening.objects.filter(member=OuterRef("pk"))
    people = CaseMember.objects.editable_by(request.user).annotate(
        # Only couples: where one person comes, no joint step waits for an answer.
        unasked=Q(~Exists(asked), case__kind=Case.Kind.COUPLE),
        **consent_news(),
    )
    found = people.filter(
        Q(unasked=True) | Q(ends_on__isnull=False) | Q(took_back__isnull=False),
        left_on=None,
        case__closed_on=None,
    )
    rows: list[Any] = list(
        found.select_related("client", "case").order_by("case__title", "position")[: 2 * MOST]
    )
    return {
        "unasked": [row for row in rows if row.unasked][:MOST],
        "consents": [(row, words) for row in rows for words in news_of(row)][:MOST],
    }


def _came_in(request: HttpRequest) -> dict[str, Any]:
    """Answers and scores since the beginning of yesterday: who and what about, not the words."""
    practice = Practice.load()
    since = practice.instant(practice.today() - timedelta(days=1))
    answers = Answer.objects.visible_to(request.user).filter(told_at__gte=since)
    answers = answers.select_related("assignment__exercise", "assignment__case", "member__client")
    # Clinical words stay sealed: the page shows none, so that looking at it is no reading of them.
    answers = answers.defer("data", "assignment__exercise__body")
    scores = Score.objects.visible_to(request.user).filter(taken_at__gte=since)
    scores = scores.exclude(entered_by=request.user.pk).defer("words")
    scores = scores.select_related("member__client", "case")
    return {
        "answers": answers.order_by("-told_at")[:MOST],
        "scores": scores.order_by("-taken_at")[:MOST],
    }
