"""What this person gave to whom, who opened it, and what was given to them; no hint at the rest."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from clients.models import Answer
from clients.models.reach import REACH_PARTNER, Reader
from clients.portal.forms.capture import PlaceForm
from clients.portal.frame import portal_page
from clients.portal.reach_lines import answer_lines, audience_address, audience_line
from clients.portal.side_by_side import side_by_side
from clients.portal.told_apart import told_apart
from clients.services.circle import Circle, my_circle
from clients.services.latest import as_they_came, once_a_reach
from clients.services.pairs import twin_of
from clients.services.readers import readers_of
from practice.services import audit

WITH_EXERCISE = ("assignment__exercise", "assignment__case", "member__client")
SHOWN = 40  # of each of the three lists on one page


@require_GET
def portal_sharing(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Own answers with who sees each, and those that the partner gave; long lists page by page."""
    circle, (start, _step) = my_circle(request.user, case_pk), PlaceForm.read(request.GET)
    rows = _on_page(request.user, case_pk, start).select_related(*WITH_EXERCISE)
    context = _sorted(request.user, circle, rows.select_related("heard__told_by"))
    context |= {"newer": max(start - SHOWN, 0) if start else None}
    context |= {"earlier": start + SHOWN if context["goes_on"] else None}
    return portal_page(
        request, "portal/sharing.html", context, case_id=case_pk, current="clients:portal_sharing"
    )


@require_GET
def portal_shared(request: HttpRequest, case_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One answer that this person was given to read; or both wrote together."""
    rows = Answer.objects.shared_with(request.user).filter(assignment__case=case_pk)
    answer = get_object_or_404(rows.select_related(*WITH_EXERCISE), pk=pk)
    told = list(answer.told_to(Reader.PARTNER))
    if not told:
        raise Http404
    if answer.member_id is not None:  # joint words are one's own, and reading those is not audited
        audit.record(request.user, "answer.read", answer, case=case_pk)
    twin = twin_of(request.user, answer)
    context = {
        "answer": answer,
        "exercise": answer.assignment.exercise,
        "lines": answer_lines(told, answer.data),
        "beside": side_by_side(answer, twin) if twin else [],
    }
    return portal_page(
        request, "portal/shared.html", context, case_id=case_pk, current="clients:portal_sharing"
    )


@require_GET
def portal_readers(request: HttpRequest, case_pk: uuid.UUID) -> HttpResponse:
    """Who opened what this person wrote, and on which days."""
    my_circle(request.user, case_pk)
    start, _step = PlaceForm.read(request.GET)
    found = readers_of(case_pk, author=request.user)
    mine = Answer.objects.mine(request.user).filter(assignment__case=case_pk, pk__in=found)
    latest = mine.select_related("assignment__exercise").defer("data").order_by("-created_at", "pk")
    rows = list(latest[start : start + SHOWN + 1])
    context = {
        "case_pk": case_pk,
        "newer": max(start - SHOWN, 0) if start else None,
        "earlier": start + SHOWN if len(rows) > SHOWN else None,
        "opened": [{"answer": row, "by": found[row.pk]} for row in rows[:SHOWN]],
    }
    return portal_page(
        request, "portal/readers.html", context, case_id=case_pk, current="clients:portal_sharing"
    )


def _on_page(user: Any, case_pk: uuid.UUID, start: int) -> QuerySet[Answer]:
    """What may stand on this page of the lists and on the next, all in one query.

    Two pages: what is left out because nothing stands in it must not make a link to nothing.
    """
    place = slice(start, start + 2 * SHOWN)
    mine = Answer.objects.mine(user).filter(assignment__case=case_pk)
    # Two of each log: more than one, and its row leads to the log, where each has its own place.
    own = once_a_reach(mine, timezone.now(), most=2).order_by("-changed_at", "pk")[place]
    given = Answer.objects.shared_with(user).filter(assignment__case=case_pk)
    joint = given.filter(member=None).order_by("-changed_at", "pk")[place]
    theirs = as_they_came(given.exclude(member=None))[place]
    wanted = [Q(pk__in=one.values("pk")) for one in (own, joint, theirs)]
    rows = Answer.objects.open_to(user).filter(wanted[0] | wanted[1] | wanted[2])
    return rows.with_reach()


def _sorted(user: Any, circle: Circle, rows: Iterable[Answer]) -> dict[str, Any]:
    """The rows in three lists; an answer in which nothing stands is left out."""
    now = timezone.now()
    lists: dict[str, list[Answer]] = {"mine": [], "theirs": [], "joint": []}
    for row in rows:
        whose = _whose(row, user)
        # Of a log the row stands for all its entries alike, whatever became of the latest.
        has_words = bool(row.data) or row.is_entry
        if has_words if whose == "mine" else row.exists_for(Reader.PARTNER, now):
            lists[whose].append(row)
    # By when they came: when the other last worked on one of theirs is their own affair.
    lists["theirs"].sort(key=lambda row: (row.came_at or row.created_at, row.pk), reverse=True)
    for name in ("mine", "joint"):
        lists[name].sort(key=lambda row: (row.changed_at, row.pk), reverse=True)
    goes_on = any(len(rows) > SHOWN for rows in lists.values())
    first = {name: rows[:SHOWN] for name, rows in lists.items()}
    mine = _once([_reach(circle, row) for row in first["mine"]])
    given = {name: told_apart(first[name], now) for name in ("theirs", "joint")}
    return given | {"mine": mine, "circle": circle, "case": circle.case, "goes_on": goes_on}


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A log stands here once for each reach of its entries, however many there are."""
    told: dict[Any, dict[str, Any]] = {}
    for row in rows:
        answer = row["answer"]
        alike = (answer.assignment_id, row["names"], row["goes_out"], row["apart"])
        first = told.setdefault(alike if answer.is_entry else answer.pk, row)
        first["is_many"] = first is not row
    # Under one heading for all that the same people read, in the order of what was touched last.
    order = list(dict.fromkeys(row["names"] for row in told.values()))
    return sorted(told.values(), key=lambda row: order.index(row["names"]))


def _whose(row: Answer, user: Any) -> str:
    if row.member is None:
        return "joint"
    return "mine" if row.member.client.user_id == user.pk else "theirs"


def _reach(circle: Circle, row: Answer) -> dict[str, Any]:
    parts = row.reach_of_parts.values()
    heard = getattr(row, "heard", None)  # by nobody: then there is no such row
    return {
        "answer": row,
        "heard_by": heard.told_by.name if heard else "",
        "address": audience_address(row.assignment_id, row.entry),
        "back_to": "self" if row.assignment.is_gift else row.assignment.exercise.default_audience,
        "to_partner": any(one.audience in REACH_PARTNER for one in (row.reach, *parts)),
        "apart": bool(parts),
        **audience_line(circle, row.reach),
    }
