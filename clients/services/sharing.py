"""Giving an answer or a part of it to others, and taking it back.

Reading is decided by the grants that follow from it, and by models/reach.py.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case, PartAudience
from clients.models.answer import NOT_AN_ENTRY, REACH_PARTNER
from clients.models.reach import LONG_AGO, Audience, Reach, Reader, as_if, capped
from clients.services.cases import sharing_offered
from clients.services.grants import sync_grants
from clients.services.pairs import next_morning, settle_pair
from clients.services.parts import allowed_audiences, lock_open, own_answer
from clients.services.placing import scores_follow
from clients.services.revisions import AUDIENCE, keep_revision
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.pruning import item_ids, pruned
from practice.fields.texts import spoken
from practice.services import audit
from practice.services.saving import Closed


class Place(NamedTuple):
    """A part of an answer that can have an audience of its own: an item by its id, or a field."""

    part: str
    spec: FieldSpec
    lines: list[str]


def offered_audiences(assignment: Assignment, *, partner_open: bool) -> list[str]:
    """What the author may choose of what is allowed; the partner only when that is open."""
    with_partner = assignment.case.is_couple and partner_open
    allowed = allowed_audiences(assignment)
    return [a for a in allowed if with_partner or a not in REACH_PARTNER]


def may_open_as_pair(assignment: Assignment, *, partner_open: bool) -> bool:
    """Whether two partners may agree to open what each wrote to this together."""
    offered = offered_audiences(assignment, partner_open=partner_open)
    return assignment.exercise.opens_as_pair and Audience.ALL in offered


def places(answer: Answer) -> Iterator[Place]:
    """Its parts, in the order of the page: the items of a list, else the field as one."""
    for spec in answer.assignment.exercise.fields:
        value = answer.data.get(spec.key)
        if value is None:
            continue
        kind = registry.get(spec.kind)
        for part in item_ids(value) or [spec.key]:
            only = pruned(value, lambda item, part=part: item in ("", part))  # type: ignore[misc] # bound at once
            lines = kind.lines(spec, only, spoken())
            if lines:
                yield Place(part, spec, lines)


def place_of(answer: Answer, part: str) -> Place | None:
    """The part that a page speaks of; None for one that is gone."""
    return next((place for place in places(answer) if place.part == part), None)


def preview(
    answer: Answer, audience: str, *, as_pair: bool = False, part: str = ""
) -> list[tuple[FieldSpec, list[str]]]:
    """What the reader who is named last in `audience` would get; nothing has changed yet."""
    if part:
        ahead = as_if(answer, Audience.SELF, parts={part: Reach(audience, LONG_AGO)})
    else:
        wider = _wider(answer, audience)
        parts = {key: reach for key, reach in answer.reach_of_parts.items() if key not in wider}
        ahead = as_if(answer, audience, as_pair=as_pair, parts=parts)
    reader = Reader.PARTNER if audience in REACH_PARTNER else Reader.STAFF
    return list(ahead.told_to(reader))


@transaction.atomic
def choose_audience(
    user: Any,
    assignment: Assignment,
    audience: str,
    *,
    entry: UUID = NOT_AN_ENTRY,
    share_now: bool = False,
    as_pair: bool = False,
) -> Answer:
    """`change_audience` of the person's own part, which may be chosen before a word is typed."""
    answer = Answer.objects.mine(user).filter(assignment=assignment, entry=entry).first()
    # An empty share would lead the partner to a page with nothing on it.
    if audience in REACH_PARTNER and (
        answer is None or not preview(answer, audience, as_pair=as_pair)
    ):
        raise ValidationError(_("Write something first. Then you can share it."))
    if answer is None:
        held = lock_open(user, assignment)
        answer = own_answer(user, held, now=timezone.now(), entry=entry)
        answer.save()
    return change_audience(user, answer, audience, share_now=share_now, as_pair=as_pair)


@transaction.atomic
def change_audience(
    user: Any, answer: Answer, audience: str, *, share_now: bool = False, as_pair: bool = False
) -> Answer:
    """Only the author, only what is offered. A share with the partner goes out next morning.

    Narrowing closes at once, for every part that would go further as well. `as_pair` opens it once
    the partner agreed to the same for theirs. Raises ValidationError with words for the author, and
    Closed when the answer is no longer in their hands.
    """
    row, now = _own_row(user, answer), timezone.now()
    _check(row, audience, as_pair=as_pair)
    before = (row.audience, row.shares_on, row.opens_as_pair)
    shares_on = _goes_out(row, audience, share_now=share_now, now=now, as_pair=as_pair)
    wider = _wider(row, audience)
    if (audience, shares_on, as_pair) == before and not wider:
        return row
    # What the others could read until now can be shown again, whatever is typed later.
    if audience != row.audience:
        keep_revision(row, reason=AUDIENCE, now=now)
    PartAudience.objects.filter(answer=row, part__in=wider).delete()
    row.audience, row.shares_on, row.opens_as_pair = audience, shares_on, as_pair
    _follow(row, now, brought=audience == Audience.SESSION)
    row.save(update_fields=["audience", "shares_on", "opens_as_pair"])
    settle_pair(row, now=now)
    sync_grants(row.assignment.case)
    _record(user, row, before=before[0], after=audience)
    return row


