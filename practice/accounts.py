"""How django-allauth behaves here: nobody signs up, people are invited, secrets are sealed."""

from base64 import b64decode, b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from practice.crypto import open_bytes, seal_bytes

PLACE = "second factor"


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """A login exists only for a person whom the practice invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedFactorAdapter(DefaultMFAAdapter):
    """A copy of the database does not hold what a second factor is made from."""

    def encrypt(self, text: str) -> str:
        return b64encode(seal_bytes(text.encode(), PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_bytes(b64decode(encrypted_text), PLACE).decode()
