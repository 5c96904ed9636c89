"""Choosing who sees an answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models.reach import Audience
from clients.services.circle import Circle

PAIR = "pair"  # both partners, and both at once: no audience of its own


class AudienceForm(forms.Form):
    """`audience`, one of those offered, in words that name everybody."""

    audience = forms.ChoiceField(
        label=_("Who may see what you wrote here?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("This is not open just now. Please choose another."),
        },
    )

    def __init__(self, *args: Any, circle: Circle, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, choice_words(circle, key)) for key in offered
        ]


class ConfirmForm(forms.Form):
    """The second step: yes, and whether to wait for the morning."""

    confirm = forms.BooleanField(required=False)
    share_now = forms.BooleanField(required=False)

    @classmethod
    def read(cls, posted: Any) -> tuple[bool, bool]:
        form = cls(posted)
        form.is_valid()
        return form.cleaned_data["confirm"], form.cleaned_data["share_now"]


def choice_words(circle: Circle, audience: str) -> str:
    """One choice as a line: who, and for a session what happens with it."""
    if audience == PAIR:
        return _("%(names)s Your partner, once you have both said yes.") % {
            "names": circle.names(Audience.THERAPIST)
        }
    if audience == "session":
        return _("%(names)s We open it together in a session.") % {"names": circle.names(audience)}
    return circle.names(audience)
