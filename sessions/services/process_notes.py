"""Writing one's own reflection; it leaves no audit line: that one wrote is one's own matter."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from practice.fields.texts import clean_typed, too_long
from practice.models import NoteTemplate
from practice.services.saving import Clash, NotRight
from sessions.models import ProcessNote, Session
from sessions.models.outline import reflection_prompts
from sessions.services.sections import save_one

WORDS = "words"
MOST_WORDS = 40_000


def own_reflection(author: Any, therapy_session: Session) -> ProcessNote:
    """What stands there, or an empty one that is not stored yet."""
    found = ProcessNote.objects.visible_to(author).filter(therapy_session=therapy_session).first()
    return found or ProcessNote(therapy_session=therapy_session, author=author)


def prompts() -> tuple[str, ...]:
    """The questions of the note template for it; none without a template."""
    template = NoteTemplate.objects.filter(is_current=True).order_by("key").first()
    return reflection_prompts(template) if template else ()


def save_section(
    author: Any, therapy_session: Session, *, typed: str, base: int, key: uuid.UUID
) -> dict[str, Any]:
    """Autosave; raises Clash when another tab wrote meanwhile, NotRight for what is too long."""
    return save_one(author, key, lambda: save(author, therapy_session, typed=typed, base=base))


@transaction.atomic
def save(author: Any, therapy_session: Session, *, typed: str, base: int) -> int:
    """The words as they are now; returns their version."""
    # Held by its session: there is no row yet for the first words.
    Session.objects.select_for_update(of=("self",)).get(pk=therapy_session.pk)
    row, words = own_reflection(author, therapy_session), clean_typed(typed)
    if row.words == words:
        return row.version
    if row.version > base:
        raise Clash(version=row.version, theirs=row.words, yours=words)
    if problem := too_long(words, MOST_WORDS):
        raise NotRight({WORDS: [problem]})
    row.words, row.version, row.changed_at = words, row.version + 1, timezone.now()
    row.save()
    return row.version
