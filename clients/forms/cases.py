"""Opening a case, and what is recorded on its overview."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import FIRST_YEAR_OF_WORK, DayField, today
from clients.forms.people import PersonForm
from clients.models import Case, Screening
from clients.services.cases import too_young
from practice.models import Practice, Programme, User


def programmes() -> Any:
    """Programmes that can be started now."""
    return Programme.objects.filter(is_current=True, phases__isnull=False).distinct()


def _usual_course() -> Programme | None:
    """The course that the practice mostly begins with, as it is now."""
    key = Practice.load().course
    return programmes().filter(key=key).first() if key else None


class CaseForm(forms.Form):
    """How the work is set up; the people stand in forms of their own."""

    kind = forms.ChoiceField(
        label=_("Who comes?"),
        choices=[("individual", _("One person")), ("couple", _("A couple"))],
        widget=forms.RadioSelect,
        initial="individual",
        error_messages={"required": _("Choose one person or a couple.")},
    )
    secrets_policy = forms.ChoiceField(
        label=_("How you handle secrets"),
        help_text=_("Needed for a couple. Agree on it with both before you start."),
        choices=Case.Secrets,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you and the couple handle secrets.")},
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Start a course"),
        required=False,
        empty_label=_("Not yet"),
    )
    opened_on = DayField(
        first_year=FIRST_YEAR_OF_WORK, label=_("First day"), initial=today, required=True
    )
    therapist = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Therapist"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose who works with them.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secrets_policy"].required = self.data.get("kind", "couple") == "couple"
        self.fields["programme"].queryset = programmes()  # type: ignore[attr-defined] # has it
        self.fields["programme"].initial = _usual_course
        if user.is_therapist:
            del self.fields["therapist"]
        else:
            staff = User.objects.filter(is_therapist=True, is_active=True)
            self.fields["therapist"].queryset = staff  # type: ignore[attr-defined] # has it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "individual":
            cleaned["secrets_policy"] = ""
        return cleaned


def check_two_people(first: PersonForm, second: PersonForm) -> bool:
    """Whether both forms together name two people; a message stands at the field if not."""
    one, two = first.cleaned_data, second.cleaned_data
    if one.get("known") and one.get("known") == two.get("known"):
        second.add_error("known", _("A couple is two people. This is the same person twice."))
    for form, known in ((first, one.get("known")), (second, two.get("known"))):
        if known and not Practice.load().may_come_as_couple(known.born_on):
            form.add_error("known", too_young(known))
    # Neither is in the database yet, so that no constraint could tell.
    email = (one.get("email") or "").lower()
    if email and email == (two.get("email") or "").lower():
        second.add_error(
            "email", _("Partners need an address each. Leave this empty if they share one.")
        )
    return first.is_valid() and second.is_valid()


class ScreeningForm(forms.Form):
    """What came of asking one person alone."""

    asked_alone_on = DayField(
        first_year=FIRST_YEAR_OF_WORK, label=_("Asked alone on"), initial=today
    )
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=Screening.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    words = forms.CharField(
        label=_("What you want to keep about it"),
        help_text=_("For you, a co-therapist and a supervisor. It never reaches either client."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        required=False,
    )
