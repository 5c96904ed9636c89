"""A calendar file from elsewhere, for the times in it; and days away."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.forms.when import ServiceForm

MOST_BYTES = 5_000_000
DAY = partial(forms.DateInput, attrs={"type": "date"}, format="%Y-%m-%d")


class AwayForm(ServiceForm):
    """Days away, and who is there instead: it stands on the pages of this therapist's clients."""

    first_on = forms.DateField(label=gettext_lazy("First day away"), widget=DAY())
    last_on = forms.DateField(label=gettext_lazy("Last day away"), widget=DAY())
    cover = forms.CharField(
        label=gettext_lazy("Who is there instead"),
        help_text=gettext_lazy("A name and how to reach them. Your clients read this."),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Ben Ortiz, 020 555 0199")}),
    )


class BusyFileForm(forms.Form):
    """The file; what is in it is read apart, see sessions/calendar/apart.py."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        help_text=gettext_lazy("A file that ends in .ics, 5 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose one with appointments in it."),
        },
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is over 5 MB. Export the coming year alone, without attachments.")
            )
        return upload
