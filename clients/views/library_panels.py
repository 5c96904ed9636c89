"""Where a programme is used, for pages of the library: told of cases that the reader sees."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from clients.models import Case
from practice.models import Programme


def used_in(request: HttpRequest) -> dict[str, Any]:
    """How many of the reader's own cases are on each programme; of others they learn nothing."""
    cases = Case.objects.visible_to(request.user).order_by()
    rows = cases.filter(journeys__ended_on=None, journeys__isnull=False)
    counted = rows.values_list("journeys__programme__key").annotate(Count("pk", distinct=True))
    return dict(counted)


def cases_of(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    """The reader's cases that are on it now, whichever version they began with."""
    under_way = Q(journeys__programme__key=programme.key, journeys__ended_on=None)
    cases = Case.objects.visible_to(request.user).filter(under_way).distinct()
    return {"cases": cases.order_by("code")}
