"""A note as it is read: the facts of its header, and its words section by section."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import PhaseVisit
from practice.models import Practice
from sessions.models import Note
from sessions.models.outline import Place, Section, outline
from sessions.services.notes import Paper, labelled_words

HEADER = "header"
# What the session itself knows, frozen into the header with the signature.
FACTS: dict[str, Any] = {
    "date": gettext_lazy("Date"),
    "time": gettext_lazy("Time"),
    "attended": gettext_lazy("Who was there"),
    "format": gettext_lazy("Format"),
    "phase": gettext_lazy("Phase"),
}


def read_back(paper: Paper) -> list[tuple[Section, list[tuple[Place, list[tuple[str, str]]]]]]:
    """The sections of a signed note with words in them: place, then label and words in turn."""
    found = []
    for section, places in by_section(paper):
        filled = [(place, _words(paper, place)) for place in places if paper.data(place)]
        if filled:
            found.append((section, filled))
    return found


def _words(paper: Paper, place: Place) -> list[tuple[str, str]]:
    data = paper.data(place)
    frozen = [
        (label, data.get(key, "")) for key, label in FACTS.items() if place.section.key == HEADER
    ]
    return [pair for pair in frozen if pair[1]] + labelled_words(place, data)


@dataclass(frozen=True)
class Told:
    """A note as one of its people reads it: own and joint words alone, section by section."""

    note: Note
    is_error: bool
    sections: list[tuple[Section, list[tuple[bool, list[tuple[str, str]]]]]]


def told_to_person(parts: Sequence[Any]) -> Told:
    """From the parts that `open_to` gave. Each place is (whether it is joint, label and words).

    Left out: the frozen facts of the header, which tell where the partner stood, and the sections
    that stay with staff.
    """
    note = parts[0].note
    by_place = {(part.section, part.member): part for part in parts}
    found = []
    for section in outline(note.template):
        if not section.is_for_all:
            continue
        places = (Place(section, member) for key, member in by_place if key == section.key)
        words = [
            (place.member is None, lines)
            for place in sorted(places, key=lambda one: one.position)
            if (lines := labelled_words(place, by_place[section.key, place.member].data))
        ]
        if words:
            found.append((section, words))
    return Told(note, parts[0].is_error, found)


def header_facts(paper: Paper) -> list[tuple[str, str, str]]:
    """Key, label and words of what the session itself knows: when, who, how, in which phase."""
    one = paper.note.therapy_session
    begins, ends = (Practice.load().local(at) for at in (one.starts_at, one.ends_at))
    facts = [
        ("date", format_date(begins, "j M Y")),
        ("time", f"{begins:%H:%M}–{ends:%H:%M}"),
        ("attended", ", ".join(map(str, paper.coming))),
        ("format", one.get_format_display()),
        ("phase", _phases(paper)),
    ]
    return [(key, str(FACTS[key]), words) for key, words in facts]


def _phases(paper: Paper) -> str:
    """The phases that were open on the day of the session."""
    one = paper.note.therapy_session
    day = Practice.load().local(one.starts_at).date()
    visits = PhaseVisit.objects.filter(journey__case=one.case_id, entered_on__lte=day)
    visits = visits.exclude(left_on__lt=day).select_related("phase", "member__client")
    names = []
    for visit in visits:
        where = _("%(phase)s, cycle %(cycle)s") % {"phase": visit.phase, "cycle": visit.cycle}
        names.append(f"{where} ({visit.member})" if visit.member else where)
    return "; ".join(names)


def by_section(paper: Paper) -> list[tuple[Section, list[Place]]]:
    """The places of the note, section by section."""
    found: dict[str, tuple[Section, list[Place]]] = {}
    for place in paper.places:
        found.setdefault(place.section.key, (place.section, []))[1].append(place)
    return list(found.values())
