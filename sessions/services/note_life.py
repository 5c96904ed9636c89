"""What happens to a note beside its writing: opened, shared, added to, signed a second time.

The text of a signed note is out of reach from here, and the database refuses it to everybody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practice.fields.texts import clean_typed
from practice.services import audit
from practice.services.saving import Closed, key_of_words
from sessions.models import Addendum, CoSignature, GuardLift, Note
from sessions.services.notes import hold_draft
from sessions.services.signing import is_intact, is_late, name_of


@transaction.atomic
def offer(actor: Any, note: Note, *, is_offered: bool) -> None:
    """Open the note to the people in it, each to joint and own parts; or take it back.

    A draft rests meanwhile: what they read is what stands there.
    """
    held = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if held.is_offered == is_offered:
        return
    held.offered_at = timezone.now() if is_offered else None
    held.save(update_fields=["offered_at"])
    action = "note.offered" if is_offered else "note.taken_back"
    audit.record(actor, action, held, case=note.therapy_session.case_id)


@transaction.atomic
def write_together(actor: Any, note: Note, *, is_shared: bool) -> None:
    """Let those who work with the case write in this draft too, or end that. Its author alone."""
    held = hold_draft(actor, note, to_write=False)
    if held.author_id != actor.pk:
        raise Closed(_("Whoever began this note decides who writes in it."))
    if held.is_shared != is_shared:
        held.is_shared = is_shared
        held.save(update_fields=["is_shared"])
        case = note.therapy_session.case_id
        audit.record(actor, "note.shared" if is_shared else "note.unshared", held, case=case)


@transaction.atomic
def add_to_note(
    actor: Any, note: Note, *, kind: str, reason: str, words: str = "", key: Any = None
) -> Addendum:
    """An addition with its reason, or the mark that all of it was entered in error.

    Nothing takes the mark back: what it says is explained by another addition. `key` makes the
    same addition, sent twice, come in once.
    """
    # One press after the other: the second finds what the first one wrote.
    Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    now = timezone.now()
    row = Addendum(
        note=note,
        kind=kind,
        reason=clean_typed(reason).strip(),
        words=clean_typed(words).strip(),
        author=actor,
        signed_as=name_of(actor),
        added_at=now,
        is_late=is_late(note, now),
    )
    row.pk = key_of_words(key, actor.pk, note.pk, kind, row.reason, row.words)
    if there := Addendum.objects.filter(pk=row.pk).first():
        return there
    row.save(force_insert=True)
    action = "note.marked_as_error" if row.is_error else "note.added_to"
    audit.record(actor, action, note, case=note.therapy_session.case_id)
    return row


@transaction.atomic
def cosign(supervisor: Any, note: Note) -> CoSignature:
    """A second name under the note as it was signed; once for each supervisor.

    Raises Closed for a note that does not match its signature any more.
    """
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    row = CoSignature.objects.filter(note=note, supervisor=supervisor).first()
    if row is not None:
        return row
    if not is_intact(note):
        raise Closed(_("This note does not match its signature. Tell the owner of the practice."))
    row = CoSignature.objects.create(
        note=note,
        supervisor=supervisor,
        signed_as=name_of(supervisor),
        signed_at=timezone.now(),
        content_hash=note.content_hash,
    )
    audit.record(supervisor, "note.cosigned", note, case=note.therapy_session.case_id)
    return row


@contextmanager
def guard_lifted(actor: Any, reason: str) -> Iterator[None]:
    """For this transaction the database lets signed notes be sealed anew or removed.

    For changed keys and for the end of the time that a record is kept; each use leaves a line.
    """
    with transaction.atomic():
        lift = GuardLift.objects.create(reason=reason)
        audit.record(actor, "note.guard_lifted", reason=reason)
        yield
        lift.delete()
