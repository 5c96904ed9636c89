"""Links from what was taken up to where it came from; kept with the answer, in its transaction.

Who may see a link is no business of this file: one whose other end you may not see does not exist
for you (trail.py).
"""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

from clients.models import Answer, AnswerLink
from practice.fields import chain
from practice.fields.base import FieldSpec


def whole_id(answer: UUID, field: str) -> UUID:
    """The id by which a value without entries of its own can be taken up, the same every time."""
    return uuid5(answer, field)


def follow(answer: Answer, changed: Iterable[FieldSpec], places: Mapping[UUID, UUID]) -> None:
    """After `changed` fields were stored: link what they took up, let go of what they put back.

    `places` tells in which answer each entry stands that can be taken up now. A link whose source
    is out of reach stays as it is: its author may have taken it back for a while only.
    """
    if not any(chain.sources(spec) for spec in changed):
        return
    # Of the whole answer, not of the changed fields alone: two may have taken up one thing.
    wanted = set(taken_by(answer))
    rows = AnswerLink.objects.filter(to_answer=answer)
    held = {(row.from_item, row.to_item): row.pk for row in rows}
    stale = [pk for name, pk in held.items() if name not in wanted]
    if stale:
        rows.filter(pk__in=stale).delete()
    AnswerLink.objects.bulk_create(
        AnswerLink(from_answer_id=places[source], from_item=source, to_answer=answer, to_item=item)
        for source, item in sorted(wanted - held.keys())
        if source in places
    )


def taken_by(answer: Answer) -> Iterable[tuple[UUID, UUID]]:
    """(what was taken up, the entry that did) of every field of an answer."""
    for spec in answer.assignment.exercise.fields:
        for one in chain.taken(spec, answer.data.get(spec.key)):
            item = UUID(one.entry) if one.entry else whole_id(answer.pk, spec.key)
            yield UUID(one.source), item
