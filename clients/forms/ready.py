"""How far somebody is ready to go, as they told it in a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Readiness


class ReadyForm(forms.Form):
    """`level`, with nothing chosen for anybody."""

    level = forms.TypedChoiceField(
        label=_("How far they are ready to go just now"),
        choices=Readiness.Level,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they told you.")},
    )
