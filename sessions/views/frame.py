"""What stands around the pages of one session: the way back to its case."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Case
from practice.access import visible_or_404
from sessions.models import Session


def crumbs(case: Case) -> list[tuple[str, str]]:
    """What lies between the list of cases and a page of one session."""
    return [
        (case.title, reverse("clients:case_detail", args=[case.pk])),
        (_("Sessions"), reverse("sessions:case_sessions", args=[case.pk])),
    ]


def own_session(user: Any, pk: UUID) -> Session:
    """A session of a case that the user works with; 404 for all others, supervisors among them."""
    visible_or_404(Session, user, pk=pk)
    found = Session.objects.editable_by(user).select_related("case").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
