"""A screen handed to somebody else: until its owner proves who they are, nothing else opens on it.

`practice/middleware.py` turns every other address away; this is where it begins and ends.
"""

import time

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

KEY = "held_screen"


def hold_screen(request: HttpRequest, under: str) -> None:
    """From now on this login opens only addresses below `under`, which is itself a page."""
    if held_under(request) == under:
        return
    request.session[KEY] = {"under": under, "since": time.time()}
    # A new cookie: browsers that keep earlier pages for the Back button drop them with the old one.
    request.session.cycle_key()


def held_under(request: HttpRequest) -> str:
    """The address below which this login is held, or "" when it goes where it likes."""
    under: str = request.session.get(KEY, {}).get("under", "")
    return under


def release_screen(request: HttpRequest) -> bool:
    """End it if the owner has proved who they are since it began; False means: ask them first."""
    since = request.session.get(KEY, {}).get("since", 0)
    proofs = get_authentication_records(request, request.user)
    if not any(one.get("reauthenticated") and one["at"] > since for one in proofs):
        return False
    request.session.pop(KEY, None)
    return True
