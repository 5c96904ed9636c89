"""Setting something aside."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SetAsideForm(forms.Form):
    """The reason is asked for: it tells something too."""

    because = forms.CharField(
        label=_("Why it is set aside"),
        help_text=_("The words already written stay where they are."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        error_messages={"required": _("Say in a few words why you set this aside.")},
    )
