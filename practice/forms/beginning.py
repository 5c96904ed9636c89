"""The forms of a practice's beginning: its owner, and then one short form for each first step."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from practice.models import Practice, Programme, RetentionRule, User
from practice.models.crisis import crisis_words


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone by its name, a city readable."""
    zones = sorted(zoneinfo.available_timezones() - {"localtime"})
    return [(zone, zone.replace("_", " ")) for zone in zones]


class BeginForm(forms.Form):
    """The practice and its first login."""

    practice = forms.CharField(label=_("Name of the practice"), max_length=120)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Sessions, reminders and papers follow this clock."),
        choices=lambda: [("", _("Choose one")), *zone_choices()],
    )
    name = forms.CharField(label=_("Your name"), max_length=150)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,  # spaces at the ends may be part of a password
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        person = User(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class PlaceForm(forms.ModelForm):
    """What the practice is called, and which clock it keeps."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = Practice
        fields = ("name", "time_zone")
        labels = {"name": _("Name of the practice")}


class HelpForm(forms.ModelForm):
    """The numbers in the foot of every client page: a country's, or words of one's own."""

    class Meta:
        model = Practice
        fields = ("country", "crisis_line")
        labels = {"country": _("Country"), "crisis_line": _("Your own words instead")}
        help_texts = {
            "country": _("Its crisis numbers stand at the foot of every client page."),
            "crisis_line": _("For example: In danger? Call 112. To talk: 0800 111 0 111."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("crisis_line") and not crisis_words(cleaned.get("country") or ""):
            self.add_error("country", _("Choose a country, or write your own words below."))
        return cleaned


class RetentionForm(forms.Form):
    """How long records are kept. Nothing is preset: the law where you work decides."""

    years = forms.IntegerField(
        label=_("Years after the last contact"),
        help_text=_(
            "In the United States, guidance of the APA is 7 years after the last service. "
            "Private practices in the United Kingdom name 3, 5 or 7 years."
        ),
        min_value=1,
        max_value=50,
    )
    majority_age = forms.IntegerField(
        label=_("Age at which somebody comes of age"),
        help_text=_("18 in most places."),
        min_value=14,
        max_value=25,
    )
    years_after_majority = forms.IntegerField(
        label=_("Years after a young person comes of age"),
        help_text=_(
            "The later of the two dates counts. The APA names 3 years after coming of age; in the "
            "United Kingdom a child’s record is often kept until the 25th or 26th birthday, "
            "which is 7 or 8 years."
        ),
        min_value=0,
        max_value=50,
    )
    process_months = forms.IntegerField(
        label=_("Months after the last contact for private reflections"),
        help_text=_(
            "Therapists’ process notes may have a shorter clock of their own, such as 3 months. "
            "Empty means: as long as the record."
        ),
        min_value=1,
        max_value=600,
        required=False,
    )

    def __init__(self, *args: Any, rule: RetentionRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(rule, name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        months, years = cleaned.get("process_months"), cleaned.get("years")
        if months and years and months > years * 12:
            self.add_error(
                "process_months", _("This is longer than the record. Leave it empty instead.")
            )
        return cleaned


class CourseForm(forms.Form):
    """What the form for a new case proposes; each case may choose otherwise."""

    course = forms.ChoiceField(label=_("Course"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Programme.objects.filter(is_current=True, phases__isnull=False).distinct()
        choices = [(row.key, row.title) for row in rows.order_by("key")]
        self.fields["course"].choices = choices  # type: ignore[attr-defined] # has it


class FirstTherapistForm(forms.Form):
    """Who sees the first clients: the owner, or somebody who is invited."""

    who = forms.ChoiceField(
        label=_("Who sees clients?"),
        choices=[("me", _("I do, myself")), ("other", _("Somebody else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    name = forms.CharField(label=_("Their name"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("A link goes there, on which they choose a password."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who") == "other":
            for field in ("name", "email"):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("Needed for somebody else."))
        return cleaned
