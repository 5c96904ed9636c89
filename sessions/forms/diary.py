"""A calendar file from elsewhere, for the times in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 5_000_000


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
