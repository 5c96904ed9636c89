"""Writing a draft of a programme: each part saved by itself, nothing typed replaced unseen."""

import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practice.models import Practice, ProgrammeDraft
from practice.services import draft_body
from practice.services.draft_body import Gone, Json
from practice.services.saving import Clash, Closed, NotRight, save_once

Read = Callable[[Json], Json]  # what stands there -> what was typed in its place


@dataclass(frozen=True)
class Part:
    """A part of a draft that is saved by itself: its head, a phase, or a part of an exercise."""

    section: str  # as the page calls it: "frame", "phases.<key>", "words", "f.<key>"
    exercise: str = ""

    @property
    def name(self) -> str:
        return f"{self.exercise}:{self.section}"

    def find(self, body: Json) -> Json:
        """The object that holds it; Gone when it was taken out meanwhile."""
        place = draft_body.exercise(body, self.exercise) if self.exercise else body
        _kind, _dot, key = self.section.partition(".")
        if not key:
            return place
        rows: list[Json] = place["fields" if self.exercise else "phases"]
        return draft_body.by_key(rows, key)


@dataclass
class Outcome:
    """What became of a whole form: the parts that clash, and those that are gone."""

    clashes: dict[str, Clash]
    gone: list[str]

    @property
    def is_whole(self) -> bool:
        return not self.clashes and not self.gone


def save_part(
    actor: Any, draft: ProgrammeDraft, part: Part, read: Read, *, base: int, key: uuid.UUID
) -> dict[str, Any]:
    """Autosave of one part; raises Clash, or NotRight when it was taken out meanwhile."""

    def write() -> dict[str, Any]:
        held = _held(draft)
        try:
            _write(held, part, read, base)
        except Gone:
            message = _("This was taken out meanwhile. Copy your words to keep them.")
            raise NotRight({part.section: [message]}) from None
        clock = f"{Practice.load().local(timezone.now()):%H:%M}"
        return {"version": held.version, "saved_at": clock}

    return save_once(actor, key, write)


@transaction.atomic
def save_all(draft: ProgrammeDraft, parts: dict[Part, Read], *, base: int) -> Outcome:
    """The whole form, as a browser without scripts sends it; what clashes is left as it stands."""
    held = _held(draft)
    outcome = Outcome({}, [])
    for part, read in parts.items():
        try:
            _write(held, part, read, base)
        except Clash as clash:
            outcome.clashes[part.section] = clash
        except Gone:
            outcome.gone.append(part.section)
    return outcome


@transaction.atomic
def change(
    draft: ProgrammeDraft, act: Callable[[ProgrammeDraft], None], part: Part | None = None
) -> None:
    """A button: rows moved, added or taken out. What is gone meanwhile changes nothing."""
    held = _held(draft)
    try:
        act(held)
    except Gone:
        return
    held.version += 1
    if part is not None:  # its rows have other numbers now: another tab has to look again
        held.section_versions[part.name] = held.version
    held.save()


def _held(draft: ProgrammeDraft) -> ProgrammeDraft:
    """The row as it is now, held until the change is done; Closed once it was published."""
    held = ProgrammeDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if held is None:
        raise Closed(_("This draft was published or given up meanwhile. Copy your words first."))
    return held


def _write(held: ProgrammeDraft, part: Part, read: Read, base: int) -> None:
    place = part.find(held.body)
    typed = read(copy.deepcopy(place))
    there = {name: place.get(name) for name in typed}
    if typed == there:
        return
    if held.section_versions.get(part.name, 0) > base:
        theirs, yours = ("\n".join(draft_body.lines(one)) for one in (there, typed))
        raise Clash(version=held.version, theirs=theirs, yours=yours)
    place.update(typed)
    held.version += 1
    held.section_versions[part.name] = held.version
    held.save()
