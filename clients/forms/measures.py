"""The total of a measure, typed in from its paper form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import FIRST_YEAR_OF_WORK, DayField, today
from clients.models import CaseMember
from clients.services.measures import offered, range_of

NUMBER = {"invalid": _("Write a number, such as 12."), "required": _("Write a number.")}


class TotalForm(forms.Form):
    """Who filled in what, when, and the total."""

    who = forms.ChoiceField(
        label=_("Who filled it in"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose total this is.")},
    )
    measure = forms.ChoiceField(
        label=_("Measure"), error_messages={"required": _("Choose a measure.")}
    )
    total = forms.DecimalField(
        label=_("Total"), max_digits=7, decimal_places=2, error_messages=NUMBER
    )
    taken_on = DayField(first_year=FIRST_YEAR_OF_WORK, label=_("On"), initial=today)

    def __init__(self, *args: Any, members: Iterable[CaseMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.position: member for member in members}
        people = [(place, str(member)) for place, member in self.members.items()]
        self.fields["who"].choices = people  # type: ignore[attr-defined] # a ChoiceField has it
        if len(people) == 1:
            self.fields["who"].initial = people[0][0]
        named = [(key, f"{name} ({range_of(key.partition('.')[0])})") for key, name in offered()]
        self.fields["measure"].choices = named  # type: ignore[attr-defined] # it has it too

    @property
    def member(self) -> CaseMember:
        return self.members[self.cleaned_data["who"]]

    def told(self) -> dict[str, Any]:
        """What `record_total` asks for beside the person."""
        return {name: self.cleaned_data[name] for name in ("measure", "total", "taken_on")}

    def add_errors(self, errors: dict[str, list[str]]) -> None:
        """Messages of the service at the fields of this form."""
        for name, messages in errors.items():
            self.add_error(name if name in self.fields else None, messages)
