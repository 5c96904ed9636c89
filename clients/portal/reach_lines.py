"""Who sees something, as a line for its author; and what was written, as lines under prompts."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from clients.models.answer import NOT_AN_ENTRY
from clients.models.reach import Audience, Reach
from clients.portal.picture_links import picture_address
from clients.services.circle import Circle
from practice.fields.base import FieldSpec
from practice.fields.texts import spoken, text

# Who reads a share for the partner as long as it waits.
WITHOUT_PARTNER = {Audience.ALL: Audience.THERAPIST, Audience.PARTNERS: Audience.SELF}


def audience_line(circle: Circle, reach: Reach) -> dict[str, Any]:
    """What components/_audience.html reads; a share that waits has not reached the partner yet."""
    waits = reach.waits(timezone.now())
    now = WITHOUT_PARTNER[Audience(reach.audience)] if waits else reach.audience
    # Of a pair no time is told before it has come: it would tell that the other agreed as well.
    return {
        "audience": now,
        "names": circle.names(now),
        "consequence": circle.consequence(now),
        "goes_out": reach.shares_on if waits and not reach.needs_both else None,
        "when_both": waits and reach.needs_both,
    }


def answer_lines(
    told: Iterable[tuple[FieldSpec, list[str]]], data: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Each field with something in it: its prompt, its plain lines, and from `data` its picture."""
    values = data or {}
    return [
        {
            "prompt": text(spec.prompt, spoken()),
            "lines": lines,
            "picture": picture_address(spec, values.get(spec.key)),
        }
        for spec, lines in told
    ]


def audience_address(assignment: UUID, entry: UUID) -> str:
    """Where the readers of an answer are chosen."""
    if entry == NOT_AN_ENTRY:
        return reverse("clients:portal_audience", args=[assignment])
    return reverse("clients:portal_entry_audience", args=[assignment, entry])
