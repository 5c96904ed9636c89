"""Reads a FHIR R4 Questionnaire: its scored questions in order, or one line for each fault.

Source of the format: https://hl7.org/fhir/R4/questionnaire.html. Points come from `ordinalValue`
(R4) or `itemWeight` (R5), on the option or on its coding. Groups are read through; displays,
totals and questions without points are no part of the measure and are counted as left out.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from practice.instruments.facts import Facts, Rule, facts_of

LOINC = "http://loinc.org"
POINTS = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
)
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
DEEPEST, MOST_ITEMS, MOST_OPTIONS, LONGEST = 8, 300, 30, 2000
MOST_POINTS = 1000
CHOICES = ("choice", "open-choice")


@dataclass(frozen=True)
class Option:
    """One answer: its code in the file, its words by language, its points."""

    code: str
    system: str
    words: dict[str, str]
    points: float


@dataclass(frozen=True)
class Question:
    """One scored question. Without options its answers' words stood in no file."""

    link_id: str
    code: str
    words: dict[str, str]
    options: tuple[Option, ...]
    answers_at: str = ""  # the list that the file points to instead of holding it


@dataclass(frozen=True)
class Questionnaire:
    """A measure as it was read. `left_out`: linkIds of what is in the file and is not scored."""

    key: str
    title: str
    language: str
    version: str
    questions: tuple[Question, ...]
    left_out: tuple[str, ...]

    @property
    def has_answers(self) -> bool:
        """Whether people can answer it; else only a total can be typed in."""
        return all(one.options for one in self.questions)

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.questions]


