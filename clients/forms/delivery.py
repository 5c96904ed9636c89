"""Changing when something that waits comes to the person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import ComingDayField
from clients.forms.journey import MOST_DAYS, morning
from clients.models import Assignment, CaseMember
from clients.services.delivery import Change

ON_A_DAY, AFTER, BY_HAND = "day", "after", "hand"


class DeliveryForm(forms.Form):
    """On a day, after another thing, or by hand."""

    how = forms.ChoiceField(
        label=_("When it comes"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when it comes.")},
    )
    on = ComingDayField(label=_("Day"), required=False)
    after = forms.TypedChoiceField(label=_("After"), required=False, empty_value=None)
    days = forms.IntegerField(
        label=_("Days after it"), min_value=0, max_value=MOST_DAYS, required=False
    )

    def __init__(self, *args: Any, before: Iterable[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(row.pk): row for row in before}
        ways = {ON_A_DAY: _("On a day"), BY_HAND: _("When I press “Deliver now”")}
        if by_key:
            ways = {AFTER: _("When something else is finished"), **ways}
            after = self.fields["after"]
            after.choices = [(key, str(row)) for key, row in by_key.items()]  # type: ignore[attr-defined] # has it
            after.coerce = by_key.__getitem__  # type: ignore[attr-defined] # has it
        else:
            del self.fields["after"], self.fields["days"]
        self.fields["how"].choices = ways.items()  # type: ignore[attr-defined] # has it

    @classmethod
    def as_it_stands(cls, row: Assignment) -> dict[str, Any]:
        """The `initial` of a row that waits."""
        how = ON_A_DAY if row.delivers_at else AFTER if row.after_id else BY_HAND
        return {
            "how": how,
            "on": row.delivers_at,
            "after": str(row.after_id),
            "days": row.delay_days or None,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = {ON_A_DAY: ("on", _("Choose a day.")), AFTER: ("after", _("Choose one."))}
        name, words = needed.get(data.get("how", ""), ("", ""))
        if name and name not in self.errors and not data.get(name):
            self.add_error(name, ValidationError(words))
        return data

    def change(self) -> Change:
        data = self.cleaned_data
        if data["how"] == ON_A_DAY:
            return Change(at=morning(data["on"]))
        if data["how"] == AFTER:
            return Change(after=data["after"], days=data["days"] or 0)
        return Change()


class WhoForm(forms.Form):
    """A button for one person of the case, or, with nobody named, for all of them."""

    who = forms.ChoiceField(required=False, choices=CaseMember.Position.choices)

    @classmethod
    def chosen(cls, posted: Any, members: Iterable[CaseMember]) -> list[CaseMember]:
        """Nobody, when the place is none of this case."""
        form, present = cls(posted), list(members)
        if not form.is_valid():
            return []
        place = form.cleaned_data["who"]
        return [member for member in present if not place or member.position == place]
