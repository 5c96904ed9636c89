"""A programme that comes as a file: read, checked whole, and kept until it was looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice.models import ProgrammeDraft
from practice.services import own_programmes
from practice.services.library_check import LibraryError, programme_faults
from practice.services.library_file import parse

MOST_BYTES = 2_000_000
MOST_FAULTS = 50  # more would not be read
NAME = "programme.json"


class ImportForm(forms.Form):
    """The file. A valid form has kept its programme as `waiting`; `faults` tell why it has not."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A course that was downloaded from Hearthwork, 2 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose one with a course in it."),
        },
    )
    waiting: ProgrammeDraft

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.faults: list[str] = []

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is over 2 MB. A course is much smaller."))
        try:
            self.waiting = self._keep(upload.read())
        except LibraryError as error:
            self.faults = [one.removeprefix(f"{NAME}: ") for one in error.faults]
            raise forms.ValidationError(_("Nothing was brought in. Look at the list.")) from None
        return upload

    def _keep(self, content: bytes) -> ProgrammeDraft:
        body = parse(NAME, content)
        if "phases" not in body:
            raise LibraryError([_("This is a file of another kind: it has no phases.")])
        if faults := list(programme_faults(NAME, body)):
            raise LibraryError(list(faults))
        return own_programmes.keep_waiting(self.user, body)

    @property
    def shown_faults(self) -> list[str]:
        return [one.removeprefix(f"{NAME}, ") for one in self.faults[:MOST_FAULTS]]


class BringInForm(forms.Form):
    """What becomes of the file that was looked at."""

    become = forms.ChoiceField(
        label=gettext_lazy("What it becomes"),
        widget=forms.RadioSelect,
        initial="draft",
        error_messages={"required": gettext_lazy("Choose one.")},
    )

    def __init__(self, *args: Any, has_version_here: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["become"].choices = [  # type: ignore[attr-defined] # has it
            ("draft", _("A draft, to be changed before it is published")),
            ("programme", _("A course of our own, published at once")),
            *[("version", _("A draft of the next version of the course that is here"))]
            * has_version_here,
        ]
