"""The last signed note before a session: what to take up from it, in the words that were kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clients.models import Case
from sessions.models import NotePart, Session

# Sections of the note template that speak to the next hour.
QUOTES, EXPERIMENT, ASK_FIRST = "own_words", "experiment", "next"
QUESTION = (
    "text"  # of the section about the next time: what to ask; when they meet stands elsewhere
)
MOST_QUOTES = 3


@dataclass(frozen=True)
class Said:
    """A line of the note; `position` is the partner whose compartment it stands in, "" for both."""

    words: str
    position: str
    is_private: bool


@dataclass(frozen=True)
class LastTime:
    """What the coming hour may begin with."""

    number: int
    on: datetime
    quotes: tuple[Said, ...]
    experiments: tuple[Said, ...]
    ask_first: tuple[Said, ...]


def last_time(case: Case, earlier: Iterable[Session], numbers: dict[UUID, int]) -> LastTime | None:
    """From the sessions before this one, newest last, each with its note loaded; one query."""
    signed = [one for one in earlier if one.has_signed_note]
    if not signed:
        return None
    therapy_session = signed[-1]
    parts = list(
        NotePart.objects.that_count()
        .filter(note__therapy_session=therapy_session, section__in=(QUOTES, EXPERIMENT, ASK_FIRST))
        .select_related("member__client")
    )
    return LastTime(
        number=numbers.get(therapy_session.pk, 0),
        on=therapy_session.starts_at,
        quotes=tuple(_said(case, parts, QUOTES))[:MOST_QUOTES],
        experiments=tuple(_said(case, parts, EXPERIMENT)),
        ask_first=tuple(_said(case, parts, ASK_FIRST)),
    )


def _said(case: Case, parts: Iterable[NotePart], section: str) -> Iterable[Said]:
    """The words of one section: those of both, then partner A's, then partner B's."""
    own = [part for part in parts if part.section == section]
    for part in sorted(own, key=_position):
        for words in _words(part):
            yield Said(words, _position(part), case.is_couple and part.member is not None)


def _position(part: NotePart) -> str:
    return part.member.position if part.member else ""


def _words(part: NotePart) -> list[str]:
    texts = [words for field, words in part.data.items() if field != NotePart.NOT_DONE]
    if part.section == ASK_FIRST:
        texts = [part.data.get(QUESTION, "")]
    if part.section == QUOTES:  # each line is a quote of its own
        texts = [line for words in texts for line in words.splitlines()]
    return [words.strip() for words in texts if words.strip()]
