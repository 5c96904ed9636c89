"""A card to take along: what one person wants to try, in their words. No name stands on it."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from practice.pdf.blocks import heading, notice, paragraph, quote, space
from practice.pdf.document import build_pdf

VERSION = 1  # of the layout


def card_pdf(words: str, *, made_on: date, language: str, crisis_line: str) -> bytes:
    """One page in `language`: the words, and room for what was noticed, to be written by hand."""
    with override(language):
        title = _("Something to try")
        story = [
            *heading(title, 1),
            *quote(words),
            *paragraph(_("You are only there to look. However it turns out, you will know more.")),
            *heading(_("What I noticed")),
            space(150),
            *heading(_("What I would like to tell next time")),
            space(110),
            *notice(crisis_line, _("When it is urgent"), is_warm=True),
        ]
        audience = _("For you")
    return build_pdf(
        story,
        title=title,
        audience_label=audience,
        made_on=made_on,
        language=language,
        version=VERSION,
    )
