"""pick_from: entries of earlier answers, picked again and looked at more closely.

A page ticks <id of the offer>:<id of the pick>. Only what the field offers can be picked, so
whoever loads a page offers what may be picked now and what its answer picked before. Where nothing
can be picked, one's own words do as well: such a pick has no "from".
"""

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from practice.fields.base import Example, FieldSpec, Kind, Offered, Posted, Taken, Value
from practice.fields.parts import (
    TEXT_KINDS,
    check_parts,
    clean_parts,
    entry_line,
    part_contexts,
    part_specs,
    read_parts,
)
from practice.fields.rows import posted_rows, too_many
from practice.fields.shapes import (
    Option,
    is_id,
    is_key,
    new_id,
    raw_parts,
    want_entries,
    want_id,
    want_object,
    want_text,
    whole,
    words,
)
from practice.fields.texts import one_line, text, too_long

MOST_PICKS = 100
KEPT_KINDS = ("words", "protect", "inner")
COPY_LIMIT = 12_000  # as long as the longest text that can be picked
OWN_LIMIT = 500
# A page has to stay one that can be read; whoever misses an older entry has their own words.
MOST_SHOWN, MOST_SHOWN_INSIDE = 60, 25
PAPER_ROWS = 3


def _listed(source: Any) -> list[Any]:
    """One source is written as itself, several as a list."""
    return source if isinstance(source, list) else [source]


def _names_a_field(source: object) -> bool:
    if not isinstance(source, dict) or set(source) != {"exercise", "field"}:
        return False
    return all(map(is_key, source.values()))


def _is_kept(value: object) -> bool:
    return isinstance(value, list) and all(kind in KEPT_KINDS for kind in value)


def _is_source(value: object) -> bool:
    return value != [] and all(map(_names_a_field, _listed(value)))


