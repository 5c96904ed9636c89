"""When the time of keeping a record is over, by the practice's own rule. Nothing acts on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from clients.models import Case, CaseMember, Destruction, LegalHold
from practice.models import Practice, RetentionRule
from sessions.models import Session


@dataclass(frozen=True)
class Term:
    """How long one case is kept."""

    case: Case
    last_contact: date
    due_on: date  # the first day on which the record may go
    reflections_on: date | None  # the same for private reflections, where they have their own clock
    is_held: bool
    lacks_birth_date: bool

    def is_due(self, what: str, day: date) -> bool:
        on = self.due_on if what == Destruction.What.RECORD else self.reflections_on
        return on is not None and on <= day


def term_of(case: Case, rule: RetentionRule) -> Term:
    """The term of one case, looked up afresh."""
    return _term(_with_contacts(Case.objects.filter(pk=case.pk)).get(), rule)


def terms_due(cases: QuerySet[Case], rule: RetentionRule, *, until: date) -> list[Term]:
    """Cases of which something may go by the day `until`, the longest waiting first."""
    return _sorted(_in_view(cases, _earliest(rule, until)), rule, until)


def _earliest(rule: RetentionRule, until: date) -> date:
    """The latest day of a last contact after which nothing can be due by `until`."""
    if rule.process_months:
        return months_after(until, -rule.process_months)
    return years_after(until, -rule.years)


def _in_view(cases: QuerySet[Case], day: date) -> QuerySet[Case]:
    """Those without a contact after that day: the database leaves out nearly all others."""
    # A day more, since the shift back and the shift forth differ at the end of a month.
    day += timedelta(days=3)
    later = Session.objects.filter(case=OuterRef("pk"), starts_at__gt=Practice.load().instant(day))
    closed = Q(closed_on=None) | Q(closed_on__lte=day)
    return cases.filter(closed, ~Exists(later.taking_place()), opened_on__lte=day)


def _sorted(cases: QuerySet[Case], rule: RetentionRule, until: date) -> list[Term]:
    gone = Destruction.objects.filter(what=Destruction.What.REFLECTIONS, confirmed_at__isnull=False)
    # Of a case whose reflections went, the record alone is waited for, unless people came again.
    went = dict(gone.order_by("last_contact").values_list("case_id", "last_contact"))
    found = []
    for case in _with_contacts(cases):
        term = _term(case, rule)
        again = went.get(case.pk) is None or went[case.pk] < term.last_contact
        record, apart = (term.is_due(what, until) for what in Destruction.What)
        if record or (apart and again):
            found.append(term)
    return sorted(found, key=lambda term: (term.due_on, term.case.code))


def _with_contacts(cases: QuerySet[Case]) -> QuerySet[Case]:
    people = CaseMember.objects.select_related("client").only(
        "case", "joined_on", "left_on", "client__born_on"
    )
    took_place = ~Q(therapy_sessions__status__in=("moved", "cancelled"))
    holds = LegalHold.objects.standing().filter(case=OuterRef("pk"))
    return cases.annotate(
        last_session=Max("therapy_sessions__starts_at", filter=took_place), is_held=Exists(holds)
    ).prefetch_related(Prefetch("members", people))


def _term(case: Any, rule: RetentionRule) -> Term:
    contact = _last_contact(case)
    people = list(case.members.all())
    months = rule.process_months
    return Term(
        case=case,
        last_contact=contact,
        # Of a couple the later of the two.
        due_on=max(_kept_until(member, contact, rule) for member in people),
        reflections_on=months_after(contact, months) if months else None,
        is_held=case.is_held,
        lacks_birth_date=any(member.client.born_on is None for member in people),
    )


def _last_contact(case: Any) -> date:
    """The last day on which somebody met: what clients write alone is no part of it, since a date
    that moved with it would tell of words that are nobody's to know."""
    session: datetime | None = case.last_session
    days: Iterable[date | None] = (
        case.opened_on,
        case.closed_on,
        Practice.load().local(session).date() if session else None,
    )
    return max(day for day in days if day is not None)


def _kept_until(member: CaseMember, contact: date, rule: RetentionRule) -> date:
    """Somebody who was under age when they came: the later of the two clocks."""
    usual, born = years_after(contact, rule.years), member.client.born_on
    if born is None or member.joined_on >= years_after(born, rule.majority_age):
        return usual
    return max(usual, years_after(born, rule.majority_age + rule.years_after_majority))


def years_after(day: date, years: int) -> date:
    """The same day of another year; of a 29 February the day after, where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_after(day: date, months: int) -> date:
    """The same day of another month; past its end the first of the next."""
    number = day.year * 12 + day.month - 1 + months
    try:
        return day.replace(year=number // 12, month=number % 12 + 1)
    except ValueError:
        return months_after(day.replace(day=1), months + 1)
