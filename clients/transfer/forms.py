"""The forms of a list on its way in and out."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.transfer import keeping
from clients.transfer.presets import PRESETS
from clients.transfer.reading import FileRefused


class ImportForm(forms.Form):
    """A file and which kind of list it is. A valid form has kept its people under `token`."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose one with people in it."),
        },
    )
    preset = forms.ChoiceField(
        label=gettext_lazy("Kind of list"),
        choices=[(preset.key, preset.label) for preset in PRESETS.values()],
        initial="generic",
        widget=forms.RadioSelect,
    )
    token: uuid.UUID

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload, preset = cleaned.get("file"), cleaned.get("preset")
        if upload is not None and preset:
            try:
                self.token = self._keep(upload, preset)
            except FileRefused as error:
                self.add_error("file", str(error))
        return cleaned

    def _keep(self, upload: Any, preset: str) -> uuid.UUID:
        if upload.size > keeping.MOST_BYTES:
            why = _("This file is over 10 MB. Split it, or use manage.py import_clients.")
            raise FileRefused(why)
        return keeping.keep(self.user, upload.read(), preset)


class ExportForm(forms.Form):
    """Which kind of file to write."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[
            ("csv", gettext_lazy("CSV, for any program")),
            ("xlsx", gettext_lazy("Excel (.xlsx)")),
        ],
        initial="csv",
        widget=forms.RadioSelect,
    )
