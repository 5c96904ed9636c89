"""One tap on Today: what was noticed, a note with it if one likes, and which day it is for."""

from typing import Any

from django import forms
from django.utils import timezone


class CheckForm(forms.Form):
    """Everything but the tap may be missing or odd: a note is never lost to a hidden field."""

    choice = forms.CharField(required=False)
    note = forms.CharField(required=False)
    on = forms.DateField(required=False)

    @classmethod
    def read(cls, posted: Any, user: Any) -> dict[str, Any]:
        """choice, note, on (today on the clock of this person unless it says another), today."""
        form = cls(posted)
        form.is_valid()
        today = timezone.localdate(timezone=user.zone)
        return {
            "choice": form.cleaned_data.get("choice", ""),
            "note": form.cleaned_data.get("note", ""),
            "on": form.cleaned_data.get("on") or today,
            "today": today,
        }
