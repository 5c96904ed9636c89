"""When something that was given comes to a person: the one place that decides it.

At most two things are open at a time unless the therapist says otherwise; the others stand in line
and each comes when one is finished. A row that waits has no `delivers_at`: then it waits for
`after`, or, without one, for the therapist's hand. No worker is needed: time passes in the query.

Everything that moves a line holds the people of the case first (`hold_people`), and then rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Assignment, Case, CaseMember
from practice.fields import registry
from practice.models import Exercise, Practice
from practice.services import audit

MOST_OPEN = 2
CHECKS = "daily_check"
Line = list[Assignment]


class Pace(TextChoices):
    """How several things come, and one thing after others."""

    TWO = "two", gettext_lazy("Two at a time: the next one when one is finished")
    ONE = "one", gettext_lazy("One after the other")
    EVERY = "every", gettext_lazy("One every few days")
    ALL = "all", gettext_lazy("All at once")
    HAND = "hand", gettext_lazy("When I press “Deliver now”")


@dataclass(frozen=True)
class When:
    """`start`: from when, empty for now. `days`: after the one before, or between two."""

    pace: str = Pace.TWO
    start: datetime | None = None
    days: int = 0


def is_log(exercise: Exercise) -> bool:
    """It goes on beside everything else: it comes at once, and holds nothing up."""
    return any(registry.get(kind).repeats for kind in _kinds(exercise))


def takes_a_place(exercise: Exercise) -> bool:
    """Whether it counts among those open at a time; logs and daily checks do not."""
    return not is_log(exercise) and CHECKS not in _kinds(exercise)


def _kinds(exercise: Exercise) -> set[str]:
    return {raw["kind"] for raw in exercise.body["fields"]}


def hold_people(case: Any) -> QuerySet[CaseMember]:
    """The people of a case, to be held: whoever changes a line does so one after the other."""
    # No key: an answer being saved only needs its person to exist, and must not wait for a line.
    return CaseMember.objects.filter(case=case).select_for_update(of=("self",), no_key=True)


def hold(assignment: Assignment) -> Assignment:
    """People first, then the row as it stands now; ValidationError when it was taken back."""
    list(hold_people(assignment.case_id))
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("exercise", "case")
    row = rows.filter(pk=assignment.pk).first()
    if row is None:
        raise ValidationError(_("This was taken back meanwhile."))
    return row


def hold_open(case: Case) -> Line:
    """What is open in the case, come or waiting, each with its exercise; in the order given."""
    rows = Assignment.objects.filter(case=case, status=Assignment.Status.OPEN)
    rows = rows.select_for_update(of=("self",)).select_related("exercise")
    return list(rows.order_by("given_at", "exercise__position", "pk"))


# -- giving ------------------------------------------------------------------------------
def line_up(rows: Sequence[Assignment], still_open: Sequence[Assignment], when: When) -> None:
    """Set on new `rows`, not stored yet, when they come, person by person."""
    now = timezone.now()
    for member_id in dict.fromkeys(row.member_id for row in rows):
        own = [row for row in rows if row.member_id == member_id]
        standing = [row for row in still_open if row.member_id == member_id]
        # A joint step opens by the therapist's act alone: nobody's finishing brings it.
        pace = Pace.ALL if member_id is None and when.pace == Pace.TWO else when.pace
        _PACES[pace](own, standing, when, now)


def refuse_pace(when: When, *, together: bool) -> None:
    """ValidationError for what cannot be."""
    if when.pace == Pace.EVERY and when.days < 1:
        raise ValidationError({"days": _("Say how many days lie between two of them.")})
    if together and when.pace == Pace.ONE:
        # Its coming would tell each of them that the other has finished.
        raise ValidationError(
            {"pace": _("What both do together comes at once, on a day, or when you deliver it.")}
        )


def _two(own: Line, standing: Sequence[Assignment], when: When, now: datetime) -> None:
    at_once = [row for row in own if is_log(row.exercise)]
    _all(at_once, standing, when, now)
    # With a day of its own it does not wait for what is open today.
    lines = [] if when.start else _lines(standing, now)
    for row in own:
        if row not in at_once:
            _join(lines, row, when.start or now)


def _one(own: Line, standing: Sequence[Assignment], when: When, now: datetime) -> None:
    in_line = [row for row in own if not is_log(row.exercise)]
    _all([row for row in own if row not in in_line], standing, when, now)
    before = None if when.start else _last_with_place(standing)
    for row in in_line:
        row.after, row.delay_days = before, when.days if before else 0
        row.delivers_at = None if before else when.start or now
        before = row


def _last_with_place(standing: Sequence[Assignment]) -> Assignment | None:
    placed = [row for row in standing if takes_a_place(row.exercise)]
    return _last(placed) if placed else None


def _every(own: Line, standing: Sequence[Assignment], when: When, now: datetime) -> None:
    start = when.start or now
    day = Practice.load().local(start).date()
    for number, row in enumerate(own):
        later = Practice.load().morning(day + timedelta(days=number * when.days))
        row.delivers_at = later if number else start


def _all(own: Line, standing: Sequence[Assignment], when: When, now: datetime) -> None:
    for row in own:
        row.delivers_at = when.start or now


def _hand(own: Line, standing: Sequence[Assignment], when: When, now: datetime) -> None:
    for row in own:
        row.delivers_at = None


_PACES: dict[str, Callable[[Line, Sequence[Assignment], When, datetime], None]] = {
    Pace.TWO: _two,
    Pace.ONE: _one,
    Pace.EVERY: _every,
    Pace.ALL: _all,
    Pace.HAND: _hand,
}


def _lines(standing: Sequence[Assignment], now: datetime) -> list[Line]:
    """A line behind each thing that is there and takes a place: who waits for it, and so on."""
    heads = [row for row in standing if row.delivers_at and row.delivers_at <= now]
    return [_line(row, standing) for row in heads if takes_a_place(row.exercise)]


def _line(head: Assignment, standing: Iterable[Assignment]) -> Line:
    line = [head]
    for row in line:  # grows as it goes
        line += [one for one in standing if one.after_id == row.pk and one not in line]
    return line


def _last(standing: Sequence[Assignment]) -> Assignment:
    """The last that was given, and behind it whoever waits for it."""
    return _line(standing[-1], standing)[-1]


def _join(lines: list[Line], row: Assignment, at: datetime) -> None:
    """It comes at `at` while there is a place, else behind the shortest line."""
    row.delay_days = 0
    if len(lines) < MOST_OPEN:
        row.delivers_at, row.after = at, None
        if takes_a_place(row.exercise):
            lines.append([row])
        return
    shortest = min(lines, key=len)
    row.delivers_at, row.after = None, shortest[-1]
    if takes_a_place(row.exercise):
        shortest.append(row)


# -- what is finished, or out of the line ------------------------------------------------
def come_after(finished: Assignment, *, member: Any = None) -> None:
    """Whoever waited for it comes: today, or in the morning when its days have passed.

    Of a joint step each finishes their own part: then with `member`, only what is theirs.
    """
    waiting = _waiting_for(finished)
    for row in waiting.filter(member=member) if finished.together and member else waiting:
        row.delivers_at = _comes_at(row)
        row.save(update_fields=["delivers_at"])


def hand_on(gone: Assignment) -> None:
    """It is out of the line: whoever waited for it comes, or waits in its place."""
    if not gone.is_waiting:
        come_after(gone)
        return
    place = {"after": gone.after_id, "delay_days": gone.delay_days, "delivers_at": gone.delivers_at}
    _waiting_for(gone).update(**place)


def rejoin(row: Assignment) -> None:
    """Taken up again: what it waited for may have been finished meanwhile."""
    if row.delivers_at is None and row.after and row.after.status != Assignment.Status.OPEN:
        row.delivers_at = _comes_at(row)
        row.save(update_fields=["delivers_at"])


def _waiting_for(row: Assignment) -> QuerySet[Assignment]:
    waiting = Assignment.objects.filter(after=row, delivers_at=None)
    return waiting.filter(status=Assignment.Status.OPEN)


def _comes_at(row: Assignment) -> datetime:
    if not row.delay_days:
        return timezone.now()
    practice = Practice.load()
    return practice.morning(practice.today() + timedelta(days=row.delay_days))


# -- by hand -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Change:
    """When a waiting thing comes instead: at a time, after another, or, with neither, by hand."""

    at: datetime | None = None
    after: Assignment | None = None
    days: int = 0


@transaction.atomic
def deliver_now(actor: Any, assignment: Assignment) -> None:
    """The therapist's hand; whoever rests finds it when they go on."""
    change_delivery(actor, assignment, Change(at=timezone.now()))


