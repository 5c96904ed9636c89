"""What every form of sections sends along: the section, its version, and the key of the send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practice.services.saving import NotRight

INCOMPLETE = _("This page is incomplete. Copy your words, then open it again.")


class SentForm(forms.Form):
    """`key` is named by the browser for each autosave; a plain submit needs none."""

    section = forms.CharField(required=False, max_length=80)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    key = forms.UUIDField(required=False)

    @property
    def autosaved(self) -> dict[str, Any]:
        """`section`, `base` and `key` for a service; NotRight when the page did not send them."""
        if not self.is_valid() or not self.cleaned_data["key"]:
            raise NotRight({"": [str(INCOMPLETE)]})
        data = self.cleaned_data
        return {"section": data["section"], "base": data["version"], "key": data["key"]}

    @property
    def base(self) -> int:
        """The version that the typed words grew from; 0, so that all is compared, without one."""
        return self.cleaned_data["version"] if self.is_valid() else 0
