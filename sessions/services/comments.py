"""A supervisor's words to the therapist who wrote a note."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from practice.fields.texts import clean_typed
from practice.services import audit
from sessions.models import Note, NoteComment


@transaction.atomic
def comment(supervisor: Any, note: Note, *, words: str, key: Any = None) -> NoteComment:
    """Said to the note's author alone. `key` makes the same press of the button come in once."""
    there = NoteComment.objects.filter(pk=key).first() if key is not None else None
    if there is not None and (there.note_id, there.supervisor_id) == (note.pk, supervisor.pk):
        return there
    row = NoteComment(
        note=note,
        supervisor=supervisor,
        words=clean_typed(words).strip(),
        said_at=timezone.now(),
    )
    if key is not None and there is None:  # a key of somebody else says nothing of this one
        row.pk = key
    row.save(force_insert=True)
    audit.record(supervisor, "note.commented", note, case=note.therapy_session.case_id)
    return row
