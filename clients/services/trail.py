"""How one thing led to another: what was taken up from where, both ways, as one reader may see it.

Links come by the roads of access.py; a link with an end that the reader may not read is not there.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clients.access import AnswerQuerySet, LinkQuerySet
from clients.access.parts import parts_told
from clients.models import Answer, AnswerLink, Case
from clients.models.reach import Reader, seen
from clients.services.latest import gathered
from clients.services.material import WITH_EXERCISE, Data, entries_of
from practice.fields.texts import one_line

MOST_LINKS = 300  # of the latest; a page has to stay one that can be read
Reading = Callable[[Answer], Data]


@dataclass(frozen=True)
class End:
    """The other end of a link."""

    id: UUID
    words: str
    title: str


@dataclass(frozen=True)
class Thread:
    """One thing that was written, with where it came from and where it went."""

    id: UUID
    words: str
    came_from: tuple[End, ...]
    went_to: tuple[End, ...]


@dataclass(frozen=True)
class Knot:
    """An answer with those of its entries that are linked; of a log, its linked entries.

    Entries of a log stand together where they go equally far.
    """

    answers: tuple[Answer, ...]
    title: str
    threads: tuple[Thread, ...]

    @property
    def answer(self) -> Answer:
        """The first of them, which stands for all in whose it is and how far it goes."""
        return self.answers[0]


def trail_of_person(user: Any, case: Case) -> list[Knot]:
    """The person's own chain in one case, from the first answer on; in two queries."""

    def data(answer: Answer) -> Data:
        member = answer.member
        own = member is None or member.client.user_id == user.pk
        return answer.data if own else seen(answer, Reader.PARTNER)

    return _knots(AnswerLink.objects.of_person(user), Answer.objects.open_to(user), case, data)


def trail_for_staff(user: Any, case: Case) -> list[Knot]:
    """The chains of everybody in a case, as far as they reach the therapist."""
    readable = Answer.objects.visible_to(user)
    return _knots(AnswerLink.objects.all(), readable, case, lambda one: seen(one, Reader.STAFF))


def _knots(links: LinkQuerySet, readable: AnswerQuerySet, case: Case, data: Reading) -> list[Knot]:
    of_case = readable.filter(assignment__case=case).linked()
    rows = links.between(of_case.values_list("pk", flat=True))
    for end in ("from_answer", "to_answer"):
        rows = rows.select_related(*(f"{end}__{name}" for name in WITH_EXERCISE))
    rows = rows.annotate(from_parts=parts_told("from_answer"), to_parts=parts_told("to_answer"))
    chain = _Chain(data)
    for link in rows.order_by("-pk")[:MOST_LINKS]:
        chain.add(link)
    answers = sorted(chain.answers.values(), key=lambda one: (one.created_at, one.pk))
    linked = (answer for answer in answers if chain.threads(answer))
    together = gathered(linked, apart_by=_how_far)
    return [chain.knot(answers) for answers in together]


def _how_far(answer: Answer) -> object:
    return answer.reach, tuple(answer.reach_of_parts.values())


class _Chain:
    """Gathers links and the words at their ends; each answer is opened once."""

    def __init__(self, data: Reading) -> None:
        self.data = data
        self.answers: dict[UUID, Answer] = {}
        self.words: dict[UUID, dict[UUID, str]] = {}
        self.came_from: dict[tuple[UUID, UUID], list[End]] = defaultdict(list)
        self.went_to: dict[tuple[UUID, UUID], list[End]] = defaultdict(list)

    def add(self, link: Any) -> None:
        # The query brought the audiences of their parts along for both ends.
        link.from_answer.__dict__["parts_told"] = link.from_parts
        link.to_answer.__dict__["parts_told"] = link.to_parts
        before = self._end(link.from_answer, link.from_item)
        after = self._end(link.to_answer, link.to_item)
        # An entry that was taken out since, or that does not go so far, leads nowhere.
        if before and after:
            self.went_to[link.from_answer_id, before.id].append(after)
            self.came_from[link.to_answer_id, after.id].append(before)

    def _end(self, answer: Answer, item: UUID | None) -> End | None:
        known = self.answers.setdefault(answer.pk, answer)
        if answer.pk not in self.words:
            found = entries_of(known, self.data(known))
            self.words[answer.pk] = {UUID(mark): one_line(words) for mark, words, _spec in found}
        words = self.words[answer.pk].get(item) if item else None
        return End(item, words, known.assignment.exercise.title) if item and words else None

    def knot(self, answers: Sequence[Answer]) -> Knot:
        threads = tuple(thread for answer in answers for thread in self.threads(answer))
        return Knot(tuple(answers), answers[0].assignment.exercise.title, threads)

    def threads(self, answer: Answer) -> tuple[Thread, ...]:
        made = (
            Thread(
                item,
                words,
                tuple(self.came_from.get((answer.pk, item), ())),
                tuple(self.went_to.get((answer.pk, item), ())),
            )
            for item, words in self.words[answer.pk].items()
        )
        return tuple(thread for thread in made if thread.came_from or thread.went_to)
