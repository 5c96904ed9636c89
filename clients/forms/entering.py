"""An answer on paper, typed in by staff: whose part, its day, and its fields, each of its kind."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.forms.dates import FIRST_YEAR_OF_WORK, DayField, today
from clients.services.answers import Reading, read_fields
from clients.services.entering import Place, Typed, entered_before
from clients.services.material import posted_ids
from clients.services.told_material import ToldMaterial
from practice.fields import registry
from practice.fields.base import FieldSpec, posted_action
from practice.fields.logs import kind_of
from practice.fields.texts import spoken


class WhoseForm(forms.Form):
    """What the address says: whose part of a joint step, and an entry that is to be mended."""

    of = forms.ChoiceField(
        required=False, choices=[("A", "A"), ("B", "B"), ("together", "together")]
    )
    entry = forms.UUIDField(required=False)


class EnterForm(forms.Form):
    """When the person gave the answer; of what both write, that both gave it."""

    happened_on = DayField(
        first_year=FIRST_YEAR_OF_WORK, label=gettext_lazy("When they gave this answer"),
        initial=today,
    )  # fmt: skip
    gave_together = forms.BooleanField(
        label=gettext_lazy("Both gave this together"),
        help_text=gettext_lazy("It stands before both of them."),
        error_messages={
            "required": gettext_lazy("Say that both gave it. What one told alone is entered there.")
        },
    )

    def __init__(self, posted: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(posted, **kwargs)
        if place.log:  # an entry says itself when it was
            del self.fields["happened_on"]
        if place.member is not None:
            del self.fields["gave_together"]


class Entering:
    """The fields as stored or as posted, with messages at each, and the form of the day."""

    def __init__(
        self, actor: Any, place: Place, posted: Any = None, files: Collection[str] = ()
    ) -> None:
        self.place = place
        self.before = entered_before(place)
        ids = posted_ids(posted) if posted is not None else set()
        self.material = ToldMaterial.gather(actor, place.assignment, place.member, ids)
        self.specs = [self._offering(spec) for spec in place.specs]
        self.reading = Reading() if posted is None else read_fields(self.specs, posted, files)
        initial = {"happened_on": self.before.happened_on} if self.before else None
        self.form = EnterForm(posted, place, initial=initial)
        self._refuse_days_to_come()
        self.is_ready = posted is not None and not self._asks_again(posted)

    @property
    def typed(self) -> Typed:
        """What was typed, once it is ready."""
        day = self.form.cleaned_data.get("happened_on")
        return Typed(self.reading.values, day, self.material)

    @property
    def shown(self) -> set[UUID]:
        """Keys of the answers whose words stand here to be picked."""
        marks = {one.id for spec in self.specs for one in spec.offered}
        return {one.answer.pk for one in self.material.entries if one.offered.id in marks}

    def _offering(self, spec: FieldSpec) -> FieldSpec:
        return self.material.offering(spec, self._stored(spec), joint=self.place.member is None)

    def _stored(self, spec: FieldSpec) -> Any:
        return self.before.data.get(spec.key) if self.before else None

    def _refuse_days_to_come(self) -> None:
        """An entry of a log speaks of what has been."""
        log = self.place.log
        value = self.reading.values.get(log.key) if log else None
        if log and value and (day := kind_of(log).happened_on(value)) and day > today():
            self.reading.errors[log.key] = [_("This day has not come yet. Please check the date.")]

    def _asks_again(self, posted: Any) -> bool:
        """A button of a list was pressed, or something still needs a look."""
        day_holds = self.form.is_valid()
        return bool(posted_action(posted) or self.reading.errors or not day_holds)

    def fields(self) -> list[dict[str, Any]]:
        """What the field templates read."""
        return [
            registry.get(spec.kind).context(
                spec,
                self.reading.shown.get(spec.key, self._stored(spec)),
                spoken(),
                self.reading.errors.get(spec.key, []),
            )
            for spec in self.specs
        ]
