"""What earlier answers of a case hold for one exercise: entries to take up, and words from before.

Answers come by the road `open_to` alone: what somebody took back, or the partner keeps to
themselves, is not there. Which exercise draws on which is data of the library.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY
from clients.models.reach import Reader, seen
from clients.services.kept import kept_offers, offers, unpacked
from clients.services.latest import latest_first
from clients.services.links import whole_id
from clients.services.reading import is_joint
from practice.fields import chain, registry
from practice.fields.base import KEPT, FieldSpec, Offered, Posted, Value
from practice.fields.logs import kind_of
from practice.fields.texts import plain_date, spoken
from practice.models import Practice

# Of one page; an older entry is found in the log itself.
MOST_ENTRIES = 40
MOST_ANSWERS = 60
WITH_EXERCISE = ("assignment__exercise", "assignment__case", "member__client")
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def posted_ids(posted: Posted) -> set[UUID]:
    """Every id in a form, wherever it stands."""
    lists: Any = posted.lists()  # type: ignore[attr-defined]  # a QueryDict
    texts = (text for name, values in lists for text in (name, *values))
    return {UUID(found) for text in texts for found in AN_ID.findall(text)}


def draws_on(user: Any, assignment: Assignment, ids: Iterable[UUID] = ()) -> Q:
    """Answers that this exercise draws on; of logs the latest entries, and those named in `ids`."""
    return drawn_from(Answer.objects.open_to(user), assignment, ids)


def drawn_from(reached: QuerySet[Answer], assignment: Assignment, ids: Iterable[UUID] = ()) -> Q:
    """The same out of `reached`: whatever the reader may open at all."""
    sources = {key for spec in assignment.exercise.fields for key, _field in chain.sources(spec)}
    # Names stand in quotation marks there, so that no key is found inside a longer one.
    feeds = Q(assignment__exercise__body__feeds__icontains=f'"{assignment.exercise.key}"')
    found = reached.filter(
        feeds | Q(assignment__exercise__key__in=sources), assignment__case=assignment.case_id
    )
    found = found.exclude(assignment=assignment)
    whole = found.filter(entry=NOT_AN_ENTRY).order_by("-created_at", "pk")[:MOST_ANSWERS]
    entries = found.exclude(entry=NOT_AN_ENTRY)
    latest = latest_first(entries)[:MOST_ENTRIES]
    wanted = Q(pk__in=whole.values("pk")) | Q(pk__in=latest.values("pk"))
    asked = entries.filter(entry__in=set(ids)).order_by()
    return wanted | Q(pk__in=asked.values("pk")) if ids else wanted


Data = Mapping[str, Value]  # of an answer, as far as somebody reads it


def entries_of(answer: Answer, data: Data) -> Iterator[tuple[str, str, FieldSpec]]:
    """(id, words, field) of everything in `data` that can be taken up from an answer."""
    for spec in answer.assignment.exercise.fields:
        value = data.get(spec.key)
        if value is not None:
            for mark, words in registry.get(spec.kind).entries(spec, value, spoken()):
                yield mark or str(whole_id(answer.pk, spec.key)), words, spec


def kept_kinds(specs: Iterable[FieldSpec]) -> set[str]:
    """The kinds of kept words that any of these fields takes."""
    return {kind for spec in specs for place, kind in chain.origins(spec) if place == KEPT}


class Entry(NamedTuple):
    """Something that can be taken up: as it is offered, where it stands, and whether both know."""

    offered: Offered
    answer: Answer
    is_known_to_both: bool


@dataclass(frozen=True)
class Material:
    """Earlier answers as far as one person may read them, latest first."""

    user: Any = None
    answers: tuple[Answer, ...] = ()
    parts: tuple[Answer, ...] = ()  # what stands in the exercise itself
    kept: tuple[Offered, ...] = ()  # words that this person kept, of kinds that a field takes

    @classmethod
    def for_saving(
        cls, user: Any, assignment: Assignment, specs: Sequence[FieldSpec], ids: Collection[UUID]
    ) -> Self:
        """In one query and one for kept words, and in none for fields that draw on nothing."""
        if not any(chain.origins(spec) for spec in specs):
            return cls(user)
        written = Answer.objects.written_in(user, assignment).filter(entry=NOT_AN_ENTRY)
        found = cls.of(user, assignment, draws_on(user, assignment, ids), written)
        kinds = kept_kinds(specs)
        return replace(found, kept=kept_offers(user, assignment.case_id, kinds)) if kinds else found

    @classmethod
    def of(cls, user: Any, assignment: Assignment, wanted: Q, *parts: Any) -> Self:
        """Those `wanted`, and `parts` of the exercise itself as querysets, all in one query."""
        for rows in parts:
            wanted |= Q(pk__in=rows.values("pk"))
        rows = Answer.objects.filter(wanted)
        rows = rows.with_reach().select_related(*WITH_EXERCISE, "heard__told_by")
        found = list(latest_first(rows))
        own = tuple(row for row in found if row.assignment_id == assignment.pk)
        others = tuple(row for row in found if row not in own)
        # The page of an exercise brings them along with its own row.
        told = unpacked(getattr(assignment, "kept_told", None))
        kinds = kept_kinds(assignment.exercise.fields) if told else set()
        return cls(user, others, own, offers(row for row in told if row.kind in kinds))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for answer in self.answers for entry in self._entries_of(answer))

    @property
    def places(self) -> dict[UUID, UUID]:
        """Entry -> the answer that it stands in."""
        return {UUID(entry.offered.id): entry.answer.pk for entry in self.entries}

    def offering(self, spec: FieldSpec, value: Value | None, *, joint: bool = False) -> FieldSpec:
        """The field with what can be picked in it: what is there now, and what was picked before.

        What one of two picks in a joint field stands before the other, so that only what both
        know already is offered there.
        """
        if not chain.origins(spec):
            return spec
        offered = {e.offered.id: e.offered for e in self.entries if e.is_known_to_both or not joint}
        offered |= {} if joint else {one.id: one for one in self.kept}
        for one in chain.taken(spec, value):
            offered.setdefault(one.source, Offered(one.source, one.text, origin=one.origin))
        return chain.offering(spec, offered.values())

    def offering_all(self, assignment: Assignment, specs: Sequence[FieldSpec]) -> list[FieldSpec]:
        """The same for the fields of an exercise, each with what stands in it."""
        own = next((part for part in self.parts if part.member_id is not None), None)
        both = next((part for part in self.parts if part.member_id is None), None)
        made = []
        for spec in specs:
            joint = is_joint(assignment, spec)
            part = both if joint else own
            value = part.data.get(spec.key) if part else None
            made.append(self.offering(spec, value, joint=joint))
        return made

    def of_others(self, specs: Iterable[FieldSpec]) -> list[Answer]:
        """The partner's answers whose words stand in `specs` to be picked."""
        shown = {one.id for spec in specs for one in spec.offered}
        theirs = [
            e.answer
            for e in self.entries
            if e.offered.id in shown and e.answer.member_id and not self.is_own(e.answer)
        ]
        return list({answer.pk: answer for answer in theirs}.values())

    def is_own(self, answer: Answer) -> bool:
        return answer.member is not None and answer.member.client.user_id == self.user.pk

    def read(self, answer: Answer) -> Data:
        """Of one's own and of joint ones everything; of the partner's what a partner gets."""
        is_theirs = self.is_own(answer) or answer.member is None
        return answer.data if is_theirs else seen(answer, Reader.PARTNER)

    def told(
        self, answer: Answer, specs: Sequence[FieldSpec]
    ) -> Iterator[tuple[FieldSpec, list[str]]]:
        """Those of `specs` with something in them that is read here, as plain lines."""
        return answer.written(specs)

    def _entries_of(self, answer: Answer) -> Iterator[Entry]:
        known = {mark for mark, *_words in entries_of(answer, seen(answer, Reader.PARTNER))}
        data = self.read(answer)
        for mark, words, spec in entries_of(answer, data):
            source = self._source(answer, spec, data[spec.key])
            origin = (answer.assignment.exercise.key, spec.key)
            is_known = answer.member is None or mark in known
            yield Entry(Offered(mark, words, source, origin), answer, is_known)

    def _source(self, answer: Answer, spec: FieldSpec, value: Value) -> str:
        """Whose it is, from what, and when, in words."""
        kind = registry.get(spec.kind)
        written = Practice.load().local(answer.created_at).date()
        when = kind_of(spec).when(value) if kind.repeats else plain_date(written.isoformat())
        return self.named(answer, {"what": answer.assignment.exercise.title, "when": when})

    def named(self, answer: Answer, place: dict[str, str]) -> str:
        """Where it is from, said to whoever picks: `place` has "what" and "when"."""
        if answer.member is None:
            return _("From you both: %(what)s, %(when)s") % place
        if self.is_own(answer):
            return _("%(what)s, %(when)s") % place
        return _("From your partner: %(what)s, %(when)s") % place
