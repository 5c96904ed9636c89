"""Saying how far one is ready to go."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Readiness

Level = Readiness.Level
WORDS = {
    Level.ALONE: _("Each of us on our own."),
    Level.SIDE_BY_SIDE: _("Small acts side by side. No talk."),
    Level.READING: _("We read what each of us chose to share."),
    Level.TALKING: _("We talk."),
}


class ReadyForm(forms.Form):
    """`level`, with nothing chosen for anybody."""

    level = forms.TypedChoiceField(
        label=_("What would be all right for you just now?"),
        choices=[(level.value, words) for level, words in WORDS.items()],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("Please choose one of these."),
        },
    )
