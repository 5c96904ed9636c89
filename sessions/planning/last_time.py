"""The last signed note before a session: what to take up from it, in the words that were kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clients.models import Case
from sessions.models import Note, NotePart, Session

# Sections of the note template that speak to the next hour.
QUOTES, EXPERIMENT, ASK_FIRST = "own_words", "experiment", "next"
MOST_QUOTES = 3


@dataclass(frozen=True)
class Said:
    """A line of the note; `position` is the partner whose compartment it stands in, "" for both."""

    words: str
    who: str = ""
    position: str = ""
    is_private: bool = False


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
    signed = [one for one in earlier if (note := note_of(one)) and note.is_signed]
    if not signed:
        return None
    therapy_session = signed[-1]
    parts = list(
        NotePart.objects.filter(
            note__therapy_session=therapy_session, section__in=(QUOTES, EXPERIMENT, ASK_FIRST)
        ).select_related("member__client")
    )
    return LastTime(
        number=numbers.get(therapy_session.pk, 0),
        on=therapy_session.starts_at,
        quotes=tuple(_said(case, parts, QUOTES))[:MOST_QUOTES],
        experiments=tuple(_said(case, parts, EXPERIMENT)),
        ask_first=tuple(_said(case, parts, ASK_FIRST)),
    )


def note_of(therapy_session: Session) -> Note | None:
    """The note of a session that was loaded with it."""
    return getattr(therapy_session, "note", None)


def _said(case: Case, parts: Iterable[NotePart], section: str) -> Iterable[Said]:
    own = [part for part in parts if part.section == section]
    for part in sorted(own, key=lambda one: one.member.position if one.member else ""):
        for field, words in part.data.items():
            if field == NotePart.NOT_DONE or not words.strip():
                continue
            lines = words.splitlines() if section == QUOTES else [words]
            for line in filter(str.strip, lines):
                yield Said(
                    words=line.strip(),
                    who=str(part.member) if part.member else "",
                    position=part.member.position if part.member else "",
                    is_private=case.is_couple and part.member is not None,
                )
