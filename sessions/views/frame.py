"""What stands around the pages of one session: the way back to its case."""

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Case


def crumbs(case: Case) -> list[tuple[str, str]]:
    """What lies between the list of cases and a page of one session."""
    return [
        (case.title, reverse("clients:case_detail", args=[case.pk])),
        (_("Sessions"), reverse("sessions:case_sessions", args=[case.pk])),
    ]
