"""timed_turns: one speaks while the other listens, then the roles swap; minutes, no recording."""

from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from practice.fields.base import Example, FieldSpec, Value
from practice.fields.recorded import Recorded
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


class TimedTurns(Recorded):
    """{"turns": [{"who": "a" or "b", "minutes": int}], "held": bool}."""

    name = "timed_turns"
    reason = _("The listening timer is not ready yet. The turns can be held in a session.")
    paper_rows = 2
    options = {
        "minutes": whole(1, LONGEST_TURN, required=True),
        "turns": whole(1, MOST_TURNS, required=True),
    }

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        given = want_object(value, ["turns", "held"])
        turns = [self._clean_turn(turn) for turn in want_list(given["turns"], MOST_TURNS)]
        held = want_flag(given["held"])
        return {"turns": turns, "held": held} if turns or held else None

    def _clean_turn(self, turn: Any) -> dict[str, Any]:
        given = want_object(turn, ["who", "minutes"])
        who = want_key(given["who"], ("a", "b"))
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

    def example(self) -> Example:
        turns = [{"who": "a", "minutes": 5}, {"who": "b", "minutes": 4}]
        return Example({"minutes": 5, "turns": 2}, {"turns": turns, "held": True})


KIND = TimedTurns()
