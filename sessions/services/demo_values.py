"""Short forms of the demo file as values of the field kinds: "a text" for {"text": "a text"}.

Every value leaves through its kind's `clean_json`, so that the demo holds nothing that a page
could not have stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from clients.services.links import whole_id
from practice.fields import registry
from practice.fields.base import FieldSpec, Value
from practice.fields.errors import FieldError
from practice.fields.parts import part_specs
from practice.models import Exercise
from sessions.services.demo_days import SAID, Days, named_id

Json = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """Something in an answer that a later answer can pick, under the name that the file uses."""

    id: UUID
    answer: UUID
    text: str


class Values:
    """Values of one case; `items` remembers what can be taken up, and where it stands."""

    def __init__(self, scope: str, days: Days) -> None:
        self.scope, self.days = scope, days
        self.items: dict[str, Item] = {}
        self.wholes: dict[str, tuple[UUID, str]] = {}  # answers by name: key, and the exercise
        self.whole_places: dict[UUID, UUID] = {}
        self._answer = UUID(int=0)
        self._where, self._count = "", 0
        self._long_forms: dict[str, Callable[[FieldSpec, Any], Any]] = {
            "short_text": lambda _spec, text: {"text": text},
            "long_text": lambda _spec, text: {"text": text},
            "choice": self._choice,
            "scale": self._scale,
            "list": self._list,
            "ranked_list": self._ranked_list,
            "pairs": self._pairs,
            "log_entry": self._log,
            "pick_from": self._picks,
            "experiment": self._experiment,
            "daily_check": self._checks,
        }

    def of_answer(self, answer: UUID, ref: str, exercise: Exercise, told: Json) -> dict[str, Value]:
        """All values of one answer; FieldError with the place for what does not fit its field."""
        self._answer, self._where, self._count = answer, ref, 0
        self.wholes[ref] = answer, exercise.key
        known = {spec.key: spec for spec in exercise.fields}
        if unknown := sorted(set(told) - set(known)):
            raise FieldError(ref, f"has no field {unknown}; it has {sorted(known)}.")
        values = {key: self._value(known[key], short) for key, short in told.items()}
        return {key: value for key, value in values.items() if value is not None}

    def moved(self, item: UUID, answer: UUID) -> None:
        """An entry of a log stands in an answer of its own."""
        for name, found in self.items.items():
            if found.id == item:
                self.items[name] = replace(found, answer=answer)

    def places(self) -> dict[UUID, UUID]:
        """Everything that can be taken up, by its id, and the answer that it stands in."""
        return {item.id: item.answer for item in self.items.values()} | self.whole_places

    def _value(self, spec: FieldSpec, short: Any) -> Value | None:
        long_form = self._long_forms.get(spec.kind, lambda _spec, raw: raw)
        try:
            return registry.get(spec.kind).clean_json(spec, long_form(spec, short))
        except (ValidationError, KeyError, TypeError, ValueError) as error:
            raise FieldError(f"{self._where}, field {spec.key}", str(error)) from error

    def _parts(self, specs: Sequence[FieldSpec], told: Json) -> Json:
        """Parts stand in the file beside the entry's own names, each in its short form."""
        known = {spec.key: spec for spec in specs}
        return {
            key: self._long_form(known[key], short) for key, short in told.items() if key in known
        }

    def _long_form(self, spec: FieldSpec, short: Any) -> Any:
        return self._long_forms.get(spec.kind, lambda _spec, raw: raw)(spec, short)

    def _new_item(self, told: Any, text: str) -> str:
        """An id of its own for an entry; one that has a name can be picked by it later."""
        # Entries without a name are told apart by their place, so that keys stay the same too.
        self._count += 1
        name = told.get("id") if isinstance(told, dict) else None
        mark = named_id("item", self.scope, self._where, name or str(self._count))
        if name:
            self.items[name] = Item(mark, self._answer, text)
        return str(mark)

    def _choice(self, _spec: FieldSpec, told: Any) -> Json:
        if isinstance(told, dict):
            return {"picked": told.get("picked", []), "own": told.get("own", "")}
        return {"picked": told if isinstance(told, list) else [told]}

    def _scale(self, _spec: FieldSpec, told: Any) -> Json:
        if told == "rather not":
            return {"rather_not": True}
        low, high = told if isinstance(told, list) else (told, told)
        return {"low": str(low), "high": str(high)}

    def _list(self, spec: FieldSpec, told: list[Any]) -> Json:
        specs = part_specs(spec.options.get("parts"))
        items = []
        for entry in told:
            text = entry if isinstance(entry, str) else entry["text"]
            item = {"id": self._new_item(entry, text), "text": text}
            parts = {} if isinstance(entry, str) else self._parts(specs, entry)
            items.append(item | ({"parts": parts} if parts else {}))
        return {"items": items}

    def _ranked_list(self, _spec: FieldSpec, told: list[Any]) -> Json:
        return {
            "items": [
                {"id": self._new_item(entry, ""), "key": entry, "text": ""}
                if isinstance(entry, str)
                else {"id": self._new_item(entry, entry["text"]), "text": entry["text"]}
                for entry in told
            ]
        }

    def _pairs(self, _spec: FieldSpec, told: list[list[str]]) -> Json:
        return {
            "pairs": [
                {"id": self._new_item(None, left), "left": left, "right": right}
                for left, right in told
            ]
        }

    def _log(self, spec: FieldSpec, told: list[Json]) -> Json:
        usual = part_specs(spec.options["parts"])
        other = part_specs(spec.options["alternative"]["parts"])
        entries = []
        for entry in told:
            when, hard = entry["when"], entry.get("nothing_better", False)
            is_date = SAID.fullmatch(when)
            entries.append(
                {
                    "id": self._new_item(entry, entry.get("context", "")),
                    "when": {"date": self._date(when)} if is_date else {"words": when},
                    "parts": self._parts(other if hard else usual, entry),
                    "nothing_better": hard,
                }
            )
        return {"entries": entries}

    def _picks(self, spec: FieldSpec, told: list[Any]) -> Json:
        """A name alone, or {"from": name, "text": words for what has none of its own, parts}."""
        specs = part_specs(spec.options.get("each"))
        picks = []
        for entry in told:
            entry = {"from": entry} if isinstance(entry, str) else entry
            item = self._source(spec, entry["from"])
            text = entry.get("text", item.text)
            mark = self._new_item(entry, text)
            parts = self._parts(specs, entry)
            picks.append({"id": mark, "from": str(item.id), "text": text, "parts": parts})
        return {"picks": picks}

    def _source(self, spec: FieldSpec, name: str) -> Item:
        """An entry by its name; or a whole answer, for the field of it that is a source here."""
        if name in self.items:
            return self.items[name]
        answer, exercise = self.wholes[name]
        sources = dict(registry.get(spec.kind).sources(spec))
        whole = whole_id(answer, sources[exercise])
        self.whole_places[whole] = answer
        return Item(whole, answer, "")

    def _experiment(self, spec: FieldSpec, told: Json) -> Json:
        parts = self._parts(part_specs(spec.options["parts"]), told)
        names = ("frequency", "event", "length_days")
        return {"parts": parts} | {name: told[name] for name in names if name in told}

    def _checks(self, _spec: FieldSpec, told: list[list[str]]) -> Json:
        return {
            "checks": [
                {
                    "id": self._new_item(None, note),
                    "on": self._date(day),
                    "choice": choice,
                    "note": note,
                }
                for day, choice, note in told
            ]
        }

    def _date(self, said: str) -> str:
        return self.days.day(said).isoformat()
