"""What is caught in the room: a sentence given to somebody by one tap, a number entered in private.

It lands in the draft of the note, in the compartment of whoever it was given to.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from clients.models import CaseMember, Score
from clients.services.experiments import give_experiment
from clients.services.scores import record_score
from practice.fields.texts import plain_number
from sessions.models import Note
from sessions.models.outline import SCORE, Place
from sessions.services.notes import Paper, hold_draft, load_paper, save_section

# Sections of the note template that fill while people talk.
OWN_WORDS, SCALE, EXPERIMENT = "own_words", "scale", "experiment"
SECTIONS = (OWN_WORDS, "what_is_better", SCALE, EXPERIMENT)


def room_places(paper: Paper) -> list[Place]:
    """The places that the page of the room fills, in the order of the note."""
    return [place for place in paper.places if place.section.key in SECTIONS]


def line_field(place: Place) -> str:
    """The field of a place that takes sentences: its first one for long text."""
    return next(one.key for one in place.section.fields if one.kind == "long_text")


def as_line(place: Place, words: str) -> str:
    """What somebody said stands in quotation marks where the note keeps own words."""
    return f"“{words}”" if place.section.key == OWN_WORDS else words


@transaction.atomic
def add_sentence(actor: Any, note: Note, place: Place, words: str, *, key: UUID) -> None:
    """One more line at the end of a place; the same `key` again changes nothing.

    Raises Closed for a draft that takes no words now, NotRight when the place is full.
    """
    paper = load_paper(hold_draft(actor, note))
    field = line_field(place)
    before = paper.data(place).get(field, "")
    line = as_line(place, words.strip())
    _write(actor, paper, place, {field: f"{before}\n{line}" if before else line}, key)


@transaction.atomic
def place_in_room(
    actor: Any, note: Note, member: CaseMember, *, low: Decimal, high: Decimal, key: UUID
) -> None:
    """The number that a person entered alone: on their line at once, and in the draft.

    Their own act, so it does not wait for the signature, which corrects this very score if need
    be. Raises Closed and ValidationError as the services below do, and then keeps neither.
    """
    hour = note.therapy_session
    paper = load_paper(hold_draft(actor, note))
    place = next(
        (one for one in paper.places if one.section.key == SCALE and one.member == member), None
    )
    if place is not None:
        numbers = [plain_number(one) for one in sorted({low, high})]
        _write(actor, paper, place, {SCORE: "-".join(numbers)}, key)
    record_score(
        actor,
        hour.case,
        member=member,
        low=low,
        high=high,
        taken_at=min(hour.starts_at, timezone.now()),  # as the signature does, once it has begun
        source=Score.Source.SESSION,
        source_id=hour.pk,
    )


def words_to_try(paper: Paper, member: CaseMember) -> str:
    """What this person agreed to try: in their own part of the note, else in the joint one."""
    found = {
        place.member: paper.data(place).get(line_field(place), "")
        for place in paper.places
        if place.section.key == EXPERIMENT
    }
    return found.get(member, "").strip() or found.get(None, "").strip()


def give_to_take(actor: Any, note: Note, member: CaseMember) -> None:
    """The words of the draft as a try-out of the member's own; ValidationError says why not."""
    words = words_to_try(load_paper(note), member)
    if not words:
        raise ValidationError(_("Write what was agreed first, under “Experiment agreed”."))
    give_experiment(actor, member, words)


def _write(actor: Any, paper: Paper, place: Place, words: dict[str, str], key: UUID) -> None:
    data = paper.data(place) | words
    posted = MultiValueDict({f"{place.name}-{name}": [value] for name, value in data.items()})
    base = paper.note.version  # the draft is held: nothing can be younger
    save_section(actor, paper.note, section=place.name, posted=posted, base=base, key=key)
