"""A place on the scale, typed in as one number or as a range."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import FIRST_YEAR_OF_WORK, DayField, today
from clients.models import CaseMember
from practice.fields.texts import plain_number
from practice.models import Practice, Scale

BOTH = "both"
NUMBER = {"invalid": _("Write a number, such as 4 or 4.5."), "required": _("Write a number.")}


class ScoreForm(forms.Form):
    """Who placed themselves where, when, and what they said with it."""

    who = forms.ChoiceField(
        label=_("Whose"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose number this is.")},
    )
    low = forms.DecimalField(
        label=_("Number"),
        help_text=_("One number is enough."),
        max_digits=4,
        error_messages=NUMBER,
    )
    high = forms.DecimalField(
        label=_("Up to"),
        help_text=_("If it lies between two."),
        max_digits=4,
        required=False,
        error_messages=NUMBER,
    )
    taken_on = DayField(first_year=FIRST_YEAR_OF_WORK, label=_("On"), initial=today)
    words = forms.CharField(
        label=_("Their words with it"),
        help_text=_("For example what keeps it from being lower."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5_000,
        required=False,
    )

    def __init__(
        self, *args: Any, members: Iterable[CaseMember], scale: Scale, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.position: member for member in members}
        people = [(place, str(member)) for place, member in self.members.items()]
        if len(people) == 2:
            people.append((BOTH, str(_("Both, agreed together"))))
        self.fields["who"].choices = people  # type: ignore[attr-defined] # a ChoiceField has it
        if len(people) == 1:
            self.fields["who"].initial = people[0][0]
        for name in ("low", "high"):
            bounds = {"min": scale.low, "max": scale.high, "step": scale.step}
            self.fields[name].widget.attrs |= {k: plain_number(v) for k, v in bounds.items()}

    @property
    def member(self) -> CaseMember | None:
        return self.members.get(self.cleaned_data["who"])

    def told(self) -> dict[str, Any]:
        """What `record_score` asks for."""
        data = self.cleaned_data
        low, high = data["low"], data["high"]
        return {
            "member": self.member,
            "low": low,
            "high": low if high is None else high,
            "taken_at": self._moment(),
            "words": data["words"],
        }

    def _moment(self) -> datetime:
        """Now for today; the middle of an earlier day, since nobody knows the hour."""
        day = self.cleaned_data["taken_on"]
        if day == today():
            return timezone.now()
        return Practice.load().instant(day, time(12))

    def add_errors(self, errors: dict[str, list[str]]) -> None:
        """Messages of the service at the fields of this form."""
        names = {"taken_at": "taken_on", "member": "who"}
        for name, messages in errors.items():
            field = names.get(name, name)
            self.add_error(field if field in self.fields else None, messages)
