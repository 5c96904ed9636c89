"""What happens when somebody else writes between a page's look and its own write."""

import functools
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def looks_again(view: View) -> View:
    """Decorator: a write that came second is tried once more from the start.

    The form then finds what is there by now, and says so at its field. Nothing of the first try
    was kept: the service behind it is one transaction.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except (IntegrityError, ValidationError):
            return view(request, *args, **named)

    return wrapped
