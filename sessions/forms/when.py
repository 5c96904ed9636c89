"""What forms of an hour have in common: a day and a time of the practice's clock, and people."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import CaseMember
from sessions.models import Session
from sessions.models.session import LEAST_MINUTES, MOST_MINUTES
from sessions.services import clock


class ServiceForm(forms.Form):
    """A form whose service may refuse what looked right here."""

    def carry_out(self, act: Callable[[], object]) -> bool:
        """Whether `act` went through; what its service refused stands at its field."""
        try:
            act()
        except ValidationError as error:
            self._add_service_error(error)
            return False
        return True

    def _add_service_error(self, error: ValidationError) -> None:
        errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in errors.items():
            field = "on" if name == "starts_at" else name
            self.add_error(field if field in self.fields else None, messages)


class WhenForm(ServiceForm):
    """A date and a time of the practice's clock, told back as one instant in `starts_at`."""

    def instant(self, on: date | None, at: time | None) -> datetime | None:
        """The instant, or None with an error at the time when the clocks jump over it."""
        if on is None or at is None:
            return None
        try:
            if not clock.is_jumped_over(on, at):
                return clock.instant(on, at)
        except ValueError:
            self.add_error("on", _("Check the year of this date."))
        else:
            self.add_error("at", _("The clocks change then, so this time does not exist."))
        return None


def day_field(label: Any = "", **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label or gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write the date as year, month and day, such as 2026-03-05."),
        },
        **more,
    )


def people_field() -> forms.ModelMultipleChoiceField:
    """The form that has it offers the people of its case, by `offer_members`."""
    return forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who comes"),
        queryset=CaseMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who comes. A session needs somebody.")},
    )


def format_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Format"), choices=Session.Format.choices)


def clock_field(**more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "step": 60}, format="%H:%M")
    return forms.TimeField(
        label=gettext_lazy("Starts at"),
        widget=widget,
        error_messages={
            "required": gettext_lazy("Choose a time."),
            "invalid": gettext_lazy("Write the time as hours and minutes, such as 16:30."),
        },
        **more,
    )


def minutes_field(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Minutes"),
        validators=[
            MinValueValidator(LEAST_MINUTES, gettext_lazy("Write at least 5 minutes.")),
            MaxValueValidator(MOST_MINUTES, gettext_lazy("Write at most 480 minutes.")),
        ],
        error_messages={
            "required": gettext_lazy("Write how many minutes."),
            "invalid": gettext_lazy("Write whole minutes, such as 50."),
        },
        **more,
    )
