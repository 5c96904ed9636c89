"""What the people in a note say of it: each alone, beside the text and never in it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practice.fields.texts import clean_typed
from practice.services import audit
from practice.services.saving import Closed
from sessions.models import Note, NoteReview

Kind = NoteReview.Kind
MOST_WORDS = 4_000


@transaction.atomic
def say(
    user: Any, note: Note, *, kind: str, words: str, section: str = "", version: int
) -> NoteReview:
    """One row for each thing said; the same said twice is kept once.

    Raises Closed when the note was signed meanwhile, or taken back to be written on.
    """
    held = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if not Note.objects.offered_to(user).filter(pk=note.pk).exists():
        raise Closed(_("This note is being written on. You can still copy your words."))
    if held.is_signed and kind != Kind.CORRECTION:
        raise Closed(_("This note is signed now. You can ask for a correction."))
    if not held.is_signed and kind == Kind.CORRECTION:
        raise Closed(_("This note is not signed yet. Tell how you would say it."))
    words = clean_typed(words).strip()
    member = note.reader_id  # type: ignore[attr-defined] # annotated by offered_to
    said = NoteReview.objects.filter(note=held, member_id=member, kind=kind, section=section)
    for row in said.filter(outcome="", version=version):
        if row.words == words:
            return row
    row = NoteReview.objects.create(
        note=held,
        member_id=member,
        kind=kind,
        section=section,
        words=words,
        version=version,
        said_at=timezone.now(),
    )
    case = held.therapy_session.case_id
    asked = kind == Kind.CORRECTION
    audit.record(user, "note.correction_asked" if asked else "note.reviewed", held, case=case)
    return row


@transaction.atomic
def answer_correction(actor: Any, review: NoteReview, *, outcome: str, words: str) -> None:
    """What came of a wish for a correction; said once, and it stays.

    Raises Closed when it was answered already.
    """
    held = NoteReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if not held.is_open:
        raise Closed(_("This was answered already."))
    held.outcome, held.outcome_words = outcome, clean_typed(words).strip()
    held.answered_by, held.answered_at = actor, timezone.now()
    held.save(update_fields=["outcome", "outcome_words", "answered_by", "answered_at"])
    note = held.note
    case = note.therapy_session.case_id
    audit.record(actor, "note.correction_answered", note, case=case, outcome=outcome)
