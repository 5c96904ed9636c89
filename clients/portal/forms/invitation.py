"""Choosing a password when an invitation is taken up."""

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from practice.models import User


class NewPasswordForm(forms.Form):
    """One field: what is typed can be shown by the browser, and forgotten ones can be reset."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,  # spaces at the ends may be part of a password
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Please choose a password.")},
    )

    def __init__(self, *args: object, email: str, name: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        # Not stored: only for the check that a password does not repeat who it is for.
        self.owner = User(email=email, name=name)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.owner)
        return password
