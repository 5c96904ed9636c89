"""What people already have, for every page of their case: a panel, and a page without scripts."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clients.models import Answer, Case, Quote
from clients.models.reach import Reader
from clients.services.readers import named_in
from clients.services.strengths import strengths_of
from clients.views.answer_lines import Whose
from clients.views.frame import case_frame
from practice.access import page_for, visible_or_404
from practice.fields.texts import plain_date
from practice.models import Practice
from practice.services import audit


@dataclass(frozen=True)
class Strength:
    """Words with their source: what it is called, and where it stands."""

    words: str
    source: str
    address: str
    who: str
    is_private: bool  # one partner's alone: it must not slip out before the other


@page_for("therapist", "supervisor")
@require_GET
def case_strengths(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A page, or with `?panel` the same as JSON for the panel that other pages unfold."""
    case = visible_or_404(Case, request.user, pk=pk)
    found = strengths_of(request.user, case)
    if found.words or found.answers:
        read = [answer.pk for rows in found.answers for answer in rows]
        audit.record(request.user, "answers.read", case, case=case, **named_in(read))
    told = [*(_kept(case, row) for row in found.words), *_answered(case, found.answers)]
    if "panel" in request.GET:
        return JsonResponse({"rows": [asdict(one) for one in told]})
    context = case_frame(request, case, "clients:case_kept") | {"told": told}
    return render(request, "clients/case_strengths.html", context)


def _kept(case: Case, row: Quote) -> Strength:
    day = Practice.load().local(row.kept_at).date()
    source = f"{row.get_kind_display()}, {plain_date(day.isoformat())}"
    address = reverse("clients:case_kept", args=[case.pk])
    return Strength(row.words, source, address, *_name(str(row.member), case.is_couple))


def _answered(case: Case, gathered: list[list[Answer]]) -> Iterator[Strength]:
    now = timezone.now()
    for rows in gathered:
        lines = [
            line for row in rows for _spec, told in row.told_to(Reader.STAFF, now) for line in told
        ]
        if not lines:
            continue
        # Entries of one log may reach different people: the narrowest is said of all.
        whose = [Whose.of(case, row, now) for row in rows]
        narrowest = next((one for one in whose if one.only), whose[0])
        given = rows[0].assignment
        address = reverse("clients:homework_earlier", args=[given.pk])
        name = _name(narrowest.only or narrowest.who, bool(narrowest.only))
        yield Strength("\n".join(lines), given.exercise.title, address, *name)


def _name(who: str, is_private: bool) -> tuple[str, bool]:
    return (_("Only %(name)s") % {"name": who} if is_private else who), is_private
