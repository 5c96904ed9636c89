"""Not this week: why, by one tap; or in words, or not at all."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Assignment

Reason = Assignment.Reason
# In the first person, as somebody taps them.
TAPS = {
    Reason.TOO_MUCH: _("It is too much just now"),
    Reason.NOT_FITTING: _("It does not fit me"),
    Reason.CAME_UP: _("Something else came up"),
    Reason.TALK: _("I would rather talk about it"),
}


class NotThisWeekForm(forms.Form):
    """`reason` is the button that was tapped; the last of them says nothing."""

    words = forms.CharField(
        label=_("A few words, if you like"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        required=False,
        error_messages={"max_length": _("This is a little long. Please make it shorter.")},
    )
    reason = forms.ChoiceField(choices=Reason.choices, required=False)