class QuestionnaireError(Exception):
    """What is wrong: one line a fault, each with the place and what is expected there."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def questions_from(rows: list[dict[str, Any]]) -> tuple[Question, ...]:
    """The questions as `as_json` wrote them."""
    return tuple(
        Question(**{**row, "options": tuple(Option(**one) for one in row["options"])})
        for row in rows
    )


def read_questionnaire(resource: dict[str, Any], known: Facts | None = None) -> Questionnaire:
    """Check the whole resource and keep what is scored.

    `known` says which instrument it is, where its codes do not. QuestionnaireError with all
    faults that were found.
    """
    if (kind := resource.get("resourceType")) != "Questionnaire":
        shown = repr(kind)[:60] if kind else "missing"
        raise QuestionnaireError([f'resourceType is {shown}; "Questionnaire" is expected.'])
    reader = _Reader(str(resource.get("language") or "en")[:10])
    reader.walk(resource.get("item"), "item")
    if not reader.faults and not reader.questions:
        reader.faults.append("item: no question is in it; at least one is expected.")
    if reader.faults:
        raise QuestionnaireError(reader.faults)
    facts = known or facts_of(set(_codes(resource)), {one.code for one in reader.questions})
    questions, left_out = _scored(reader, facts)
    if faults := list(_misfits(questions, facts)):
        raise QuestionnaireError(faults)
    title = str(resource.get("title") or resource.get("name") or "").strip()[:200]
    return Questionnaire(
        key=facts.key if facts else _slug(title or str(resource.get("id", ""))),
        title=facts.name if facts else title,
        language=reader.language,
        version=str(resource.get("version") or "")[:40],
        questions=tuple(questions),
        left_out=tuple(left_out),
    )


@dataclass
class _Reader:
    language: str
    questions: list[Question] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def walk(self, items: Any, place: str, depth: int = 1) -> None:
        if items is None and depth > 1:
            return
        if not isinstance(items, list):
            self.faults.append(f"{place}: a list of items is expected.")
            return
        if depth > DEEPEST:
            self.faults.append(f"{place}: groups stand more than {DEEPEST} deep in each other.")
            return
        for number, item in enumerate(items):
            if len(self.seen) > MOST_ITEMS:
                self.faults.append(f"{place}: more than {MOST_ITEMS} items; no measure is so long.")
                return
            self._item(item, f"{place}[{number}]", depth)

    def _item(self, item: Any, place: str, depth: int) -> None:
        link_id = item.get("linkId") if isinstance(item, dict) else None
        if not isinstance(link_id, str) or not link_id.strip():
            self.faults.append(f"{place}: a linkId is expected.")
            return
        place = f'{place} ("{link_id[:60]}")'
        if link_id in self.seen:
            self.faults.append(f"{place}: this linkId stands twice; give each item its own.")
            return
        self.seen.add(link_id)
        if item.get("type") in CHOICES:
            self._question(item, link_id, place)
        elif item.get("type") != "group":
            self.left_out.append(link_id)
        self.walk(item.get("item"), f"{place}.item", depth + 1)

    def _question(self, item: dict[str, Any], link_id: str, place: str) -> None:
        words = _words(item, "text", self.language)
        if not words:
            self.faults.append(f"{place}: the words of the question are expected in text.")
        if any(len(one) > LONGEST for one in words.values()):
            self.faults.append(f"{place}: a text over {LONGEST} signs; make it shorter.")
        code = next(iter(_codes(item)), "")
        options = tuple(self._options(item.get("answerOption"), place))
        answers_at = str(item.get("answerValueSet") or "")[:300]
        self.questions.append(Question(link_id, code, words, options, answers_at))

    def _options(self, rows: Any, place: str) -> Iterator[Option]:
        if rows is None:
            return
        if not isinstance(rows, list) or len(rows) > MOST_OPTIONS:
            self.faults.append(f"{place}.answerOption: a list of at most {MOST_OPTIONS} expected.")
            return
        points = [_points(row) for row in rows]
        if not any(one is not None for one in points):
            return
        for number, (row, one) in enumerate(zip(rows, points, strict=True)):
            where = f"{place}.answerOption[{number}]"
            coding = row.get("valueCoding") if isinstance(row, dict) else None
            if not isinstance(coding, dict) or not coding.get("code"):
                self.faults.append(f"{where}: a valueCoding with a code is expected.")
            elif one is None:
                self.faults.append(f"{where}: its points are expected in ordinalValue.")
            else:
                words = _words(coding, "display", self.language)
                system = str(coding.get("system") or "")[:300]
                yield Option(str(coding["code"])[:100], system, words, one)


def _scored(reader: _Reader, facts: Facts | None) -> tuple[list[Question], list[str]]:
    """The questions that count, and the linkIds of what does not."""
    if facts and facts.item_codes:
        by_code = {one.code: one for one in reader.questions}
        if set(facts.item_codes) <= by_code.keys():
            counted = [by_code[code] for code in facts.item_codes]
            rest = [one.link_id for one in reader.questions if one not in counted]
            return counted, [*reader.left_out, *rest]
    counted = [one for one in reader.questions if one.options]
    rest = [one.link_id for one in reader.questions if not one.options]
    return counted, [*reader.left_out, *rest]


def _misfits(questions: list[Question], facts: Facts | None) -> Iterator[str]:
    """Where what was read is not the instrument that it says it is."""
    if not questions:
        yield "item: no answer carries points; ordinalValue or itemWeight is expected."
        return
    if facts is None:
        return
    if len(questions) != facts.items:
        count = len(questions)
        yield f"item: {facts.name} has {facts.items} scored questions; {count} were found."
        return
    if all(one.options for one in questions) and facts.rule is not Rule.SCALES:
        ends = [[option.points for option in one.options] for one in questions]
        times = 4 if facts.rule is Rule.FOURFOLD else 1
        low, high = (times * sum(pick(one) for one in ends) for pick in (min, max))
        if (low, high) != (facts.low, facts.high):
            ours, theirs = f"{facts.low:g}-{facts.high:g}", f"{low:g}-{high:g}"
            yield f"answerOption: {facts.name} goes from {ours}; these points make {theirs}."


def _points(row: Any) -> float | None:
    """The points of an option, wherever its maker put them."""
    if not isinstance(row, dict):
        return None
    coding = row.get("valueCoding")
    holders = [row, coding if isinstance(coding, dict) else {}]
    for holder in holders:
        for extension in _list(holder.get("extension")):
            if extension.get("url") in POINTS:
                return _number(extension.get("valueDecimal"))
    return None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= MOST_POINTS else None


def _words(holder: dict[str, Any], name: str, language: str) -> dict[str, str]:
    """The text `name` by language, with the translations that stand beside it."""
    found = {language: holder.get(name)}
    beside = holder.get(f"_{name}")
    for extension in _list(beside.get("extension") if isinstance(beside, dict) else None):
        if extension.get("url") != TRANSLATION:
            continue
        parts = {part.get("url"): part for part in _list(extension.get("extension"))}
        other = parts.get("lang", {}).get("valueCode")
        content = parts.get("content", {})
        found[str(other)[:10]] = content.get("valueString") or content.get("valueMarkdown")
    return {key: one.strip() for key, one in found.items() if isinstance(one, str) and one.strip()}


def _codes(holder: dict[str, Any]) -> Iterator[str]:
    for coding in _list(holder.get("code")):
        if coding.get("system") == LOINC and isinstance(coding.get("code"), str):
            yield coding["code"]


def _list(value: Any) -> list[dict[str, Any]]:
    """Only the objects of a list; anything else has nothing to say here."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "measure"
