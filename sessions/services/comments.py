"""A supervisor's words to the therapist who wrote a note."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from practice.fields.texts import clean_typed
from practice.services import audit
from practice.services.saving import key_of_words
from sessions.models import Note, NoteComment


@transaction.atomic
def comment(supervisor: Any, note: Note, *, words: str, key: Any = None) -> NoteComment:
    """Said to the note's author alone. `key` makes the same words, sent twice, come in once."""
    # One press after the other: the second finds what the first one wrote.
    Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    words = clean_typed(words).strip()
    row = NoteComment(
        pk=key_of_words(key, supervisor.pk, note.pk, words),
        note=note,
        supervisor=supervisor,
        words=words,
        said_at=timezone.now(),
    )
    if there := NoteComment.objects.filter(pk=row.pk).first():
        return there
    row.save(force_insert=True)
    audit.record(supervisor, "note.commented", note, case=note.therapy_session.case_id)
    return row
