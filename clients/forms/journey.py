"""Starting a programme, moving through its phases, giving exercises from its map."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.cases import programmes
from clients.forms.dates import FIRST_YEAR_OF_WORK, ComingDayField, DayField, today
from clients.models import CaseMember
from practice.models import Exercise, Phase, Practice, Programme

LONG = 5_000
MOST_CYCLES = 30_000
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
            "delivers_at": _morning(data["delivers_on"]),
        }


def _morning(day: date | None) -> datetime | None:
    """What is shown from a later day is there when that day begins at the practice."""
    if day is None or day == today():
        return None
    return Practice.load().morning(day)
