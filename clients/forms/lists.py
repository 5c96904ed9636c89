"""Keeping a list as it is shown now."""

from django import forms
from django.utils.translation import gettext_lazy as _

from practice.models import SavedView


class KeepViewForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(
        label=_("Name of this view"),
        max_length=SavedView._meta.get_field("name").max_length,
        error_messages={
            "required": _("Write a name for this view first."),
            "max_length": _("The name of a view has at most 60 characters."),
        },
    )
