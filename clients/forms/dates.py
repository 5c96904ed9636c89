"""Date fields that refuse a mistyped century and days that cannot be, each with its remedy."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from practice.models import Practice

FIRST_YEAR_OF_WORK = 2000  # an earlier day on a case is a mistyped century


def today() -> date:
    """For the `initial` of a field, which is asked anew each time a form is shown."""
    return Practice.load().today()


class DayField(forms.DateField):
    """A day between the first of January of `first_year` and today, or `ahead` days after it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "invalid": _("Write the date as year, month and day, such as 2026-03-05."),
    }

    def __init__(self, *, first_year: int, ahead: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.first_year = first_year
        self.ahead = ahead

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is None:
            return None
        if day.year < self.first_year:
            raise ValidationError(_("This is long ago. Please check the year."))
        if (day - today()).days > self.ahead:
            raise ValidationError(
                _("This is too far ahead. Please check the year.")
                if self.ahead
                else _("This day has not come yet. Please check the date.")
            )
        return day


class ComingDayField(DayField):
    """Today or a day of the next two years."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(first_year=FIRST_YEAR_OF_WORK, ahead=731, **kwargs)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and day < today():
            raise ValidationError(_("This day is over. Choose today or a later one."))
        return day
