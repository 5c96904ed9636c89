"""The forms of keeping and removing records: a hold with its reason, a proposal, a typed code."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Case, Destruction
from practice.models import User
from sessions.services.destroying import colleagues


class HoldForm(forms.Form):
    """Why nothing of this case may go for now."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: a court asked for the record. Leave out what was talked about."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why, so that others know when it may end.")},
    )


class ProposeForm(forms.Form):
    """What is to go, and who is asked to confirm it."""

    what = forms.ChoiceField(
        label=_("What is to go"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    asked = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who is to confirm it"),
        help_text=_("They see the code of this case and its days, and nothing else of it."),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose who is to confirm it.")},
    )

    def __init__(
        self, *args: Any, user: Any, case: Case, kinds: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, words) for key, words in Destruction.What.choices if key in kinds]
        self.fields["what"].choices = choices  # type: ignore[attr-defined] # has it
        others = colleagues(user, case.pk)
        if others.exists():
            self.fields["asked"].queryset = others  # type: ignore[attr-defined] # has it
        else:
            del self.fields["asked"]


class CodeForm(forms.Form):
    """The code of the case, typed by hand: this cannot be undone."""

    code = forms.CharField(
        label=_("Type the code of the case"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
        error_messages={"required": _("Type the code of the case.")},
    )
