"""Kept words brought along by the query of something else: still sealed, in one column."""

from typing import Any

from django.apps import apps
from django.db.models import Case, CharField, F, Func, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from clients.access.parts import Joined


class Hex(Func):
    """Sealed words as letters, so that several fit into one text."""

    function = "HEX"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, function="ENCODE", template="%(function)s(%(expressions)s, 'hex')"
        )


def ends_of_line(user: Any, case_key: str = "case") -> dict[str, Subquery]:
    """For a query: the first and the latest place that the person told of themselves in that case.

    Both on the scale of the latest; `clients.portal.kept_beside.way_so_far` reads them.
    """
    scores: Any = apps.get_model("clients", "Score")
    bar, at = Value("|"), Cast("taken_at", CharField())
    low, high = Cast("low", CharField()), Cast("high", CharField())
    own = scores.objects.filter(member__client__user_id=user.pk, case=OuterRef(case_key))
    told = own.annotate(told=Concat(at, bar, low, bar, high, output_field=CharField()))
    here = scores.objects.filter(member__client__user_id=user.pk, case=OuterRef("case"))
    scale = Subquery(here.order_by("-taken_at", "-pk").values("scale__key")[:1])
    first = told.filter(scale__key=scale).order_by("taken_at", "pk")
    latest = told.order_by("-taken_at", "-pk")
    return {
        "first_place": Subquery(first.values("told")[:1]),
        "latest_place": Subquery(latest.values("told")[:1]),
    }


def words_kept_by(user: Any, *kinds: str, case_key: str = "case_id") -> Subquery:
    """For a query: the person's own kept words of `kinds` in the case that `case_key` names.

    `clients.services.kept.unpacked` reads it; so a page has them without a query more.
    """
    quotes: Any = apps.get_model("clients", "Quote")
    rests = Case(
        When(retired_at=None, then=Value("0")), default=Value("1"), output_field=CharField()
    )
    bar = Value("|")
    key, at = Cast("pk", CharField()), Cast("kept_at", CharField())
    told_of = ("kind", bar, rests, bar, at, bar, key, bar, Hex(F("words")))
    row = Concat(*told_of, output_field=CharField())
    rows = quotes.objects.filter(
        member__client__user_id=user.pk, case_id=OuterRef(case_key), kind__in=kinds
    )
    told = rows.order_by().values("case").annotate(told=Joined(row, Value(";")))
    return Subquery(told.values("told"))
