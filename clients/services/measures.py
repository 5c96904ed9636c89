"""Totals of standard measures: typed in, taken out, and read as one line for each person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import CaseMember, MeasureTotal
from practice.fields.texts import plain_number
from practice.instruments.change import change_by, meaning_of
from practice.instruments.facts import MEANINGS, REGISTRY, Facts
from practice.models import InstrumentInUse
from practice.outcomes import Change
from practice.services import audit

CHANGES = {
    Change.RECOVERED: gettext_lazy("reliably better, and across the published limit"),
    Change.IMPROVED: gettext_lazy("reliably better"),
    Change.UNCHANGED: gettext_lazy("no more than chance explains"),
    Change.DETERIORATED: gettext_lazy("reliably harder: ask what has been going on"),
}
SCALES = {"avoidance": gettext_lazy("avoidance"), "anxiety": gettext_lazy("anxiety")}


@dataclass(frozen=True)
class MeasureLine:
    """One measure of one person: its first and latest total, and what the two say."""

    who: str
    name: str
    rows: tuple[MeasureTotal, ...]  # oldest first
    meaning: str | Promise  # of the latest; empty where none is published
    change: str | Promise  # since the first; empty where nothing tells it

    @property
    def first(self) -> MeasureTotal:
        return self.rows[0]

    @property
    def latest(self) -> MeasureTotal:
        return self.rows[-1]


def offered() -> list[tuple[str, str]]:
    """What can be typed in now: (key, name) of each measure in use, one for each of its scales."""
    keys = InstrumentInUse.objects.order_by("key").values_list("key", flat=True)
    known = [REGISTRY[key] for key in keys if key in REGISTRY]
    return [(_choice(facts.key, scale), name_of(facts.key, scale)) for facts in known
            for scale in _scales(facts)]  # fmt: skip


def name_of(key: str, scale: str = "") -> str:
    """What people call it: `PHQ-9`, or `ECR-RS, anxiety`."""
    facts = REGISTRY.get(key)
    name = facts.name if facts else key
    return f"{name}, {SCALES.get(scale, scale)}" if scale else name


@transaction.atomic
def record_total(
    actor: Any, member: CaseMember, *, measure: str, total: Decimal, taken_on: date
) -> MeasureTotal:
    """Keep one total; `measure` is a key that `offered` gave.

    Raises ValidationError naming `measure` or `total`.
    """
    key, _dot, scale = measure.partition(".")
    if measure not in dict(offered()):
        raise ValidationError({"measure": _("This measure is not in use. Choose another.")})
    facts = REGISTRY[key]
    if not total.is_finite() or not facts.low <= total <= facts.high:
        bounds = {"name": facts.name, "low": f"{facts.low:g}", "high": f"{facts.high:g}"}
        words = _("%(name)s goes from %(low)s to %(high)s. Check the number.") % bounds
        raise ValidationError({"total": words})
    row = MeasureTotal.objects.create(
        member=member, key=key, scale=scale, total=total, taken_on=taken_on, entered_by=actor
    )
    audit.record(actor, "measure.recorded", row, case=member.case_id, key=key)
    return row


@transaction.atomic
def take_out_total(actor: Any, row: MeasureTotal) -> None:
    """Remove a total that was mistyped."""
    # Before it is gone: Django takes the key off a deleted row.
    audit.record(actor, "measure.taken_out", row, case=row.member.case_id, key=row.key)
    row.delete()


def lines_of(rows: Iterable[MeasureTotal]) -> list[MeasureLine]:
    """The totals, oldest first as they come, by person and measure."""
    groups: dict[tuple[Any, ...], list[MeasureTotal]] = {}
    for row in rows:
        groups.setdefault((row.member.position, row.key, row.scale), []).append(row)
    return [_line(groups[key]) for key in sorted(groups)]


def _line(rows: list[MeasureTotal]) -> MeasureLine:
    first, latest = rows[0], rows[-1]
    facts = latest.facts
    change = change_by(facts, float(first.total), float(latest.total)) if len(rows) > 1 else None
    meaning = meaning_of(facts, float(latest.total))
    return MeasureLine(
        who=str(latest.member),
        name=name_of(latest.key, latest.scale),
        rows=tuple(rows),
        meaning=MEANINGS[meaning] if meaning else "",
        change=CHANGES[change] if change else "",
    )


def range_of(key: str) -> str:
    """Where its totals lie, as `0–27`; empty for a measure that is not known."""
    facts = REGISTRY.get(key)
    if facts is None:
        return ""
    return "–".join(plain_number(Decimal(str(one))) for one in (facts.low, facts.high))


def _choice(key: str, scale: str) -> str:
    return f"{key}.{scale}" if scale else key


def _scales(facts: Facts) -> list[str]:
    return [name for name, _items in facts.scales] or [""]
