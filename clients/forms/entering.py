"""An answer on paper, typed in by staff: its day, and its fields, each of its own kind."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import FIRST_YEAR_OF_WORK, DayField, today
from clients.models import Answer, Assignment
from clients.services.answers import Reading, answerable, read_fields
from practice.fields import registry
from practice.fields.base import posted_action
from practice.fields.texts import spoken


class EnterForm(forms.Form):
    """When the person gave the answer."""

    happened_on = DayField(
        first_year=FIRST_YEAR_OF_WORK, label=_("When they gave this answer"), initial=today
    )


class Entering:
    """The fields as stored or as posted, with messages at each, and the form of the day."""

    def __init__(self, assignment: Assignment, before: Answer | None, posted: Any = None) -> None:
        self.specs = answerable(assignment)
        self.before = before.data if before else {}
        self.reading = Reading() if posted is None else read_fields(self.specs, posted)
        initial = {"happened_on": before.happened_on} if before else None
        self.form = EnterForm(posted, initial=initial)
        self.is_ready = posted is not None and not self._asks_again(posted)

    def _asks_again(self, posted: Any) -> bool:
        """A button of a list was pressed, or something still needs a look."""
        day_holds = self.form.is_valid()
        return bool(posted_action(posted) or self.reading.errors or not day_holds)

    def fields(self) -> list[dict[str, Any]]:
        """What the field templates read."""
        return [
            registry.get(spec.kind).context(
                spec,
                self.reading.shown.get(spec.key, self.before.get(spec.key)),
                spoken(),
                self.reading.errors.get(spec.key, []),
            )
            for spec in self.specs
        ]
