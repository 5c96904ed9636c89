"""The couple's policy on secrets, and what somebody agreed to outside the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import FIRST_YEAR_OF_WORK, ComingDayField, DayField, today
from clients.models import Case, Consent, Way
from clients.services.consents import ON_PAPER


class PolicyForm(forms.Form):
    """`kind`, one of the three ways to handle secrets."""

    kind = forms.ChoiceField(
        label=_("How you handle secrets from now on"),
        choices=Case.Secrets,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you and the couple handle secrets.")},
    )


class GivenForm(forms.Form):
    """How and when somebody said it."""

    how = forms.ChoiceField(
        label=_("How they said it"),
        choices=[(way.value, way.label) for way in (Way.PAPER, Way.ROOM)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they said it.")},
    )
    given_on = DayField(first_year=FIRST_YEAR_OF_WORK, label=_("On"), initial=today)


class ConsentForm(GivenForm):
    """One thing or several that somebody agreed to."""

    kinds = forms.MultipleChoiceField(
        label=_("What they agreed to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    expires_on = ComingDayField(
        label=_("Until"),
        help_text=_("Leave it empty for as long as they want. Supervision has no last day."),
        required=False,
    )
    field_order = ("kinds", "how", "given_on", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined] # has it
            (kind.value, kind.label) for kind in Consent.Kind if kind in ON_PAPER
        ]


class ReleaseForm(GivenForm):
    """Telling a named person: whom, what for, and until when."""

    recipient = forms.CharField(
        label=_("Who may be told"),
        max_length=200,
        error_messages={"required": _("Name the person or place.")},
    )
    purpose = forms.CharField(
        label=_("What for"),
        max_length=500,
        error_messages={"required": _("Say what it is for.")},
    )
    expires_on = ComingDayField(
        label=_("Until"), error_messages={"required": _("Choose the last day.")}
    )
    field_order = ("recipient", "purpose", "how", "given_on", "expires_on")
