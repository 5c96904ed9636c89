"""The scores of a case as the therapist sees them: the chart, the words, and what stands out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, PhaseVisit, Score
from clients.models.score import asks_for_care
from practice.charts import words
from practice.charts.shapes import Band, Key, Mark, Series
from practice.charts.shapes import Scale as Ruler
from practice.charts.svg import charts
from practice.models import Practice
from practice.registry import registry


@dataclass(frozen=True)
class Line:
    """One person's line in numbers; no percentage and no verdict."""

    name: str
    first: Score
    latest: Score
    highest: Score
    is_low: bool  # a number that asks for care; shown to the therapist alone


def chart_of(
    request: HttpRequest, case: Case, members: Iterable[CaseMember], scores: Sequence[Score]
) -> dict[str, Any]:
    """What `components/_chart.html` reads, for both partners and the joint line."""
    ruler = _ruler(scores)
    series = [_series(key, name, rows) for key, name, rows in _by_person(members, scores)]
    sentence = words.sentence(series, ruler or Ruler())
    bands = _bands(case)
    drawn = charts(
        series,
        bands,
        _marks(request, case),
        ruler,
        prefix="case-scores",
        title=_("Places on the scale"),
        description=sentence,
    )
    table = words.table(series)
    return {
        "sentence": f"{sentence} {words.bands_line(bands)}".strip(),
        "wide": drawn,
        "caption": _("Every place on the scale, oldest first"),
        "head": table.columns,
        "rows": table.lines,
    }


def lines_of(members: Iterable[CaseMember], scores: Sequence[Score]) -> list[Line]:
    """First, latest and highest of each; low ones are marked for the therapist alone."""
    return [
        Line(name, rows[0], rows[-1], max(rows, key=lambda row: row.middle), asks_for_care(rows))
        for _key, name, rows in _by_person(members, scores)
        if rows
    ]


def _by_person(
    members: Iterable[CaseMember], scores: Sequence[Score]
) -> list[tuple[Key, str, list[Score]]]:
    people: list[tuple[Key, str, Any]] = [
        ("b" if member.position == "B" else "a", str(member), member.pk) for member in members
    ]
    if any(score.member_id is None for score in scores):
        people.append(("joint", _("Both"), None))
    return [
        (key, name, [score for score in scores if score.member_id == pk])
        for key, name, pk in people
    ]


def _ruler(scores: Sequence[Score]) -> Ruler | None:
    """The latest one's, as in the portal and on paper: an older one may have had other words."""
    return scores[-1].scale.ruler if scores else None


def _series(key: Key, name: str, scores: list[Score]) -> Series:
    zone = Practice.load().zone
    return Series(key, name, tuple(score.point(zone) for score in scores))


def _bands(case: Case) -> list[Band]:
    """Phases as everybody went through them; a member's own stays are on the journey page."""
    stays = PhaseVisit.objects.filter(journey__case=case, member=None).select_related("phase")
    return [
        Band(stay.phase.title, str(stay.phase.number), stay.entered_on, stay.left_on)
        for stay in stays
    ]


def _marks(request: HttpRequest, case: Case) -> list[Mark]:
    """Sessions on the time axis, from the app that has them."""
    return [
        mark
        for _order, _template, context in registry.panels.get("progress_marks", [])
        for mark in context(request, case=case)["marks"]
    ]
