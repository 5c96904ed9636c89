"""The note template as it is read: its sections, and in whose compartments each one is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clients.models import CaseMember
from practice.fields.texts import spoken, text
from practice.models import NoteTemplate

JOINT, PROCESS = "joint", "process"
# The field of a section that holds a place on the case's scale ("4", "2-3").
SCORE = "score"


@dataclass(frozen=True)
class NoteField:
    """A line to write on; `choices` are (key, label) pairs of a choice.

    `compartments` are those that it stands in, all of the section's when none is named.
    """

    key: str
    kind: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    compartments: tuple[str, ...] = ()
    is_for_couples: bool = False


@dataclass(frozen=True)
class Section:
    """One section of the note, in the reader's language."""

    number: int
    key: str
    title: str
    prompts: tuple[str, ...]
    compartments: tuple[str, ...]
    is_required: bool
    is_fast: bool
    fields: tuple[NoteField, ...]
    # Whether the people in the note read it too; thoughts about risk and review stay with staff.
    is_for_all: bool = True

    @property
    def is_each(self) -> bool:
        """Whether it is asked of each person, so that one answer does not stand for the other."""
        return JOINT not in self.compartments or any(one.key == SCORE for one in self.fields)


@dataclass(frozen=True)
class Place:
    """A section in one compartment: joint (no member) or one person's."""

    section: Section
    member: CaseMember | None

    @property
    def position(self) -> str:
        """A, B, or "" for the joint one, which so comes first."""
        return self.member.position if self.member else ""

    @property
    def fields(self) -> tuple[NoteField, ...]:
        """The lines of the section that stand in this compartment."""
        here = self.position.lower() or JOINT
        return tuple(
            one for one in self.section.fields if not one.compartments or here in one.compartments
        )

    @property
    def name(self) -> str:
        """The name of its part of the form, such as "own_words-a"."""
        return f"{self.section.key}-{self.position.lower() or JOINT}"


def outline(template: NoteTemplate, *, is_couple: bool = True) -> list[Section]:
    """The sections of a session note; the private reflection is no part of it.

    Where one person comes alone, without what is asked of two.
    """
    sections = [_section(raw, spoken()) for raw in template.body]
    kept = [one for one in sections if PROCESS not in one.compartments]
    return kept if is_couple else [_of_one(section) for section in kept]


def _of_one(section: Section) -> Section:
    return replace(section, fields=tuple(f for f in section.fields if not f.is_for_couples))


def reflection_prompts(template: NoteTemplate) -> tuple[str, ...]:
    """The questions for the private reflection, which has a record and keys of its own."""
    sections = [_section(raw, spoken()) for raw in template.body]
    return tuple(words for one in sections if PROCESS in one.compartments for words in one.prompts)


def places(section: Section, coming: Sequence[CaseMember]) -> list[Place]:
    """Where the section is written when these people were there.

    With one person there, alone or with the partner away, everything stands in their compartment:
    nothing that one says alone lands in the joint one by itself.
    """
    if len(coming) == 1:
        return [Place(section, coming[0])]
    joint = [Place(section, None)] if JOINT in section.compartments else []
    return joint + [
        Place(section, member)
        for member in coming
        if member.position.lower() in section.compartments
    ]


def all_places(
    sections: Iterable[Section],
    coming: Sequence[CaseMember],
    written: Iterable[tuple[str, CaseMember | None]],
) -> Iterator[Place]:
    """Every place of the note: those of the people who came, and those with words in them already,
    for nothing written is hidden when somebody turns out to have been away."""
    by_section = defaultdict(list)
    for key, member in written:
        by_section[key].append(member)
    for section in sections:
        found = places(section, coming)
        with_words = [Place(section, member) for member in by_section[section.key]]
        found += [place for place in with_words if place not in found]
        yield from sorted(found, key=lambda place: place.position)


def _section(raw: dict[str, Any], language: str) -> Section:
    return Section(
        number=raw["number"],
        key=raw["key"],
        title=text(raw["title"], language),
        prompts=tuple(text(prompt, language) for prompt in raw["prompts"]),
        compartments=tuple(raw["compartments"]),
        is_required=raw["required"],
        is_fast=raw["fast_path"],
        fields=tuple(_field(field, language) for field in raw["fields"]),
        # Templates from before the mark: what is asked of each alone stays with staff.
        is_for_all=raw.get("for_all", JOINT in raw["compartments"]),
    )


def _field(raw: dict[str, Any], language: str) -> NoteField:
    choices = raw.get("options", {}).get("choices", ())
    labels = tuple((choice["key"], text(choice["label"], language)) for choice in choices)
    return NoteField(
        key=raw["key"],
        kind=raw["kind"],
        label=text(raw["label"], language),
        choices=labels,
        compartments=tuple(raw.get("compartments", ())),
        is_for_couples=raw.get("couple", False),
    )
