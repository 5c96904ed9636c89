"""Inputs made from what a row or a field kind declares (`shapes.Form`); knows no kind by name.

Every input has a path for a name, such as f.ways.options.suggest.0.en; what is typed wrong is kept
as it was typed, and the check says so at that path.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from practice.fields import registry
from practice.fields.errors import FieldError
from practice.fields.shapes import Form
from practice.fields.texts import FALLBACK, spoken, text
from practice.forms.library_typed import PART, TO_TICKS, keys_of
from practice.forms.library_words import kind_name, words_for

Words = str | Promise
Pairs = list[tuple[str, Words]]


@dataclass(frozen=True)
class Around:
    """What stands around the inputs: languages (English first), what to choose from, faults."""

    languages: Pairs
    choices: Mapping[str, Pairs] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass
class Input:
    """One input, or a group of them, for `practice/_input.html`."""

    shape: str  # words, line, flag, pick, ticks, group, rows, raw
    name: str
    label: Words
    hint: Words = ""
    errors: list[str] = field(default_factory=list)
    value: Any = ""
    placeholder: str = ""
    choices: list[tuple[str, Words, bool]] = field(default_factory=list)
    texts: list[tuple[str, Words, str]] = field(default_factory=list)
    inside: list["Input"] = field(default_factory=list)
    adds: Pairs = field(default_factory=list)  # kinds of what can be added; rows only

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(one.has_errors for one in self.inside)


@dataclass(frozen=True)
class Asked:
    """What is asked for at one place: how, under which name, and what the kind expects there."""

    form: Form
    name: str
    label: Words
    hint: Words = ""
    default: Any = None


def build(asked: Asked, value: Any, around: Around) -> Input:
    """The input for one value, whatever stands in it."""
    made = Input("raw", asked.name, asked.label, asked.hint)
    made.errors = list(around.errors.get(asked.name, ()))
    if isinstance(asked.form, dict):
        _group(made, asked.form, value, around)
    elif isinstance(asked.form, list):
        _rows(made, asked.form[0], value, around)
    else:
        kind, _colon, listed = asked.form.partition(":")
        BUILDERS.get(kind, _raw)(made, value, around, listed, asked.default)
    return made


def _words(made: Input, value: Any, around: Around, _listed: str, _default: Any) -> None:
    texts = value if isinstance(value, dict) else {}
    made.shape = "words"
    made.texts = [(code, name, str(texts.get(code, ""))) for code, name in around.languages]
    if len(made.texts) == 1:
        made.texts = [(FALLBACK, "", made.texts[0][2])]


def _line(made: Input, value: Any, around: Around, _listed: str, default: Any) -> None:
    made.shape, made.value = "line", "" if value is None else str(value)
    made.placeholder = "" if default is None else str(default)


def _flag(made: Input, value: Any, around: Around, _listed: str, default: Any) -> None:
    made.shape, made.value = "flag", bool(default if value is None else value)


def _pick(made: Input, value: Any, around: Around, listed: str, _default: Any) -> None:
    made.shape = "pick"
    offered = list(around.choices.get(listed, ()))
    if isinstance(value, str) and value and value not in dict(offered):
        offered.append((value, value))  # what stands there is never lost by opening the page
    made.choices = [(key, label, key == (value or "")) for key, label in offered]


def _ticks(made: Input, value: Any, around: Around, listed: str, _default: Any) -> None:
    made.shape = "ticks"
    chosen = TO_TICKS.get(listed, keys_of)(value)
    offered = list(around.choices.get(listed, ()))
    offered += [(key, key) for key in chosen if key not in dict(offered)]
    made.choices = [(key, label, key in chosen) for key, label in offered]


def _raw(made: Input, value: Any, around: Around, _listed: str, _default: Any) -> None:
    made.value = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    made.value = "" if value is None else made.value


def _parts(made: Input, value: Any, around: Around, _listed: str, _default: Any) -> None:
    made.shape, made.adds = "rows", list(around.choices.get("part_kind", ()))
    rows = value if isinstance(value, list) else []
    for number, raw in enumerate(rows):
        name = f"{made.name}.{number}"
        one = Input("group", name, _part_title(raw), kind_name(raw["kind"]))
        one.errors = list(around.errors.get(name, ()))
        _group(one, {**PART, "options": {}}, raw, around)
        one.inside.append(Input("hidden", f"{name}.key", "", value=raw["key"]))
        made.inside.append(one)


def _part_title(raw: Mapping[str, Any]) -> str:
    return text(raw.get("prompt"), spoken()) or _("A new question")


def _group(made: Input, form: dict[str, Form], value: Any, around: Around) -> None:
    made.shape = "group"
    there = value if isinstance(value, dict) else {}
    for name, inner in form.items():
        if name == "options" and there.get("kind"):
            _options(made, there, around)
            continue
        asked = Asked(inner, f"{made.name}.{name}", *words_for(name))
        made.inside.append(build(asked, there.get(name), around))


def _options(made: Input, raw: Mapping[str, Any], around: Around) -> None:
    """The options of a field, each as its kind declares it."""
    values = raw.get("options") or {}
    for name, option in registry.get(raw["kind"]).options.items():
        place = f"{made.name}.options.{name}"
        asked = Asked(option.form, place, *words_for(name), option.default)
        made.inside.append(build(asked, values.get(name), around))


def _rows(made: Input, form: Form, value: Any, around: Around) -> None:
    made.shape, made.adds = "rows", [("", "")]
    rows = value if isinstance(value, list) else []
    for number, one in enumerate(rows):
        name = f"{made.name}.{number}"
        label = _("Number %(number)s") % {"number": number + 1}
        if isinstance(form, dict):
            row = Input("group", name, label, errors=list(around.errors.get(name, ())))
            _group(row, {key: inner for key, inner in form.items() if inner != "key"}, one, around)
            row.inside += [
                Input("hidden", f"{name}.{key}", "", value=one.get(key, ""))
                for key, inner in form.items()
                if inner == "key"
            ]
        else:
            row = build(Asked(form, name, label), one, around)
        made.inside.append(row)


Builder = Callable[[Input, Any, Around, str, Any], None]
BUILDERS: dict[str, Builder] = {
    "words": _words,
    "whole": _line,
    "number": _line,
    "line": _line,
    "flag": _flag,
    "pick": _pick,
    "ticks": _ticks,
    "parts": _parts,
}


def fault_at(raw: Mapping[str, Any], name: str) -> dict[str, list[str]]:
    """Faults of a field and of the fields inside it, by the path of what is meant."""
    found: dict[str, list[str]] = {}
    options = raw.get("options") or {}
    for key, value in options.items():
        for number, part in enumerate(value if isinstance(value, list) else ()):
            if isinstance(part, dict) and "kind" in part:
                found |= fault_at(part, f"{name}.options.{key}.{number}")
    if not found:
        try:
            registry.field(raw)
        except FieldError as error:
            found[f"{name}.{error.at}" if error.at else name] = [error.message]
    return found
