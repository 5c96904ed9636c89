"""Taking words from what people wrote into a note, with their speaker and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer
from practice.services import audit
from practice.services.saving import Closed
from sessions.models import Note, NoteQuote
from sessions.models.outline import Place
from sessions.planning.came_in import TAKES, CameIn, came_in
from sessions.planning.matter import whose
from sessions.services.notes import Paper, hold_draft, load_paper, put_words


@dataclass(frozen=True)
class Source:
    """Where a quote comes from; without an answer that the reader may open, only whose it is."""

    words: str
    who: str
    answer: Answer | None


@transaction.atomic
def quote(actor: Any, note: Note, *, mark: str, place_name: str) -> Place:
    """Put the line called `mark` at the end of that place of the draft; once is enough.

    Raises Closed for a line that is not there any more, or for a compartment that is not its own,
    and NotRight where the field would be longer than a field can be.
    """
    paper = load_paper(hold_draft(actor, note))
    found = next((one for one in came_in(note, paper.places, actor) if one.mark == mark), None)
    place = next((one for one in paper.places if one.name == place_name), None)
    if found is None or place not in found.places:
        raise Closed(_("These words have changed or were taken back. Look at what came in again."))
    field, line = TAKES[place.section.key], _as_quote(found)
    stored = paper.data(place).get(field, "")
    if line in stored.splitlines():
        return place
    put_words(paper, place, {field: f"{stored.rstrip()}\n{line}".strip()})
    NoteQuote.objects.create(
        note=paper.note,
        section=place.section.key,
        member=place.member,
        words=found.words,
        from_answer_id=found.answer,
        from_item=found.item,
        quoted_by=actor,
        quoted_at=timezone.now(),
    )
    case = note.therapy_session.case_id
    audit.record(actor, "note.quoted", note, case=case, answers=[str(found.answer)])
    return place


def _as_quote(one: CameIn) -> str:
    who = one.who if one.position else _("Both")
    return _("%(who)s: “%(words)s”") % {"who": who, "words": one.words}


def sources(reader: Any, paper: Paper) -> dict[str, list[Source]]:
    """Name of a place -> the sources of the quotes that still stand there. Two queries.

    A source that the reader may not open any more is not named; its words stay where they were put.
    """
    rows = list(paper.note.quotes.select_related("from_answer__member__client"))
    if not rows:
        return {}
    wanted = [row.from_answer_id for row in rows if row.from_answer_id]
    open_now = Answer.objects.visible_to(reader).filter(pk__in=wanted)
    answers: dict[UUID | None, Answer] = {
        one.pk: one for one in open_now.select_related("assignment__exercise")
    }
    found: dict[str, list[Source]] = {}
    for place in paper.places:
        written = paper.data(place).get(TAKES.get(place.section.key, ""), "")
        mine = [row for row in _of_place(rows, place) if row.words in written]
        if mine:
            found[place.name] = [_source(row, answers.get(row.from_answer_id)) for row in mine]
    return found


def _of_place(rows: Iterable[NoteQuote], place: Place) -> list[NoteQuote]:
    key = place.member.pk if place.member else None
    return [row for row in rows if (row.section, row.member_id) == (place.section.key, key)]


def _source(row: NoteQuote, answer: Answer | None) -> Source:
    who = whose(row.from_answer.member)[0] if row.from_answer else ""
    return Source(row.words, who, answer)
