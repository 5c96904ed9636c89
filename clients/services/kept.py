"""What people keep: words of their own, and habits made from what helped.

Audiences here are two, oneself or the therapist as well; what both made together is for both.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Answer, Case, CaseMember, Quote, Ritual
from clients.models.answer import Audience
from clients.services.parts import lock_open
from practice.crypto import Sealed
from practice.fields.base import KEPT, Offered
from practice.models import Practice
from practice.services import audit
from practice.services.saving import Clash, Closed

OWN_AUDIENCES = (Audience.SELF, Audience.THERAPIST)
MOST_WORDS = 2_000
NAME_LIMIT = 200


@dataclass(frozen=True)
class Habit:
    """A habit as it is written down."""

    name: str
    cue: str = ""
    cadence: str = Ritual.Cadence.OTHER
    minutes: int | None = None
    who: str = ""
    meaning: str = ""
    since: date | None = None


# --- words


@transaction.atomic
def keep_words(
    user: Any,
    case: Case,
    *,
    kind: str,
    words: str,
    audience: str = Audience.THERAPIST,
    source: tuple[Answer, str] | None = None,
) -> Quote:
    """Keep words of the person's own; the same from the same place are kept once.

    `source` is the answer and the part of it that they come from. A problem has one name: the new
    one takes the place of the old.
    """
    member = _member(user, case)
    answer, item = source or (None, "")
    words = words.strip()
    kept = Quote.objects.filter(member=member, kind=kind, retired_at=None)
    if answer is not None:
        for row in kept.filter(from_answer=answer, from_item=item):
            if row.words == words:
                return row
    if kind == Quote.Kind.PROBLEM:
        kept.update(retired_at=timezone.now())
    row = Quote.objects.create(
        case=case,
        member=member,
        kind=kind,
        words=words,
        audience=audience,
        from_answer=answer,
        from_item=item,
        kept_at=timezone.now(),
    )
    audit.record(user, "words.kept", row, case=case, kind=kind)
    return row


@transaction.atomic
def leave_unnamed(user: Any, case: Case) -> None:
    """The person wants no name for the problem: it is not offered again."""
    member = _member(user, case)
    if not Quote.objects.filter(member=member, kind=Quote.Kind.PROBLEM).exists():
        now = timezone.now()
        Quote.objects.create(
            case=case, member=member, kind=Quote.Kind.PROBLEM, kept_at=now, retired_at=now
        )


@transaction.atomic
def note_words(actor: Any, member: CaseMember, *, kind: str, words: str) -> Quote:
    """Staff keep what somebody said, in that person's words; it is never theirs alone."""
    row = Quote.objects.create(
        case=member.case,
        member=member,
        kind=kind,
        words=words.strip(),
        audience=Audience.THERAPIST,
        kept_at=timezone.now(),
        entered_by=actor,
    )
    audit.record(actor, "words.kept", row, case=member.case_id, kind=kind)
    return row


@transaction.atomic
def change_words(user: Any, quote: Quote, *, words: str, audience: str, version: int) -> None:
    """New wording, or another audience; Clash when it was changed elsewhere since `version`."""
    row = Quote.objects.mine(user).select_for_update(of=("self",)).filter(pk=quote.pk).first()
    if row is None:
        raise Closed(_("This is closed to you now. You can still copy your words."))
    if row.version != version and row.words != words.strip():
        raise Clash(version=row.version, theirs=row.words, yours=words)
    row.words, row.audience, row.version = words.strip(), audience, row.version + 1
    row.save(update_fields=["words", "audience", "version"])
    audit.record(user, "words.changed", row, case=row.case_id)


@transaction.atomic
def rest_words(user: Any, quote: Quote, *, rests: bool) -> None:
    """Put kept words away, or take them up again."""
    member = _member(user, quote.case)
    now = timezone.now()
    if not rests and quote.kind == Quote.Kind.PROBLEM:
        named = Quote.objects.filter(member=member, kind=quote.kind, retired_at=None)
        named.exclude(pk=quote.pk).update(retired_at=now)
    rows = Quote.objects.mine(user).filter(pk=quote.pk)
    rows.update(retired_at=now if rests else None)
    audit.record(user, "words.rested" if rests else "words.taken_up", quote, case=quote.case_id)


def kept_offers(user: Any, case_id: Any, kinds: Iterable[str]) -> tuple[Offered, ...]:
    """The person's own kept words of these kinds, to be picked from; in one query."""
    return offers(Quote.objects.mine(user).filter(case=case_id, kind__in=kinds))


