"""The certificate of a removal, as a PDF. It names a code and days, and nobody who came."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from clients.models import Destruction
from practice.charts.words import long_date
from practice.models import Practice
from practice.pdf.blocks import Story, bullets, facts, heading, paragraph
from practice.pdf.document import build_pdf

VERSION = 1  # of the layout; it stands in the foot of each page
LANGUAGE = "en"


def certificate_pdf(row: Destruction, *, practice: Practice, opened_on: date) -> bytes:
    """The paper as it is kept; `row` is confirmed. The same row gives the same bytes."""
    with override(LANGUAGE):
        title = _("Certificate of removal")
        story = [*heading(title, 1), *_facts(row, practice, opened_on), *_what(row)]
    return build_pdf(
        story,
        title=title,
        audience_label=_("For the records of the practice"),
        made_on=_day(practice, row.confirmed_at),
        language=LANGUAGE,
        version=VERSION,
    )


def _facts(row: Destruction, practice: Practice, opened_on: date) -> Story:
    rule = row.rule
    kept = _("%(years)d years after the last contact") % {"years": rule.years}
    young = _("%(years)d years after coming of age at %(age)d, if that is later") % {
        "years": rule.years_after_majority,
        "age": rule.majority_age,
    }
    months = _("%(months)d months after the last contact") % {"months": rule.process_months or 0}
    is_record = row.what == Destruction.What.RECORD
    rows = [
        (_("Practice"), practice.name),
        (_("Case"), row.case_code),
        (_("Removed"), str(row.get_what_display())),
        (_("First day"), long_date(opened_on)),
        (_("Last contact"), long_date(row.last_contact)),
        (_("Rule"), f"{kept}; {young}" if is_record else months),
        (_("Time of keeping over on"), long_date(row.due_on)),
        (_("Proposed"), _by(row.proposed_by, _day(practice, row.proposed_at))),
        (_("Confirmed and removed"), _by(row.asked, _day(practice, row.confirmed_at))),
    ]
    return facts(rows)


def _what(row: Destruction) -> Story:
    """The same lines whatever the record held, so that they tell nothing about it."""
    if row.what == Destruction.What.RECORD:
        gone = [
            _("everything that the people of the case wrote, chose or placed on a scale"),
            _("sessions, plans, notes with what was added to them, and private reflections"),
            _("pictures, summaries, consents and screenings"),
            _("who worked with the case, and every permission on it"),
            _("contact data and logins of people who have no other case here"),
        ]
    else:
        gone = [_("private reflections on sessions of this case, as far as there were any")]
    stays = _(
        "Left are the lines of the audit trail, which hold no word of the record, and this paper. "
        "Copies of the database made earlier are removed by their own schedule."
    )
    return [*heading(_("What was removed")), *bullets(gone), *paragraph(stays, "small")]


def _by(person: Any, day: date) -> str:
    name = ", ".join(filter(None, (person.name, person.credentials)))
    return _("%(day)s, by %(name)s") % {"day": long_date(day), "name": name}


def _day(practice: Practice, moment: Any) -> date:
    return practice.local(moment).date()
