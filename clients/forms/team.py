"""Who works with a case, and the day on which a partner leaves."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import FIRST_YEAR_OF_WORK, DayField, today
from clients.models import Case, CaseMember
from clients.services.team import possible_workers
from practice.models import User


class WorkerForm(forms.Form):
    """Somebody to work with the case."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Therapist"),
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose who it is."),
            "invalid_choice": _("They cannot take this case. Choose somebody else."),
        },
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = possible_workers(case)  # type: ignore[attr-defined] # has it


class HandOverForm(WorkerForm):
    """The same, with the word that one means it: it takes one's own sight of the case."""

    code = forms.CharField(
        label=_("The code of the case"),
        help_text=_("Type it as it stands at the top of this page."),
        error_messages={"required": _("Type the code of the case, so that it is meant.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.case = case

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if typed.strip().upper() != self.case.code:
            raise ValidationError(_("This is not the code of this case."))
        return typed


class LeaveForm(forms.Form):
    """The first day without a partner, confirmed with their name."""

    left_on = DayField(
        first_year=FIRST_YEAR_OF_WORK,
        ahead=366,
        label=_("First day without them"),
        initial=today,
        error_messages={"required": _("Choose the first day without them.")},
    )
    name = forms.CharField(
        label=_("Their name"),
        help_text=_("Type it as it stands above. A day that has come cannot be taken back."),
        error_messages={"required": _("Type their name, so that it is meant.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, member: CaseMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_left_on(self) -> date:
        day: date = self.cleaned_data["left_on"]
        if day < self.member.joined_on:
            raise ValidationError(_("They had not come yet on this day."))
        return day

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed.strip().casefold() != str(self.member).casefold():
            raise ValidationError(_("This is not the name that stands above."))
        return typed
