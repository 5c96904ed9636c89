"""Who decides along with somebody not of age, and what they agreed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.consent import GivenForm
from clients.models import Consent, Guardian
from clients.services.consents import GUARDIANS


class GuardianForm(forms.Form):
    """Name, what they are to the person, and what they may be told: nothing unless chosen."""

    name = forms.CharField(
        label=_("Their name"), max_length=200, error_messages={"required": _("Write their name.")}
    )
    relation = forms.CharField(
        label=_("What they are to this person"),
        max_length=100,
        error_messages={"required": _("Write what they are, such as mother.")},
    )
    told = forms.MultipleChoiceField(
        label=_("What they may be told"),
        help_text=_("Nothing unless you choose it, with the person who comes."),
        choices=Guardian.Item,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class GuardianConsentForm(GivenForm):
    """What one of them agreed to."""

    guardian = forms.ModelChoiceField(
        Guardian.objects.none(),
        label=_("Who"),
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose who it is."),
            "invalid_choice": _("They do not decide along for this person."),
        },
    )
    kinds = forms.MultipleChoiceField(
        label=_("What they agreed to"),
        choices=[(kind.value, kind.label) for kind in Consent.Kind if kind in GUARDIANS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    field_order = ("guardian", "kinds", "how", "given_on")

    def __init__(self, *args: Any, guardians: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian"].queryset = guardians  # type: ignore[attr-defined] # has it
