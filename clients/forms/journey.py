"""Starting a programme, moving through its phases, giving exercises from its map."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.forms.cases import programmes
from clients.forms.dates import FIRST_YEAR_OF_WORK, ComingDayField, DayField, today
from clients.models import CaseMember
from clients.services.delivery import Pace, When
from practice.models import Exercise, Phase, Practice, Programme

LONG = 5_000
MOST_CYCLES = 30_000
MOST_DAYS = 365
BOTH = "both"


class StartForm(forms.Form):
    """Set out on a programme."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Course"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose a course.")},
    )
    started_on = DayField(first_year=FIRST_YEAR_OF_WORK, label=_("First day"), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes()  # type: ignore[attr-defined] # has it


class MoveForm(forms.Form):
    """Enter a phase, again or for the first time, or begin the next turn of the spiral."""

    phase = forms.TypedChoiceField(
        label=_("Phase"), error_messages={"required": _("Choose a phase.")}
    )
    who = forms.ChoiceField(label=_("Who"))
    on = DayField(first_year=FIRST_YEAR_OF_WORK, label=_("From"), initial=today)
    why = forms.CharField(
        label=_("Why now"),
        help_text=_("Kept with the phase you leave and the one you enter."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        required=False,
    )
    again = forms.BooleanField(required=False)  # the button that repeats the phase they stand in
    # The value of the button that begins a cycle: its number.
    cycle = forms.IntegerField(required=False, min_value=1, max_value=MOST_CYCLES)

    def __init__(
        self, *args: Any, phases: Iterable[Phase], members: Iterable[CaseMember], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.position: member for member in members}
        by_key = {str(phase.pk): phase for phase in phases}
        offered = self.fields["phase"]
        offered.choices = [(key, f"{one.number} {one}") for key, one in by_key.items()]  # type: ignore[attr-defined] # has it
        offered.coerce = by_key.__getitem__  # type: ignore[attr-defined] # has it
        # With one person there is nobody to choose.
        if len(self.members) < 2:
            del self.fields["who"]
        else:
            names = [(place, str(member)) for place, member in self.members.items()]
            self.fields["who"].choices = [(BOTH, _("Both")), *names]  # type: ignore[attr-defined] # has it

    @property
    def member(self) -> CaseMember | None:
        return self.members.get(self.cleaned_data.get("who", ""))


class GiveForm(forms.Form):
    """Give one or several exercises of the map."""

    exercises = forms.ModelMultipleChoiceField(
        Exercise.objects.none(),
        required=False,
        label=_("What"),
        widget=forms.CheckboxSelectMultiple,
    )
    to = forms.ChoiceField(
        label=_("To whom"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it is for.")},
    )
    pace = forms.ChoiceField(
        label=_("How it comes"),
        choices=Pace.choices,
        initial=Pace.TWO,
        widget=forms.RadioSelect,
        required=False,
    )
    days = forms.IntegerField(
        label=_("Days between"),
        help_text=_("After the one before, or from one to the next."),
        min_value=0,
        max_value=MOST_DAYS,
        required=False,
    )
    suggested_on = ComingDayField(
        label=_("Suggested day"), help_text=_("A hint, never a deadline."), required=False
    )
    delivers_on = ComingDayField(
        label=_("Show it from"), help_text=_("Empty means at once."), required=False
    )
    message = forms.CharField(
        label=_("A word to go with it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONG,
        required=False,
    )

    def __init__(
        self, *args: Any, exercises: Any, members: Iterable[CaseMember], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exercises"].queryset = exercises  # type: ignore[attr-defined] # has it
        people = [(member.position, str(member)) for member in members]
        if len(people) == 2:
            people += [("each", str(_("Each their own"))), ("together", str(_("Both together")))]
        self.fields["to"].choices = people  # type: ignore[attr-defined] # has it
        if len(people) == 1:
            self.fields["to"].initial = people[0][0]

    def wishes(self) -> dict[str, Any]:
        """What `assign_exercises` asks for, but for the exercises."""
        data = self.cleaned_data
        return {
            "to": data["to"],
            "message": data["message"],
            "suggested_on": data["suggested_on"],
            "when": When(data["pace"] or Pace.TWO, _later(data["delivers_on"]), data["days"] or 0),
        }


def _later(day: date | None) -> datetime | None:
    return None if day is None or day == today() else morning(day)


def morning(day: date) -> datetime:
    """What is to come on a later day is there when people get up; on this one, at once."""
    return timezone.now() if day == today() else Practice.load().morning(day)
