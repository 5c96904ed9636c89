"""The fields of the note page: what stands in them, and what holds up a save or the signature."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from practice.fields.base import Posted
from practice.services.saving import Clash
from sessions.models import NotePart
from sessions.models.outline import SCORE, NoteField, Place, Section
from sessions.services.note_reading import by_section
from sessions.services.notes import Paper, typed_at
from sessions.services.quotes import Source
from sessions.services.sections import Outcome
from sessions.services.signing import Readiness


class SignForm(forms.Form):
    """The buttons of the note: sign, with the tick that lets a one-sided note through; or quote a
    line that came in, as `mark:place`."""

    quote = forms.CharField(required=False, max_length=100)
    sign = forms.BooleanField(required=False)
    accepts_one_sided = forms.BooleanField(required=False)


@dataclass(frozen=True)
class FieldRow:
    """One line to write on; `choices` are (key, label, is chosen)."""

    name: str
    kind: str
    label: str
    value: str
    choices: tuple[tuple[str, str, bool], ...]
    errors: list[str]


@dataclass(frozen=True)
class PlaceRow:
    """One compartment of a section: whose it is, its fields, and its trouble."""

    name: str
    owner: str
    position: str
    is_private: bool
    fields: tuple[FieldRow, ...]
    not_done: str
    messages: list[str]
    clash: Clash | None
    has_words: bool
    sources: list[Source]


@dataclass(frozen=True)
class SectionRow:
    """A section with its compartments."""

    section: Section
    places: tuple[PlaceRow, ...]

    @property
    def is_open(self) -> bool:
        """Whether a folded section asks for attention."""
        return any(place.messages or place.clash or place.has_words for place in self.places)


@dataclass
class NotePage:
    """What a save or a try to sign has to say, beside the paper itself."""

    paper: Paper
    posted: Posted
    outcome: Outcome | None = None
    readiness: Readiness = field(default_factory=Readiness)
    sources: dict[str, list[Source]] = field(default_factory=dict)

    @property
    def rows(self) -> list[SectionRow]:
        return [
            SectionRow(section, tuple(self._place(place) for place in places))
            for section, places in by_section(self.paper)
        ]

    @property
    def gaps(self) -> list[Any]:
        return [*self.readiness.gaps, *self.readiness.one_sided]

    def _place(self, place: Place) -> PlaceRow:
        name, stored = place.name, self.paper.data(place)
        outcome = self.outcome or Outcome()
        # What did not go through is shown as typed, so that no word is lost on the way back.
        shown = stored | typed_at(place, self.posted) if self.outcome else stored
        errors = outcome.errors.get(name, {})
        is_couple = self.paper.note.therapy_session.case.is_couple
        return PlaceRow(
            name=name,
            owner=str(place.member or _("Both together")),
            position=place.position,
            is_private=is_couple and place.member is not None,
            fields=tuple(_field(place, one, shown, errors) for one in place.fields),
            not_done=shown.get(NotePart.NOT_DONE, ""),
            messages=[gap.message for gap in self.gaps if gap.place == name],
            clash=outcome.clashes.get(name),
            has_words=bool(stored),
            sources=self.sources.get(name, []),
        )


def _field(
    place: Place, one: NoteField, shown: dict[str, str], errors: dict[str, list[str]]
) -> FieldRow:
    name, value = f"{place.name}-{one.key}", shown.get(one.key, "")
    return FieldRow(
        name=name,
        kind="score" if one.key == SCORE else one.kind,
        label=one.label,
        value=value,
        choices=tuple((key, label, key == value) for key, label in one.choices),
        errors=errors.get(name, []),
    )


def fast(rows: Iterable[SectionRow]) -> list[SectionRow]:
    """The short way through, in about three minutes."""
    return [row for row in rows if row.section.is_fast]


def rest(rows: Iterable[SectionRow]) -> list[SectionRow]:
    """The sections for when there is more to write."""
    return [row for row in rows if not row.section.is_fast]
