"""A moment caught in one line, and a look back at earlier ones."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.services.entries import Line
from practice.fields.base import FieldSpec
from practice.fields.logs import kind_of
from practice.fields.texts import clean_typed, too_long

WHEN_LIMIT = 200


class LineForm(forms.Form):
    """The line itself. It is the only thing asked for."""

    # CharField would refuse control characters; here they are left out, and the words kept.
    line = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("A word or two will do.")},
    )

    def __init__(self, data: Any, spec: FieldSpec, **kwargs: Any) -> None:
        super().__init__(_readable(data), **kwargs)
        self.limit = kind_of(spec).line_limit(spec)

    def clean_line(self) -> str:
        line: str = self.cleaned_data["line"]
        if message := too_long(line, self.limit):
            raise forms.ValidationError(message)
        return line


class CaptureForm(LineForm):
    """The day is filled in; the button says whether it was a hard time."""

    on = forms.DateField(
        label=gettext_lazy("When was it?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Please write the day like 2026-03-05.")},
    )
    hard = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"] or timezone.localdate()
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Choose today or earlier."))
        return on

    @property
    def read(self) -> Line:
        found = self.cleaned_data
        return Line(found["line"], found["on"], is_hard=found["hard"])


class LookBackForm(LineForm):
    """An earlier moment, with its time in words."""

    when = forms.CharField(
        label=gettext_lazy("When was it, more or less?"),
        help_text=gettext_lazy("Words will do, like “last spring”."),
        required=False,
    )

    def clean_when(self) -> str:
        when: str = self.cleaned_data["when"]
        if message := too_long(when, WHEN_LIMIT):
            raise forms.ValidationError(message)
        return when

    @property
    def read(self) -> Line:
        return Line(self.cleaned_data["line"], self.cleaned_data["when"])


class PlaceForm(forms.Form):
    """Where in a long list, or a row of steps, somebody stands; anything odd is the beginning."""

    start = forms.IntegerField(required=False, min_value=0, max_value=100_000)
    step = forms.IntegerField(required=False, min_value=0, max_value=100)

    @classmethod
    def read(cls, asked: Any) -> tuple[int, int]:
        form = cls(asked)
        form.is_valid()  # what does not fit is missing from cleaned_data
        found = form.cleaned_data
        return found.get("start") or 0, found.get("step") or 0


def _readable(data: Any) -> Any:
    """The posted words as every field kind reads them: without control characters."""
    if data is None:
        return None
    copy = data.copy()
    for name in copy:
        copy.setlist(name, [clean_typed(value) for value in copy.getlist(name)])
    return cast(Any, copy)
