"""The two pages of the editor: a draft's head with its phases, and one exercise of it."""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from practice.fields.base import Posted
from practice.fields.shapes import Form
from practice.fields.texts import clean_typed, spoken, text
from practice.forms import library_words as words
from practice.forms.library_choices import choices, languages, titled
from practice.forms.library_inputs import Around, Asked, Input, build, fault_at
from practice.forms.library_typed import read, read_field
from practice.models import ProgrammeDraft
from practice.services import draft_body
from practice.services import library_check as check
from practice.services import library_shapes as shapes
from practice.services.draft_body import Json
from practice.services.drafts import Outcome, Part, Read
from practice.services.saving import NotRight

HEAD: dict[str, Form] = {"title": "words", "summary": "words"}
PHASE: dict[str, Form] = {
    "title": "words",
    "aim": "words",
    "day_from": "whole",
    "day_to": "whole",
}
KEEPING: dict[str, Form] = {
    "field": "pick:field",
    "name": "pick:part",
    "cue": "pick:part",
    "chosen": "pick:choice",
}
FRAME: dict[str, Form] = {
    "code": "line",
    "minutes": "whole",
    "day_from": "whole",
    "day_to": "whole",
    "who": "ticks:who",
    "audiences": "ticks:audience",
    "default_audience": "pick:first_audience",
    "feeds": "ticks:exercise",
    "finish": {"at_least": "whole", "of": "ticks:own_field"},
    "rough_day": "ticks:own_field",
    "unless_flagged": "ticks:own_field",
    "until_screened": "ticks:own_field",
    "letter_to": "ticks:own_field",
    "letter_tells": "ticks:own_field",
    "beside": "ticks:beside",
    "keeps": [KEEPING],
}
FIELD: dict[str, Form] = {
    "prompt": "words",
    "help": "words",
    "required": "flag",
    "role": "pick:role",
    "audience": "pick:audience_or_all",
}
ABOUT_TEXTS = (shapes.TEXT.expected, shapes.TEXTS.expected)  # in the language of the page
SHOWN_FIRST = ("title", "purpose", "intro")
# Folded away: most fields leave them as they are.
FOLDED = (
    "required", "role", "audience", "max_length", "item_max_length", "rows", "placeholder",
    "step", "series",
)  # fmt: skip


@dataclass
class Section:
    """A part of the page that is saved by itself."""

    name: str
    key: str = ""
    title: str = ""
    hint: Any = ""
    inputs: list[Input] = field(default_factory=list)
    more: list[Input] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    is_open: bool = False
    theirs: str = ""
    yours: str = ""
    clashes: bool = False

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(one.has_errors for one in [*self.inputs, *self.more])


def exercise_forms() -> tuple[dict[str, Form], dict[str, Form]]:
    """The texts of an exercise, and the rest, as far as the check knows how they are asked for."""
    texts: dict[str, Form] = {}
    frame = dict(FRAME)
    for name, shape in {**shapes.EXERCISE, **shapes.EXERCISE_MAY}.items():
        if shape.form == "words":
            texts[name] = shape.form
        elif shape.form and name != "version":
            frame.setdefault(name, shape.form)
    return texts, frame


# --- reading


def posted_parts(posted: Posted, exercise: str = "") -> dict[Part, Read]:
    """Every part that the form carried, and how it is read; what no page has is left out."""
    found = {
        Part(name, exercise): _reader(posted, name, exercise) for name in posted.getlist("part")
    }
    return {part: reader for part, reader in found.items() if reader is not None}


def one_part(posted: Posted, section: str, exercise: str = "") -> tuple[Part, Read]:
    """The one part that saves itself; NotRight for one that no page has."""
    reader = _reader(posted, section, exercise)
    if reader is None:
        raise NotRight({section: [_("There is no such part here. Copy your words to keep them.")]})
    return Part(section, exercise), reader


def _reader(posted: Posted, section: str, exercise: str) -> Read | None:
    texts, frame = exercise_forms()
    forms = {"words": texts, "frame": frame} if exercise else {"frame": HEAD}
    if section in forms:
        return partial(_read_some, forms[section], posted, "")
    kind, _dot, key = section.partition(".")
    if exercise and kind == "f" and key:
        return partial(read_field, FIELD, posted, section)
    if not exercise and kind == "phases" and key:
        return partial(_read_some, PHASE, posted, f"{section}.")
    return None


def _read_some(forms: Mapping[str, Form], posted: Posted, start: str, old: Json) -> Json:
    told = {
        name: read(form, posted, f"{start}{name}", old.get(name)) for name, form in forms.items()
    }
    return {
        name: value for name, value in told.items() if name in old or value not in (None, [], False)
    }


def with_typed(draft: ProgrammeDraft, parts: Mapping[Part, Read]) -> Json:
    """The body with what was typed in its place, to be shown again; nothing of it is stored."""
    body: Json = copy.deepcopy(draft.body) if parts else draft.body
    for part, reader in parts.items():
        try:
            place = part.find(body)
        except draft_body.Gone:
            continue
        place.update(reader(copy.deepcopy(place)))
    return body


