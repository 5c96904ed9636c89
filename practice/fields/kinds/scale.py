"""scale: a place on a numbered line, one number or a range, with nothing preset."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from practice.fields.base import Example, FieldSpec, Kind, Posted, Value, posted_text
from practice.fields.errors import FieldError
from practice.fields.shapes import Option, flag, is_key, is_number, number, want_object
from practice.fields.texts import is_text_map, plain_number, text

MOST_STEPS = 200  # each whole one is a button on the page
LONGEST_NUMBER = 20  # more signs than any place on a scale has


def _is_anchors(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"low", "high"}
        and all(is_text_map(words) for words in value.values())
    )


def _exact(end: object) -> Decimal:
    """An end or step of the library; through text, since Decimal(0.1) is not 0.1."""
    return Decimal(str(end))


def _number(written: object) -> Decimal:
    """A finite number from text; ValidationError for anything else."""
    if isinstance(written, str) and len(written) < LONGEST_NUMBER:
        with suppress(InvalidOperation):
            found = Decimal(written)
            if found.is_finite():
                return found
    raise ValidationError('Expected a number written as text, such as "2.5".')


def _between(low: Decimal, high: Decimal) -> Value:
    return {"low": plain_number(low), "high": plain_number(high)}


class Scale(Kind):
    """{"low": "2", "high": "3"} (equal for a single number) or {"rather_not": true}."""

    name = "scale"
    options = {
        "low": number(required=True),
        "high": number(required=True),
        "step": Option("a number above 0", lambda v: is_number(v) and v > 0, 1, form="number"),
        "range": flag(True),
        "series": Option(
            "null or the key of a scale", lambda v: v is None or is_key(v), form="pick:scale"
        ),
        "anchors": Option(
            '{"low": {"en": "..."}, "high": {"en": "..."}}',
            _is_anchors,
            {},
            form={"low": "words", "high": "words"},
        ),
    }

    def check_options(self, options: Mapping[str, Any], where: str) -> None:
        super().check_options(options, where)
        low, high = _exact(options["low"]), _exact(options["high"])
        step = _exact(options.get("step", 1))
        if low >= high:
            raise FieldError(where, "option low must be smaller than option high.")
        if (high - low) / step > MOST_STEPS or (high - low) % step:
            raise FieldError(where, "option step must lead from low to high in whole steps.")

    def _place(self, spec: FieldSpec, written: object) -> Decimal:
        """A place on this scale; ValidationError for what is off it."""
        place, low = _number(written), _exact(spec.options["low"])
        # Bounds before step: Decimal refuses to divide a number as large as 1e99 by a small one.
        if not low <= place <= _exact(spec.options["high"]):
            raise ValidationError("Expected a number on the scale.")
        if (place - low) % _exact(self.option(spec, "step")):
            raise ValidationError("Expected a number on a step of the scale.")
        return place

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        if data.get(f"{prefix}-rather_not"):
            return {"rather_not": True}, []
        ends = (posted_text(data, f"{prefix}-low"), posted_text(data, f"{prefix}-high"))
        marks = list(filter(None, ends))
        if not marks:
            return None, []
        try:
            # Whoever taps the higher number first means the same range.
            places = sorted(self._place(spec, mark) for mark in marks)
        except ValidationError:
            return None, [_("Please pick a number from the line.")]
        return _between(places[0], places[-1 if self.option(spec, "range") else 0]), []

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        if isinstance(value, dict) and "rather_not" in value:
            if want_object(value, ["rather_not"])["rather_not"] is not True:
                raise ValidationError("Expected true.")
            return {"rather_not": True}
        given = want_object(value, ["low", "high"])
        low, high = self._place(spec, given["low"]), self._place(spec, given["high"])
        if not (low <= high if self.option(spec, "range") else low == high):
            raise ValidationError("Expected low at or below high, and one number without range.")
        return _between(low, high)

    def scores(self, spec: FieldSpec, value: Value | None) -> dict[str, Decimal] | None:
        if not value or "rather_not" in value:
            return None
        return {"low": Decimal(value["low"]), "high": Decimal(value["high"])}

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        if "rather_not" in value:
            return [_("No number this time")]
        if value["low"] == value["high"]:
            return [
                _("%(number)s on the line from %(from)s to %(to)s")
                % {"number": value["low"], **self._ends(spec)}
            ]
        return [
            _("Between %(low)s and %(high)s on the line from %(from)s to %(to)s")
            % {**value, **self._ends(spec)}
        ]

    def _ends(self, spec: FieldSpec) -> dict[str, str]:
        ends = {"from": spec.options["low"], "to": spec.options["high"]}
        return {name: plain_number(_exact(end)) for name, end in ends.items()}

    def _points(self, spec: FieldSpec, chosen: str) -> list[dict[str, Any]]:
        """The numbers to tap: the whole ones, and one in between that was given before."""
        low, high = _exact(spec.options["low"]), _exact(spec.options["high"])
        # Half steps can be told in a session; on a phone, twenty buttons are too many to tap.
        step = max(_exact(self.option(spec, "step")), Decimal(1))
        places = {low + step * count for count in range(int((high - low) / step) + 1)}
        if chosen:
            places.add(Decimal(chosen))
        return [
            {"value": plain_number(place), "checked": plain_number(place) == chosen}
            for place in sorted(places)
        ]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        low, high = (value or {}).get("low", ""), (value or {}).get("high", "")
        anchors = self.option(spec, "anchors")
        return {
            "points": self._points(spec, low),
            # A single number is no range: the second row then stays untouched.
            "high_points": self._points(spec, "" if high == low else high),
            "has_range": bool(self.option(spec, "range")),
            "is_range": high != low,
            "rather_not": bool(value and "rather_not" in value),
            "anchor_low": text(anchors.get("low"), language),
            "anchor_high": text(anchors.get("high"), language),
            **{f"end_{name}": end for name, end in self._ends(spec).items()},
        }

    def example(self) -> Example:
        anchors = {"low": {"en": "as hard as it gets"}, "high": {"en": "as good as I hope"}}
        options = {"low": 1, "high": 10, "step": 0.5, "range": True, "series": "closeness"}
        return Example({**options, "anchors": anchors}, {"low": "2", "high": "3"})


KIND = Scale()
