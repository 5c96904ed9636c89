"""How django-allauth behaves here: nobody signs up, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """A login exists only for a person whom the practice invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
