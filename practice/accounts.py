"""How django-allauth behaves here: nobody signs up, people are invited, secrets are sealed."""

from base64 import b64decode, b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from practice.crypto import open_bytes, seal_bytes

PLACE = "second factor"


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """A login exists only for a person whom the practice invited."""

    # Those that a person can meet here; the others belong to what is switched off.
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This login is closed. Please ask the practice."),
        "email_password_mismatch": _("E-mail and password do not go together. Please check both."),
        "enter_current_password": _("Please type the password that you have now."),
        "incorrect_password": _("This is not your password. Please try once more."),
        "invalid_password_reset": _("This link is used up. Please ask for a new one."),
        "rate_limited": _("That was a lot at once. Please wait a few minutes."),
        "too_many_login_attempts": _("That was a lot of tries. Please wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedFactorAdapter(DefaultMFAAdapter):
    """A copy of the database does not hold what a second factor is made from."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code does not fit. Please try the newest one."),
    }

    def encrypt(self, text: str) -> str:
        return b64encode(seal_bytes(text.encode(), PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_bytes(b64decode(encrypted_text), PLACE).decode()
