"""Forms of the page in the room: one sentence with whose it is, and one number entered alone."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Case, CaseMember
from clients.portal.forms.score import ScoreReading
from practice.models import Scale
from sessions.models.outline import Place


class SentenceForm(forms.Form):
    """`to` is the button that was tapped; `section` and `to` name a place of the note."""

    sentence = forms.CharField(
        label=_("What was said"),
        max_length=2000,
        error_messages={"required": _("Write the sentence first, then tap whose it is.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    section = forms.ChoiceField(label=_("It belongs to"), widget=forms.RadioSelect)
    to = forms.ChoiceField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, places: Iterable[Place], posted: Any = None) -> None:
        super().__init__(posted)
        self.places = {place.name: place for place in places}
        titles = {place.section.key: place.section.title for place in places}
        self.fields["section"].choices = list(titles.items())  # type: ignore[attr-defined] # a ChoiceField
        self.fields["section"].initial = next(iter(titles), None)
        owners = {
            name.rpartition("-")[2]: str(place.member or "") for name, place in self.places.items()
        }
        self.fields["to"].choices = list(owners.items())  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = f"{cleaned.get('section')}-{cleaned.get('to')}"
        if not self.errors and name not in self.places:
            self.add_error("section", _("There is no such part of the note."))
        cleaned["place"] = self.places.get(name)
        return cleaned


class NumberReading(ScoreReading):
    """The line alone, without room for words: whoever holds the screen shows no text on it."""

    def __init__(self, scale: Scale, posted: Any = None) -> None:
        super().__init__(scale, posted)
        self.specs = self.specs[:1]


class MemberForm(forms.Form):
    """One of the case, or nobody: whom the screen is turned to, or who takes words along."""

    member = forms.ModelChoiceField(CaseMember.objects.none(), required=False)

    def __init__(self, case: Case, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["member"].queryset = case.members.all()  # type: ignore[attr-defined] # a ModelChoiceField


class KeyForm(forms.Form):
    """What makes the same press of a button come in once."""

    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
