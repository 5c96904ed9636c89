"""Words that somebody said in a session, kept for them by staff."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import CaseMember, Quote
from clients.services.kept import MOST_WORDS

KINDS = {
    Quote.Kind.WORDS: _("Their own words"),
    Quote.Kind.PROTECT: _("Works already, to be left as it is"),
    Quote.Kind.INNER: _("An inner sentence that helps them"),
    Quote.Kind.PROBLEM: _("Their name for the problem"),
}


class SaidForm(forms.Form):
    """Who said it, what it is, and the words as they were said."""

    who = forms.ChoiceField(
        label=_("Who said it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose words these are.")},
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=list(KINDS.items()))
    words = forms.CharField(
        label=_("In their words"),
        help_text=_("They can read this, change it and put it away."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Write down what they said.")},
    )

    def __init__(
        self, *args: Any, members: Iterable[CaseMember], is_safe: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.position: member for member in members}
        people = [(place, str(member)) for place, member in self.members.items()]
        self.fields["who"].choices = people  # type: ignore[attr-defined] # a ChoiceField has it
        if len(people) == 1:
            self.fields["who"].initial = people[0][0]
        if not is_safe:  # a problem as a visitor from outside is no frame for danger
            kinds = [one for one in KINDS.items() if one[0] != Quote.Kind.PROBLEM]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined] # likewise

    @property
    def member(self) -> CaseMember:
        return self.members[self.cleaned_data["who"]]

    def said(self) -> dict[str, str]:
        """What `note_words` asks for."""
        return {name: self.cleaned_data[name] for name in ("kind", "words")}
