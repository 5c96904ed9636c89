"""Words to keep, and a habit as it is written down."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import DayField, today
from clients.models import Quote, Ritual
from clients.models.answer import Audience
from clients.services.circle import Circle
from clients.services.kept import MOST_WORDS, NAME_LIMIT, OWN_AUDIENCES, Habit
from practice.services.saving import Clash

LONGEST_MINUTES = 24 * 60
QUESTIONS = {
    Quote.Kind.WORDS: _("Which words would you like to keep?"),
    Quote.Kind.PROTECT: _("What works, and is good as it is?"),
    Quote.Kind.INNER: _("Which words help you on a hard day?"),
    Quote.Kind.PROBLEM: _("What would you call it?"),
}
EMPTY = {"required": _("Please write something here, or go back.")}


class OwnForm(forms.Form):
    """Something of a person's own: for them alone, or for their therapist too.

    `clash` is set when it was changed elsewhere meanwhile.
    """

    clash: Clash | None = None

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    audience = forms.ChoiceField(
        label=_("Who may see this?"),
        widget=forms.RadioSelect,
        initial=Audience.THERAPIST,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("Please choose one of these."),
        },
    )

    def __init__(self, *args: Any, circle: Circle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.value, circle.names(one)) for one in OWN_AUDIENCES
        ]

    def after(self, clash: Clash) -> None:
        """Show both; what was typed here, sent once more, grows from what stands there now."""
        self.clash = clash
        self.data = {**self.data.dict(), "version": clash.version}  # type: ignore[attr-defined] # a POST

    @property
    def base(self) -> int:
        return self.cleaned_data.get("version") or 0


class WordsForm(OwnForm):
    """A sentence or a few."""

    words = forms.CharField(
        max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}), error_messages=EMPTY
    )
    field_order = ("words", "audience")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = QUESTIONS[Quote.Kind(kind)]


class HabitForm(OwnForm):
    """A habit: only its name is needed."""

    name = forms.CharField(
        label=_("What do you call it?"), max_length=NAME_LIMIT, error_messages=EMPTY
    )
    cue = forms.CharField(
        label=_("When or where does it begin?"),
        help_text=_("For example: before we part, or after dinner."),
        max_length=500,
        required=False,
    )
    cadence = forms.ChoiceField(
        label=_("How often?"),
        choices=[(value, capfirst(label)) for value, label in Ritual.Cadence.choices],
        initial=Ritual.Cadence.OTHER,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=_("How many minutes?"), min_value=1, max_value=LONGEST_MINUTES, required=False
    )
    who = forms.CharField(label=_("Who is part of it?"), max_length=500, required=False)
    meaning = forms.CharField(
        label=_("What does it mean to you?"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    since = DayField(
        first_year=1900,
        label=_("Since when?"),
        initial=today,
        error_messages={"required": _("Please choose a day. Today is fine.")},
    )
    field_order = ("name", "cue", "cadence", "minutes", "who", "meaning", "since", "audience")

    def __init__(self, *args: Any, joint: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if joint:  # made by both, it is for both: nobody chooses that alone
            del self.fields["audience"]

    def habit(self) -> Habit:
        names = ("name", "cue", "cadence", "minutes", "who", "meaning", "since")
        return Habit(**{name: self.cleaned_data[name] for name in names})

    @classmethod
    def of(cls, ritual: Ritual, posted: Any, *, circle: Circle) -> "HabitForm":
        names = ("name", "cue", "cadence", "minutes", "who", "meaning", "since", "audience")
        initial = {name: getattr(ritual, name) for name in (*names, "version")}
        return cls(posted, circle=circle, joint=ritual.member_id is None, initial=initial)
