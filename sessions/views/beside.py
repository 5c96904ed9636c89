"""What else stands in a therapist's own calendar, in words. It is told, and it stops nobody."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice.models import Practice
from sessions.models import Session
from sessions.services import diary

MOST_TOLD = 5


def beside_words(user: Any, hours: Sequence[Session]) -> list[str]:
    """A sentence for each of the first of `hours` that have something beside them."""
    found = diary.beside(user, hours)
    said = [_sentence(other) for one in hours for other in found.get(one.pk, [])]
    if len(said) > MOST_TOLD:
        more = len(said) - MOST_TOLD
        words = ngettext("And %(n)s more.", "And %(n)s more.", more) % {"n": more}
        return [*said[:MOST_TOLD], words]
    return said


def tell_beside(request: HttpRequest, hours: Sequence[Session]) -> None:
    """Says so once they are saved."""
    for sentence in beside_words(request.user, hours):
        messages.warning(request, sentence)


def _sentence(other: diary.Beside) -> str:
    practice = Practice.load()
    start, end = practice.local(other.starts_at), practice.local(other.ends_at)
    last = "H:i" if start.date() == end.date() else "D j M, H:i"
    times = {"start": date_format(start, "D j M Y, H:i"), "end": date_format(end, last)}
    if other.is_session:
        return _("You have another session then: %(start)s – %(end)s.") % times
    return _("Your calendar has something else then: %(start)s – %(end)s.") % times
