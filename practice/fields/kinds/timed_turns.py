"""timed_turns: one speaks while the other listens, then the roles swap; minutes, no recording."""

from typing import Any

from django.utils.translation import gettext, ngettext

from practice.fields.base import Example, FieldSpec, Posted, Value, posted_text
from practice.fields.paper import OnPaper
from practice.fields.rows import posted_whole
from practice.fields.shapes import (
    want_flag,
    want_key,
    want_list,
    want_object,
    want_whole,
    whole,
)

MOST_TURNS = 20
LONGEST_TURN = 120  # minutes


WHO = ("a", "b")  # who speaks first, and who speaks second; not who they are


class TimedTurns(OnPaper):
    """{"turns": [{"who": "a" or "b", "minutes": int}], "held": bool}. Nothing is ever recorded."""

    name = "timed_turns"
    options = {
        "minutes": whole(1, LONGEST_TURN, required=True),
        "turns": whole(1, MOST_TURNS, required=True),
    }

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        held = bool(data.get(f"{prefix}-held"))
        turns: list[dict[str, Any]] = []
        for number in range(min(posted_whole(data.get(f"{prefix}-count")), MOST_TURNS)):
            who = posted_text(data, f"{prefix}-{number}-who")
            minutes = posted_text(data, f"{prefix}-{number}-minutes")
            # Empty until the timer, or somebody with a clock, says how long it took.
            if who in WHO and minutes.isascii() and minutes.isdigit():
                turns.append({"who": who, "minutes": min(posted_whole(minutes), LONGEST_TURN)})
        return {"turns": turns, "held": held} if turns or held else None, []

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        given = want_object(value, ["turns", "held"])
        turns = [self._clean_turn(turn) for turn in want_list(given["turns"], MOST_TURNS)]
        held = want_flag(given["held"])
        return {"turns": turns, "held": held} if turns or held else None

    def _clean_turn(self, turn: Any) -> dict[str, Any]:
        given = want_object(turn, ["who", "minutes"])
        who = want_key(given["who"], WHO)
        return {"who": who, "minutes": want_whole(given["minutes"], 0, LONGEST_TURN)}

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        """Both turns, or the word of the two that they were held."""
        if not value:
            return False
        return value["held"] or len(value["turns"]) >= spec.options["turns"]

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        lines = [
            ngettext(
                "Turn %(number)s: %(minutes)s minute", "Turn %(number)s: %(minutes)s minutes",
                turn["minutes"],
            ) % {"number": number, "minutes": turn["minutes"]}
            for number, turn in enumerate(value["turns"], start=1)
        ]  # fmt: skip
        return lines + [gettext("The turns were held")] * value["held"]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        turns = value["turns"] if value else []
        count = max(spec.options["turns"], len(turns))
        rows = [*turns, *({"who": WHO[n % 2], "minutes": ""} for n in range(len(turns), count))]
        return {
            "minutes": spec.options["minutes"],
            "turns": [{**turn, "prefix": f"{prefix}-{n}"} for n, turn in enumerate(rows)],
            "count": count,
            "held": bool(value and value["held"]),
        }

    def example(self) -> Example:
        turns = [{"who": "a", "minutes": 5}, {"who": "b", "minutes": 4}]
        return Example({"minutes": 5, "turns": 2}, {"turns": turns, "held": True})


KIND = TimedTurns()
