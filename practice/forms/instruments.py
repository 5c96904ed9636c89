"""A file with the questions of a measure, and the act of switching a measure on."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice.instruments.facts import REGISTRY
from practice.models import Instrument
from practice.services import instruments
from practice.services.library_check import LibraryError

NAME = "measure.json"
MOST_FAULTS = 50  # more would not be read


class InstrumentFileForm(forms.Form):
    """A valid form has loaded its file as `loaded`; `faults` tell why it has not."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A FHIR R4 Questionnaire as JSON, 2 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose one with a questionnaire in it."),
        },
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Which measure it is"), required=False, choices=()
    )
    loaded: Instrument
    is_new = False

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.faults: list[str] = []
        known = [(row.key, row.name) for row in REGISTRY.values() if row.on_screen]
        self.fields["measure"].choices = [  # type: ignore[attr-defined] # has it
            ("", _("As its codes say")), *known
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self._load(cleaned["file"], cleaned["measure"])
        return cleaned

    def _load(self, upload: Any, measure: str) -> None:
        if upload.size > instruments.MOST_BYTES:
            self.add_error("file", _("This file is over 2 MB. A measure is much smaller."))
            return
        known = REGISTRY.get(measure)
        try:
            row, new = instruments.load_instrument(self.user, NAME, upload.read(), known)
        except LibraryError as error:
            self.faults = [one.removeprefix(f"{NAME}: ") for one in error.faults][:MOST_FAULTS]
            self.add_error("file", _("Nothing was loaded. Look at the list."))
        else:
            self.loaded, self.is_new = row, new


class SwitchOnForm(forms.Form):
    """Used by whoever has read the licence and says so."""

    has_read = forms.BooleanField(
        label=gettext_lazy("I have read the licence, and we may use it"),
        error_messages={"required": gettext_lazy("Say that you have read it; then it goes on.")},
    )