class PickFrom(Kind):
    """{"picks": [{"id": uuid, "from"?: uuid of the source, "text": its copy, "parts": {}}]}."""

    # The copy stays readable when the answer it came from is changed, unshared or deleted.
    name = "pick_from"
    options = {
        "source": Option('{"exercise": "...", "field": "..."} or a list of such', _is_source,
                         required=True, form="ticks:source"),
        "kept": Option(f"a list of some of {', '.join(KEPT_KINDS)}", _is_kept, (),
                       form="ticks:kept"),
        "min": whole(0, MOST_PICKS, 1),
        "max": whole(1, MOST_PICKS),
        "each": raw_parts(),
        "under_min": words(),
    }  # fmt: skip

    def check_options(self, options: Mapping[str, Any], where: str) -> None:
        super().check_options(options, where)
        check_parts(options.get("each"), TEXT_KINDS, f"{where}, option each")

    def parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        return part_specs(spec.options.get("each"))

    def sources(self, spec: FieldSpec) -> list[tuple[str, str]]:
        """(exercise key, field key) of each field that can be picked from."""
        listed = _listed(spec.options["source"])
        return [(entry["exercise"], entry["field"]) for entry in listed]

    def kept(self, spec: FieldSpec) -> list[str]:
        return list(self.option(spec, "kept"))

    def most(self, spec: FieldSpec) -> int:
        return self.option(spec, "max") or MOST_PICKS

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        picks, errors = self._ticked(spec, data, prefix)
        own, messages = self._own(spec, data, prefix)
        # A set: the same words about three picks are read once.
        errors = [*dict.fromkeys(errors + messages)]
        return _value_of(picks + own), errors + too_many(picks + own, self.most(spec))

    def _ticked(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[list[Any], list[str]]:
        """What was ticked, each once, with its words as the offer has them."""
        offered = _by_id(spec.offered)
        picks: dict[str, Any] = {}
        errors: list[str] = []
        for ticked in filter(None, data.getlist(prefix)):
            source, _colon, mark = ticked.partition(":")
            if not is_id(source) or source in picks:
                continue
            parts, messages = read_parts(self.parts(spec), data, f"{prefix}-{source}")
            errors += messages
            pick = {"id": _mark(mark, source, prefix, picks), "text": "", "parts": parts}
            if source in offered:
                picks[source] = {**pick, "from": source, "text": offered[source].text}
                continue
            errors.append(
                _("One of these can no longer be picked. You can say it in your own words.")
            )
            # The words that were written to it stay, as one's own.
            picks |= {source: pick} if parts else {}
        return list(picks.values()), errors

    def _own(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[list[Any], list[str]]:
        picks: list[Any] = []
        errors: list[str] = []
        for row in posted_rows(data, f"{prefix}-own", MOST_PICKS):
            parts, messages = read_parts(self.parts(spec), data, row.prefix)
            errors += [*messages, *filter(None, [too_long(row.text, OWN_LIMIT)])]
            picks.append({"id": row.id, "text": row.text, "parts": parts})
        return list(filter(_is_filled, picks)), errors

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        clean = partial(self._clean_pick, spec)
        return _value_of(
            list(filter(_is_filled, want_entries(value, "picks", self.most(spec), clean)))
        )

    def _clean_pick(self, spec: FieldSpec, pick: Any) -> dict[str, Any]:
        given = want_object(pick, ["id", "text"], ["from", "parts"])
        taken = {"from": want_id(given["from"])} if "from" in given else {}
        return {
            "id": want_id(given["id"]),
            **taken,
            "text": want_text(given["text"], COPY_LIMIT if taken else OWN_LIMIT),
            "parts": clean_parts(self.parts(spec), given.get("parts", {})),
        }

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        picks = value["picks"] if value else []
        verb, _colon, mark = action.partition(":")
        if verb == "add":
            return {"picks": [*picks, {"id": new_id(), "text": "", "parts": {}}]}
        return _value_of([pick for pick in picks if verb != "remove" or pick["id"] != mark])

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        return len(value["picks"] if value else []) >= self.option(spec, "min")

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        return [(pick["id"], pick["text"]) for pick in value["picks"]]

    def nested(self, spec: FieldSpec, value: Value) -> list[tuple[str, dict[str, Any]]]:
        return [(pick["id"], pick["parts"]) for pick in value["picks"]]

    def taken(self, spec: FieldSpec, value: Value) -> list[Taken]:
        taken = (pick for pick in value["picks"] if "from" in pick)
        return [Taken(pick["id"], pick["from"], pick["text"]) for pick in taken]

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        lines: list[str] = []
        for pick in value["picks"]:
            lines += entry_line(one_line(pick["text"]), self.parts(spec), pick["parts"], language)
        return lines

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        picks = value["picks"] if value else []
        own = [pick for pick in picks if "from" not in pick]
        held = {pick["from"]: pick for pick in picks if "from" in pick}
        has_room = len(picks) < self.most(spec)
        if has_room and all(map(_is_filled, own)):
            own = [*own, {"id": new_id(), "text": "", "parts": {}}]
        return {
            "is_single": self.most(spec) == 1,
            "offers": [
                self._offer(spec, offer, held.get(offer.id), language, prefix)
                for offer in self._shown(spec, held)
            ],
            "is_picked": bool(held),
            "rows": [
                self._row(spec, pick, language, f"{prefix}-own-{n}") for n, pick in enumerate(own)
            ],
            "blank": self._row(spec, {"id": "", "text": ""}, language, f"{prefix}-own-__prefix__"),
            "count": len(own),
            "has_room": has_room,
            "invitation": self._invitation(spec, value, language),
            "paper_rows": range(max(PAPER_ROWS, self.option(spec, "min"))),
        }

    def _invitation(self, spec: FieldSpec, value: Value | None, language: str) -> str:
        """What more could bring, once something is picked and the minimum is not reached."""
        if not value or not value["picks"] or self.is_enough(spec, value):
            return ""
        return text(self.option(spec, "under_min"), language)

    def _shown(self, spec: FieldSpec, held: Mapping[str, Any]) -> list[Offered]:
        """What is picked first, in its order, then what else can be picked."""
        offered = _by_id(spec.offered)
        most = MOST_SHOWN if spec.options.get("each") else MOST_SHOWN * 3
        rest = [offer for mark, offer in offered.items() if mark not in held]
        return [offered[mark] for mark in held if mark in offered] + rest[:most]

    def _offer(
        self, spec: FieldSpec, offer: Offered, pick: Any, language: str, prefix: str
    ) -> dict[str, Any]:
        parts = pick["parts"] if pick else {}
        mark = pick["id"] if pick else _derived(offer.id, prefix)
        return {
            "mark": f"{offer.id}:{mark}",
            "text": one_line(offer.text),
            "source": offer.source,
            "checked": bool(pick),
            "parts": part_contexts(self.parts(spec), parts, language, f"{prefix}-{offer.id}"),
        }

    def _row(self, spec: FieldSpec, pick: Any, language: str, prefix: str) -> dict[str, Any]:
        parts = part_contexts(self.parts(spec), pick.get("parts", {}), language, prefix)
        over = too_long(pick["text"], OWN_LIMIT)
        row = {"id": pick["id"], "text": pick["text"], "is_over": bool(over)}
        return {**row, "prefix": prefix, "parts": parts}

    def example(self) -> Example:
        part = {"key": "did", "kind": "long_text", "prompt": {"en": "What did you do?"}}
        options = {
            "source": {"exercise": "exception_log", "field": "entries"},
            "min": 1,
            "max": 5,
            "each": [part],
        }
        pick: dict[str, Any] = {
            "id": "5e9b7d23-1c4f-4d6a-b8e0-7a9c2f4e6d07",
            "from": "2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05",
            "text": "Cooking on Sunday",
            "parts": {"did": {"text": "I hummed.\nShe joined in."}},
        }
        own = {"id": "8a4f6c2e-1b3d-4e5f-9a7c-0d2e4f6a8b19", "text": "Our first walk", "parts": {}}
        offered = (
            Offered(pick["from"], pick["text"], "Your log, 5 Mar 2026"),
            Offered("6e1f0a3c-2b4d-4c5e-8f6a-7b8c9d0e1f21", "Tea on the steps"),
        )
        return Example(options, {"picks": [pick, own]}, offered)


def _by_id(offered: Sequence[Offered]) -> dict[str, Offered]:
    """The offers by their ids; what is offered twice is what was offered first."""
    found: dict[str, Offered] = {}
    for offer in offered:
        found.setdefault(offer.id, offer)
    return found


def _derived(source: str, prefix: str) -> str:
    # Not a new one on each page: a tick kept by the browser must fit the page that comes next.
    return str(uuid.uuid5(uuid.UUID(source), prefix))


def _mark(posted: str, source: str, prefix: str, picks: Mapping[str, Any]) -> str:
    """The id that a pick goes by; no two of a field go by one."""
    used = {pick["id"] for pick in picks.values()}
    wanted = posted if is_id(posted) else _derived(source, prefix)
    return new_id() if wanted in used else wanted


def _is_filled(pick: Mapping[str, Any]) -> bool:
    return bool("from" in pick or pick["text"].strip() or pick["parts"])


def _value_of(picks: list[Any]) -> Value | None:
    return {"picks": picks} if picks else None


KIND = PickFrom()
