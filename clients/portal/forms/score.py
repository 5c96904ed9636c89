"""A place on the person's own line: the field kinds of exercises, used as a form."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clients.services.answers import Reading, read_fields
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.texts import spoken
from practice.models import Scale


def score_specs(scale: Scale) -> list[FieldSpec]:
    """The line itself, and room for a few words with the number."""
    options = {
        "low": float(scale.low),
        "high": float(scale.high),
        "step": float(scale.step),
        "range": True,
        "anchors": {"low": scale.low_map, "high": scale.high_map},
    }
    # Field kinds take maps by language; these words are translated already, so they stand as the
    # one entry that every language falls back to.
    return [
        FieldSpec("score", "scale", {"en": _("Where are you today?")}, None, True, options=options),
        FieldSpec("words", "short_text", {"en": _("What goes with this number?")}),
    ]


class ScoreReading:
    """What was posted, with messages at the field."""

    def __init__(self, scale: Scale, posted: Any = None) -> None:
        self.specs = score_specs(scale)
        self.reading = read_fields(self.specs, posted) if posted is not None else Reading()
        if posted is not None and not self.reading.errors and self.place is None:
            self.reading.errors["score"] = [self._without_a_number()]

    @property
    def rather_not(self) -> bool:
        """The person chose not to say, and left no words behind, be they ever so long."""
        value = self.reading.values.get("score") or {}
        return bool(value.get("rather_not")) and self.reading.shown.get("words") is None

    def _without_a_number(self) -> str:
        if self.words:
            return _("Pick a number to keep these words with. Or copy them for another day.")
        return _("Pick a number, or leave this page for another day.")

    @property
    def is_valid(self) -> bool:
        return not self.reading.errors

    @property
    def place(self) -> dict[str, Decimal] | None:
        value = self.reading.values.get("score")
        return registry.get("scale").scores(self.specs[0], value)

    @property
    def words(self) -> str:
        value = self.reading.values.get("words")
        return value["text"] if value else ""

    def fields(self) -> list[dict[str, Any]]:
        """What the field templates read."""
        shown, errors = self.reading.shown, self.reading.errors
        return [
            registry.get(spec.kind).context(
                spec, shown.get(spec.key), spoken(), errors.get(spec.key, [])
            )
            for spec in self.specs
        ]