@transaction.atomic
def change_delivery(actor: Any, assignment: Assignment, change: Change) -> None:
    """ValidationError for what has come already, and for a line that would go in a circle."""
    row = hold(assignment)
    if row.case.safety_flag:
        raise ValidationError(_("A safety concern stands. Giving things to try is paused."))
    if row.status != Assignment.Status.OPEN or not row.is_waiting:
        raise ValidationError(_("This does not wait any more."))
    if change.after:
        _refuse_after(row, change.after)
    row.delivers_at, row.after = change.at, change.after
    row.delay_days = change.days if change.after else 0
    row.save(update_fields=["delivers_at", "after", "delay_days"])
    audit.record(actor, "exercise.delivery_changed", row, case=row.case_id)


def possible_before(row: Assignment, still_open: Sequence[Assignment]) -> Line:
    """What `row` can wait for: open things of the same person that do not wait for it."""
    if row.together:
        return []
    behind = _line(row, still_open)
    own = [one for one in still_open if one.member_id == row.member_id and one not in behind]
    return [one for one in own if not is_log(one.exercise)]  # a log is never finished


def _refuse_after(row: Assignment, before: Assignment) -> None:
    if before not in possible_before(row, hold_open(row.case)):
        raise ValidationError({"after": _("It cannot wait for this. Please choose again.")})


# -- after a rest ------------------------------------------------------------------------
def line_up_again(member: CaseMember, *, since: datetime, at: datetime | None = None) -> None:
    """What came due after `since` comes now or `at`, two at a time as ever, the rest in line."""
    now = timezone.now()
    standing = [row for row in hold_open(member.case) if row.member_id == member.pk]
    dated = [(row.delivers_at, row) for row in standing if row.delivers_at]
    due = [row for day, row in sorted(dated, key=itemgetter(0)) if since < day <= now]
    before = [row for row in standing if row not in due]
    lines = _lines(before, now)
    for row in (one for one in due if takes_a_place(one.exercise)):
        _take_up(lines, row, before, at or now)


def _take_up(lines: list[Line], row: Assignment, before: Line, at: datetime) -> None:
    """It joins with those who waited for it behind it."""
    _join(lines, row, at)
    line = next(line for line in lines if row in line)
    line += _line(row, before)[1:]
    row.save(update_fields=["delivers_at", "after", "delay_days"])