def offers(rows: Iterable[Quote]) -> tuple[Offered, ...]:
    """Kept words to be picked from; what was put away is not offered."""
    source = _("Words that you kept")
    return tuple(
        Offered(id=str(row.pk), text=row.words, source=source, origin=(KEPT, row.kind))
        for row in rows
        if row.retired_at is None
    )


def unpacked(told: str | None) -> list[Quote]:
    """The words that `words_kept_by` brought along, the first kept first.

    Rows that know their kind, their words and whether they rest.
    """
    rows = (one.split("|") for one in (told or "").split(";") if one)
    return [
        Quote(
            pk=uuid.UUID(key),
            kind=kind,
            words=Sealed(bytes.fromhex(sealed)),
            retired_at=timezone.now() if rests == "1" else None,
        )
        for kind, rests, _at, key, sealed in sorted(rows, key=itemgetter(2, 3))
    ]


# --- habits


@transaction.atomic
def begin_ritual(
    user: Any,
    case: Case,
    habit: Habit,
    *,
    audience: str = Audience.THERAPIST,
    source: Answer | None = None,
) -> Ritual:
    """A habit that stays: the person's own; of both when it comes out of a joint answer.

    Of one answer the same habit is made once. Raises Closed where the joint step is not open.
    """
    member: CaseMember | None = _member(user, case)
    if source is not None and source.member_id is None:
        _hold_step(user, source)
        member, audience = None, Audience.ALL
    if source is not None:
        for row in Ritual.objects.filter(from_answer=source, member=member, retired_on=None):
            if row.name == habit.name:
                return row
    row = Ritual(case=case, member=member, audience=audience, from_answer=source)
    _write(row, habit)
    row.save(force_insert=True)
    audit.record(user, "ritual.begun", row, case=case)
    return row


@transaction.atomic
def change_ritual(
    user: Any, ritual: Ritual, habit: Habit, *, audience: str = "", version: int
) -> None:
    """Write it down anew; Clash when it was changed elsewhere since `version`."""
    row = _held(user, ritual)
    if row.version != version:
        raise Clash(version=row.version, theirs=plain_habit(row), yours="")
    _write(row, habit)
    if audience and row.member_id is not None:
        row.audience = audience
    row.version += 1
    row.save()
    audit.record(user, "ritual.changed", row, case=row.case_id)


@transaction.atomic
def rest_ritual(user: Any, ritual: Ritual, *, rests: bool) -> None:
    """Let a habit rest, or take it up again. Neither is a matter of doing well."""
    row = _held(user, ritual)
    row.retired_on = Practice.load().today() if rests else None
    row.version += 1
    row.save(update_fields=["retired_on", "version"])
    audit.record(user, "ritual.rested" if rests else "ritual.taken_up", row, case=row.case_id)


def plain_habit(ritual: Ritual) -> str:
    """The habit in one text, as a clash shows it."""
    often = ritual.get_cadence_display()
    minutes = ""
    if ritual.minutes:
        told = ngettext("%(number)s minute", "%(number)s minutes", ritual.minutes)
        minutes = told % {"number": ritual.minutes}
    parts = (ritual.name, ritual.cue, often, minutes, ritual.who, ritual.meaning)
    return "\n".join(str(part) for part in parts if part)


def _write(row: Ritual, habit: Habit) -> None:
    row.name, row.cue, row.cadence = habit.name[:NAME_LIMIT], habit.cue, habit.cadence
    row.minutes, row.who, row.meaning = habit.minutes, habit.who, habit.meaning
    row.since = habit.since or row.since or Practice.load().today()


def _held(user: Any, ritual: Ritual) -> Ritual:
    """The habit, locked; Closed when it is not in their hands, or joint and its step is closed."""
    reached = Ritual.objects.kept_by(user).filter(pk=ritual.pk)
    row = Ritual.objects.select_for_update().filter(pk__in=reached.values("pk")).first()
    if row is None:
        raise Closed(_("This is closed to you now. You can still copy your words."))
    if row.member_id is None:
        _hold_step(user, row.from_answer)
    return row


def _hold_step(user: Any, source: Answer | None) -> None:
    """A joint habit opens and closes with the step that it came from, and by nothing else.

    So nobody learns from a habit what keeps a step closed: a level, a concern, or the therapist.
    """
    if source is None:
        raise Closed(_("This is not open yet. You can talk about it in a session."))
    lock_open(user, source.assignment)


def _member(user: Any, case: Case) -> CaseMember:
    """The person's own place in the case, held so that two taps do not keep a thing twice."""
    return CaseMember.objects.of_login(user).select_for_update(of=("self",)).get(case=case)
