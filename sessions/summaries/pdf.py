"""A summary as a PDF: frozen data in, bytes out. It knows no model and asks no database."""

from datetime import date, datetime
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import override

from practice.charts.geometry import layout
from practice.charts.pdf import ChartFlowable
from practice.charts.shapes import Band, Key, Mark, Point, Scale, Series
from practice.charts.words import bands_line, long_date, sentence
from practice.pdf.blocks import (
    Story,
    bullets,
    facts,
    heading,
    notice,
    paragraph,
    quote,
    table,
    together,
)
from practice.pdf.document import build_pdf
from sessions.summaries.content import (
    Block,
    ClientSummary,
    Content,
    Passage,
    Picture,
    TherapistSummary,
    Told,
)

VERSION = 1  # of the layout; it stands in the foot of each page


def summary_pdf(content: Content) -> bytes:
    """The file. Title and metadata name no client."""
    with override(content.language):
        title = _("Progress summary")
        if isinstance(content, ClientSummary):
            story, audience = _client(content), _("For you")
        else:
            story, audience = _therapist(content), _("For the therapist")
    return build_pdf(
        story,
        title=title,
        audience_label=audience,
        made_on=date.fromisoformat(content.made_on),
        language=content.language,
        version=VERSION,
    )


def _client(content: ClientSummary) -> Story:
    lead = (
        _("These are your own words, and what the two of you made together.")
        if content.is_couple
        else _("These are your own words and numbers.")
    )
    story = [
        *heading(_("Where you are now"), 1),
        *paragraph(lead, "lead"),
        *_way(content.picture),
        *_chart(content.picture, _("Your numbers"), you=cast(Key, content.you)),
    ]
    for block in content.blocks:
        story += _block(block)
    return [*story, *notice(content.crisis_line, _("When it is urgent"), is_warm=True)]


def _therapist(content: TherapistSummary) -> Story:
    rows = [
        (_("Case"), content.code),
        (_("Unsigned notes"), str(content.unsigned)),
        (_("Latest numbers apart"), content.gap or _("two numbers are needed")),
    ]
    story = [
        *heading(_("Where the work stands"), 1),
        *facts(rows),
        *heading(_("Safety")),
        *bullets(content.safety),
        *_way(content.picture),
        *_chart(content.picture, _("Numbers")),
        *_hours(content.picture),
    ]
    for block in content.blocks:
        story += _block(block) if block.passages else _empty(block)
    return story


def _way(picture: Picture) -> Story:
    """The road through the phases as it was gone."""
    if not picture.stays:
        return []
    rows = []
    for stay in picture.stays:
        name = f"{stay.number}. {stay.name}"
        name = f"{name} ({stay.who})" if stay.who else name
        end = _day(stay.end) if stay.end else _("now")
        rows.append((name, str(stay.cycle), f"{_day(stay.start)} – {end}"))
    columns = (_("Phase"), _("Cycle"), _("When"))
    return [*heading(_("The way so far")), *table(columns, rows)]


def _chart(picture: Picture, title: str, *, you: Key | None = None) -> Story:
    series = _series(picture)
    if picture.ruler is None or not series:
        return [*heading(title), *paragraph(_("There is no number here yet."))]
    ruler = picture.ruler
    # Kept as text, since JSON has no exact decimals; a drawing needs no more than floats.
    scale = Scale(float(ruler.low), float(ruler.high), ruler.low_words, ruler.high_words)
    bands = _bands(picture)
    marks = [Mark(hour.label, datetime.fromisoformat(hour.on)) for hour in picture.hours]
    words = sentence(series, scale, you=you)
    drawing = layout(series, bands, marks, scale, "pdf")
    return together(
        heading(title),
        paragraph(ruler.title, "small"),
        paragraph(words),
        [ChartFlowable(drawing, words)],
        paragraph(bands_line(bands), "small"),
    )


def _series(picture: Picture) -> list[Series]:
    return [
        Series(
            cast(Key, line.key),
            line.name,
            tuple(
                Point(datetime.fromisoformat(place.on), float(place.low), float(place.high))
                for place in line.places
            ),
        )
        for line in picture.lines
    ]


def _bands(picture: Picture) -> list[Band]:
    """The stays of everybody; a stay of one alone is in the table and not on the chart."""
    return [
        Band(
            stay.name,
            str(stay.number),
            date.fromisoformat(stay.start),
            date.fromisoformat(stay.end) if stay.end else None,
        )
        for stay in picture.stays
        if not stay.who
    ]


def _hours(picture: Picture) -> Story:
    rows = [(hour.label, _day(hour.on), hour.note) for hour in picture.hours]
    if not rows:
        return [*heading(_("Sessions")), *paragraph(_("No session yet."))]
    return [*heading(_("Sessions")), *table((_("Number"), _("Date"), _("Who and how")), rows)]


def _block(block: Block) -> Story:
    """The heading stays with the first thing that was said."""
    story: Story = []
    for passage in block.passages:
        pieces = _passage(passage)
        top = [] if story else heading(block.title)
        story += [*together(top, pieces[0]), *(flowable for one in pieces[1:] for flowable in one)]
    return story


def _passage(passage: Passage) -> list[Story]:
    """In pieces; the first carries the heading. Without a title the words are simply quoted."""
    if not passage.title:
        said = "\n".join(line for told in passage.told for line in told.lines)
        return [quote(said, _("In a session, %(date)s") % {"date": passage.when})]
    head = [*heading(passage.title, 3), *paragraph(passage.when, "small")]
    first, *others = [_told(told) for told in passage.told]
    return [[*head, *first], *others]


def _told(told: Told) -> Story:
    said = bullets(told.lines) if len(told.lines) > 1 else paragraph(told.lines[0])
    return [*(paragraph(told.question, "question") if told.question else []), *said]


def _empty(block: Block) -> Story:
    return [*heading(block.title), *paragraph(_("Nothing here."), "small")]


def _day(iso: str) -> str:
    return long_date(datetime.fromisoformat(iso))
