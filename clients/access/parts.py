"""Parts of an answer with an audience of their own, brought along by the query of the answer."""

from typing import Any

from django.apps import apps
from django.db.models import Aggregate, CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

# By value: the choices stand on the models, which lie above this file.
SHOWN_TO_THERAPIST = ("therapist", "session", "all")
SHOWN_TO_PARTNER = ("partners", "all")


class Joined(Aggregate):
    """Texts of several rows as one, with a sign between; the two databases name it differently."""

    function = "GROUP_CONCAT"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


def parts_told(answer_key: str) -> Subquery:
    """For a query: the parts of an answer with an audience of their own, put into one text.

    `Answer.reach_of_parts` reads it; so each page has them without a query more.
    """
    parts: Any = apps.get_model("clients", "PartAudience")
    time = Coalesce(Cast("shares_on", CharField()), Value(""))
    row = Concat("part", Value("|"), "audience", Value("|"), time, output_field=CharField())
    rows = parts.objects.filter(answer=OuterRef(answer_key)).order_by().values("answer")
    return Subquery(rows.annotate(told=Joined(row, Value(";"))).values("told"))
