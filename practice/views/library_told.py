"""The faults of a draft as the pages tell them: which exercise, which field, what, and where."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from practice.fields.texts import spoken, text
from practice.forms.library_draft import exercise_forms, kindly
from practice.models import ProgrammeDraft
from practice.services import draft_body
from practice.services.draft_body import Json
from practice.services.library_check import Fault


@dataclass(frozen=True)
class ToldFault:
    """One sentence, with the place that it speaks of and the way there."""

    where: str
    what: str
    url: str


def told(draft: ProgrammeDraft, body: Json, faults: Iterable[Fault]) -> list[ToldFault]:
    return [ToldFault(_where(body, one), kindly(one.what), _url(draft, one)) for one in faults]


def _where(body: Json, fault: Fault) -> str:
    if not fault.exercise:
        return _which_phase(body, fault)
    row = draft_body.exercise(body, fault.exercise)
    title = text(row["title"], spoken()) or fault.exercise
    if not fault.field:
        return title
    fields = [raw for raw in row["fields"] if raw["key"] == fault.field]
    field = text(fields[0]["prompt"], spoken()) if fields else ""
    return f"{title}, {field or fault.field}"


def _which_phase(body: Json, fault: Fault) -> str:
    phase = fault.at.split(".")[1] if fault.at.startswith("phases.") else ""
    row = next((row for row in body["phases"] if row["key"] == phase), None)
    if row is None:
        return _("The course")
    return text(row["title"], spoken()) or _("A new phase")


def _url(draft: ProgrammeDraft, fault: Fault) -> str:
    if not fault.exercise:
        part = ".".join(fault.at.split(".")[:2]) if fault.at.startswith("phases.") else "frame"
        return f"{reverse('library_draft', args=[draft.pk])}#part-{part}"
    page = reverse("library_draft_exercise", args=[draft.pk, fault.exercise])
    if fault.field:
        return f"{page}?open={fault.field}#part-f.{fault.field}"
    texts, _frame = exercise_forms()
    section = "words" if fault.at in texts else "frame"
    return f"{page}?open={section}#part-{section}"
