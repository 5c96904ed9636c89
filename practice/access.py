"""Who may see what: the one road to an object, and the roles that open pages.

Each app's `access.py` holds its rules as queryset methods; views start with `visible_or_404`.
"""

import functools
from collections.abc import Callable
from typing import Any, Self, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from practice.crypto import SealedQuerySet

M = TypeVar("M", bound=models.Model)
View = Callable[..., HttpResponse]


class Refused(PermissionDenied):
    """To be seen and not changed, with why: words of the product, shown on the page."""


class VisibleQuerySet(SealedQuerySet):
    """Base of every queryset that a view may start from. Nothing is visible by default."""

    def visible_to(self, user: Any) -> Self:
        """Rows that `user` may see now."""
        raise NotImplementedError

    def editable_by(self, user: Any) -> Self:
        """Rows that `user` may change now; always a subset of `visible_to`."""
        raise NotImplementedError


def visible_or_404(model: type[M], user: Any, **lookup: Any) -> M:
    """The object if `user` may see it; the same 404 for unknown and for not yours."""
    return get_object_or_404(_rows(model).visible_to(user), **lookup)


def editable_or_404(model: type[M], user: Any, **lookup: Any) -> M:
    """The object if `user` may change it; 403 if it may be seen only; 404 otherwise."""
    # Changing is asked first: for those who may, which is nearly everybody, it is one query.
    found = _rows(model).editable_by(user).filter(**lookup).first()
    if found is not None:
        return found
    visible_or_404(model, user, **lookup)
    raise PermissionDenied


def _rows(model: type[M]) -> Any:
    """The model's VisibleQuerySet manager."""
    return model._default_manager


def page_for(*roles: str) -> Callable[[View], View]:
    """Decorator: the page exists only for people with one of `roles`; a 404 for all others.

    Roles open pages; they never give clinical sight.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user  # signed in: LoginRequiredMiddleware wraps every such page
            if not user.has_role(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