def opened(asked: Posted, body: Json, key: str) -> str:
    """The part that the address asks to see unfolded."""
    found = str(asked.get("open", ""))[:80]
    fields = draft_body.exercise(body, key)["fields"]
    return fields[-1]["key"] if found == "last" and fields else found


def taken_out(draft: ProgrammeDraft, exercise: str = "") -> list[tuple[int, str]]:
    """What was taken out here, each with its number, to be put back."""
    return [
        (number, _title_of(kept["what"]))
        for number, kept in enumerate(draft.taken_out)
        if kept.get("exercise", "") == exercise
    ]


def _title_of(what: Json) -> str:
    return text(what.get("prompt") or what.get("title"), spoken()) or what["key"]


def lost_words(posted: Any, sections: Iterable[str]) -> str:
    """What was typed for parts that are gone, to be copied."""
    names = [name for section in sections for name in posted if name.startswith(f"{section}.")]
    typed = (clean_typed(posted[name]).strip() for name in names if not name.endswith(".key"))
    return "\n".join(one for one in typed if one and one != "on")


# --- showing


def draft_sections(draft: ProgrammeDraft, body: Json, faults: list[check.Fault]) -> list[Section]:
    """The head, then the phases."""
    around = Around(languages(draft), errors=_errors(faults, ""))
    head = Section("frame", inputs=_inputs(HEAD, "", body, around))
    return [head, *(_phase(phase, around) for phase in body["phases"])]


def _phase(phase: Json, around: Around) -> Section:
    name = f"phases.{phase['key']}"
    made = Section(name, phase["key"], text(phase["title"], spoken()) or _("A new phase"))
    made.inputs = _inputs(PHASE, f"{name}.", phase, around)
    made.is_open = made.has_errors or not text(phase["title"], spoken())
    return made


def titles(phase: Json) -> list[tuple[str, str]]:
    """Key and title of the exercises of a phase."""
    return [(row["key"], titled(row)) for row in phase["exercises"]]


def exercise_sections(
    draft: ProgrammeDraft, body: Json, key: str, faults: list[check.Fault], opened: str = ""
) -> list[Section]:
    """Its texts, how it is used, then its fields, one folded below the other."""
    row = draft_body.exercise(body, key)
    around = Around(languages(draft), choices(body, row), _errors(faults, key, row))
    texts, frame = exercise_forms()
    first = {name: texts[name] for name in SHOWN_FIRST}
    rest = {name: form for name, form in texts.items() if name not in first}
    made = Section("words", title=_("Words"), is_open=True)
    made.inputs, made.more = _inputs(first, "", row, around), _inputs(rest, "", row, around)
    used = Section("frame", title=_("Who, when and how far it reaches"))
    used.inputs = _inputs(frame, "", row, around)
    used.is_open = used.has_errors or opened == "frame"
    return [made, used, *(_field(raw, around, opened) for raw in row["fields"])]


def _field(raw: Json, around: Around, opened: str) -> Section:
    name = f"f.{raw['key']}"
    made = Section(name, raw["key"], text(raw["prompt"], spoken()) or _("A new question"))
    made.hint = words.kind_name(raw["kind"])
    whole = build(Asked({**FIELD, "options": {}}, name, made.title), raw, around)
    made.errors = whole.errors
    for one in whole.inside:
        is_folded = one.name.rpartition(".")[2] in FOLDED
        (made.more if is_folded else made.inputs).append(one)
    made.is_open = made.has_errors or opened == raw["key"]
    return made


def _inputs(forms: Mapping[str, Form], start: str, row: Json, around: Around) -> list[Input]:
    return [
        build(Asked(form, f"{start}{name}", *words.words_for(name)), row.get(name), around)
        for name, form in forms.items()
    ]


def mark(sections: Iterable[Section], outcome: Outcome | None) -> None:
    """Both versions of what clashed, at its part."""
    for one in sections if outcome else ():
        if clash := outcome and outcome.clashes.get(one.name):
            one.clashes, one.is_open = True, True
            one.theirs, one.yours = clash.theirs, clash.yours


def _errors(
    faults: Iterable[check.Fault], exercise: str, row: Json | None = None
) -> dict[str, list[str]]:
    """Faults of one exercise, or of the head and the phases, by the input that they stand at."""
    found: dict[str, list[str]] = {}
    exact = {raw["key"]: fault_at(raw, f"f.{raw['key']}") for raw in _tidy_fields(row)}
    for fault in faults:
        if fault.exercise != exercise:
            continue
        places = exact.get(fault.field) or {_place(fault): [fault.what]}
        for place, messages in places.items():
            found.setdefault(place, []).extend(kindly(one) for one in messages)
    return found


def _tidy_fields(row: Json | None) -> list[Json]:
    return draft_body.tidy_exercise(row)["fields"] if row else []


def _place(fault: check.Fault) -> str:
    return ".".join(filter(None, ["f" * bool(fault.field), fault.field, fault.at]))


def kindly(what: str) -> str:
    """The sentence of the check, but for the one about texts, which speaks of files."""
    of_texts = ("text by language", "texts by language", *map(str, ABOUT_TEXTS))
    if any(one in what for one in of_texts):
        return _("This needs words in English.")
    return what[:1].upper() + what[1:]
