"""What stands around every page of a case: its people, its tabs, and whether it may be changed."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from clients.models import Case, CaseMember
from practice.registry import registry
from practice.views.panels import panels

__all__ = ["attempt", "case_frame", "members_of", "panels", "worked"]


def case_frame(
    request: HttpRequest, case: Case, tab: str, *, members: QuerySet[CaseMember] | None = None
) -> dict[str, Any]:
    """The context that `clients/case_base.html` reads; `tab` is the url name of the current one."""
    return {
        "case": case,
        "members": list(members_of(case) if members is None else members),
        # Asked of the database, so that no page offers a button that ends in a refusal.
        "may_change": Case.objects.editable_by(request.user).filter(pk=case.pk).exists(),
        "tabs": list(_tabs(case, tab)),
        "crumbs": [],  # what lies between the list of cases and a page below this case
    }


def _tabs(case: Case, current: str) -> Iterator[dict[str, Any]]:
    for _order, label, name in registry.case_tabs:
        try:
            url = reverse(name, args=[case.pk])
        except NoReverseMatch:
            continue  # its pages are not installed
        yield {"label": label, "url": url, "current": name == current}


def members_of(case: Case) -> QuerySet[CaseMember]:
    """Partner A, then B, with their contact fields."""
    return case.members.select_related("client")


def attempt(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """For a button without a form: `act`, then say `done`, or why the service refused it."""
    try:
        act()
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done)


def worked(form: Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run `act` on a valid form; what the service refuses stands in the form afterwards."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
