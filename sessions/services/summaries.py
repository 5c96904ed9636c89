"""Making summaries, keeping what they held, and setting them as PDF again."""

from dataclasses import asdict
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember
from clients.services.readers import named_in
from practice.services import audit
from sessions.models import Summary
from sessions.summaries.client import client_summary
from sessions.summaries.content import Content, answers_in, from_json
from sessions.summaries.therapist import therapist_summary


class LeftOut(NamedTuple):
    """Something that is in no such summary, whether it exists or not, and why."""

    what: str
    why: str


@transaction.atomic
def make_summary(
    actor: Any, case: Case, *, audience: str, member: CaseMember | None = None
) -> Summary:
    """Freeze the summary of this moment; its PDF is set from what is kept here.

    Raises ValidationError unless a client summary names a member of the case.
    """
    content = preview(actor, case, audience=audience, member=member)
    summary = Summary.objects.create(
        case=case,
        member=member,
        audience=audience,
        content=asdict(content),
        made_by=actor,
        made_at=timezone.now(),
    )
    read = named_in(answers_in(content))
    audit.record(actor, "summary.made", summary, case=case, audience=audience, **read)
    return summary


def preview(actor: Any, case: Case, *, audience: str, member: CaseMember | None = None) -> Content:
    """What the summary would hold now; nothing is kept."""
    if audience == Summary.Audience.THERAPIST:
        return therapist_summary(case, actor)
    if member is None or member.case_id != case.pk:
        raise ValidationError({"member": _("Choose whom it is for.")})
    return client_summary(member)


def pdf_of(actor: Any, summary: Summary) -> bytes:
    """The file again, from what was frozen; printing leaves a trace."""
    content = from_json(summary.content)
    read = named_in(answers_in(content))
    audit.record(actor, "summary.printed", summary, case=summary.case_id, **read)
    return set_pdf(content)


def own_pdf(actor: Any, member: CaseMember) -> bytes:
    """A member's own summary of this moment, for their own eyes; nothing is kept."""
    audit.record(actor, "summary.printed", member, case=member.case_id)
    return set_pdf(client_summary(member))


def set_pdf(content: Content) -> bytes:
    """reportlab is loaded here, by the first PDF: pages that set none do not wait for it."""
    return import_string("sessions.summaries.pdf.summary_pdf")(content)


def left_out(case: Case, audience: str, member: CaseMember | None = None) -> list[LeftOut]:
    """The same lines whatever the record holds, so that they tell nothing about it."""
    rows = [
        LeftOut(_("Answers kept as “only me”"), _("They belong to their author’s eyes alone.")),
        LeftOut(_("What was said about safety"), _("It stays in the record.")),
        LeftOut(_("Notes that are not signed"), _("A draft is not yet part of the record.")),
        LeftOut(_("Private reflections"), _("They are kept apart from the record.")),
    ]
    if audience == Summary.Audience.THERAPIST:
        return [*rows, LeftOut(_("Names"), _("The case stands under its code."))]
    others = [one for one in case.members.all() if member and one.pk != member.pk]
    for other in others:
        values = {"name": other}
        what = _("Everything that is %(name)s’s own: words, numbers, sessions alone") % values
        rows.insert(0, LeftOut(what, _("Each partner’s own matter goes to that partner alone.")))
    return rows