@transaction.atomic
def change_part(
    user: Any, answer: Answer, part: str, audience: str, *, share_now: bool = False
) -> Answer:
    """The same for one item of a list, or for one field; the rest of the answer stays as it is."""
    row, now = _own_row(user, answer), timezone.now()
    place = place_of(row, part)
    if place is None:
        raise ValidationError(_("This is not there any more. Please open the page again."))
    _check_part(row, place, audience)
    stands = reach_of_part(row, place)
    reach = _part_goes(row, stands, audience, share_now=share_now, now=now)
    if reach == stands:
        return row
    if reach.audience != stands.audience:
        keep_revision(row, reason=AUDIENCE, now=now)
    PartAudience.objects.update_or_create(
        answer=row, part=part, defaults={"audience": audience, "shares_on": reach.shares_on}
    )
    _follow(row, now, brought=audience == Audience.SESSION)
    row.save(update_fields=["audience"])
    sync_grants(row.assignment.case)
    _record(user, row, before=stands.audience, after=audience, part=True)
    return row


def reach_of_part(answer: Answer, place: Place) -> Reach:
    """How far it goes now: as was chosen for it, for its field, or for the whole."""
    parts = answer.reach_of_parts
    return parts.get(place.part) or parts.get(place.spec.key) or answer.reach


def _own_row(user: Any, answer: Answer) -> Answer:
    """The answer, held; or Closed for whoever did not write it."""
    rows = Answer.objects.mine(user).select_for_update(of=("self",))
    rows = rows.select_related("assignment__exercise", "assignment__case")
    row = rows.filter(pk=answer.pk).first()
    if row is None:
        raise Closed(_("This is closed to you now."))
    return row


def _check(answer: Answer, audience: str, *, as_pair: bool) -> None:
    assignment = answer.assignment
    # The pair itself was not offered where the exercise knows none.
    wrong_pair = as_pair and (audience != Audience.ALL or not assignment.exercise.opens_as_pair)
    if audience not in allowed_audiences(assignment) or wrong_pair:
        raise ValidationError(_("Please choose one of these."))
    # From one audience with the partner to another nothing more reaches them, and less may.
    reached = answer.audience in REACH_PARTNER and not (answer.opens_as_pair and not as_pair)
    _check_open(assignment.case, widens=audience in REACH_PARTNER and not reached)


def _check_part(answer: Answer, place: Place, audience: str) -> None:
    allowed = allowed_audiences(answer.assignment)
    if audience not in allowed or capped(audience, place.spec) != audience:
        raise ValidationError(_("Please choose one of these."))
    reached = _reaches_partner(answer, reach_of_part(answer, place))
    _check_open(answer.assignment.case, widens=audience in REACH_PARTNER and not reached)


def _reaches_partner(answer: Answer, stands: Reach) -> bool:
    """Whether its author gave it to the partner; half of a pair is no gift yet."""
    is_half = answer.opens_as_pair and stands == answer.reach
    return stands.audience in REACH_PARTNER and not is_half


def _check_open(case: Case, *, widens: bool) -> None:
    if widens and not sharing_offered(case):
        raise ValidationError(_("This is not open just now. You can bring it to a session."))


def _goes_out(
    answer: Answer, audience: str, *, share_now: bool, now: datetime, as_pair: bool
) -> datetime | None:
    """When the partner may read it; a share that has gone out, or waits, keeps its time."""
    if audience not in REACH_PARTNER:
        return None
    if as_pair:  # the time comes with the other's yes
        return answer.shares_on if answer.opens_as_pair else None
    stands = answer.shares_on
    if answer.opens_as_pair and stands is not None and stands > now:
        stands = None  # a time that its author was never told
    return _time(stands, share_now=share_now, now=now)


def _part_goes(
    answer: Answer, stands: Reach, audience: str, *, share_now: bool, now: datetime
) -> Reach:
    """The new reach of a part: out as it was, or from the morning on."""
    if audience not in REACH_PARTNER:
        return Reach(audience, None, needs_time=True)
    if not _reaches_partner(answer, stands):
        return Reach(audience, _time(None, share_now=share_now, now=now), needs_time=True)
    when = stands.shares_on or answer.changed_at  # what was never held back went out as it came
    return Reach(audience, _time(when, share_now=share_now, now=now), needs_time=True)


def _time(stands: datetime | None, *, share_now: bool, now: datetime) -> datetime:
    if stands is not None and (stands <= now or not share_now):
        return stands
    return now if share_now else next_morning(now)


def _wider(answer: Answer, audience: str) -> list[str]:
    """Parts that would go further than the whole: who takes the whole back means them too."""
    return [
        part
        for part, reach in answer.reach_of_parts.items()
        if any(one.is_in(reach.audience) and not one.is_in(audience) for one in Reader)
    ]


def _follow(answer: Answer, now: datetime, *, brought: bool) -> None:
    """What hangs from its audience: what staff are told of it, and its numbers on the line."""
    answer.forget_parts()
    answer.mark_told(now, anew=brought)
    scores_follow(answer)


def _record(user: Any, answer: Answer, *, before: str, after: str, **more: Any) -> None:
    case = answer.assignment.case
    named = {"before": before, "after": after, **more}
    audit.record(user, "answer.audience_changed", answer, case=case, **named)
