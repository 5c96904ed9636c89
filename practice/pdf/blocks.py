"""The building blocks of a document: plain texts in, flowables out.

Every text goes through `pdf_text` here, so a caller cannot forget it. A story is a list:
`[*heading("..."), *paragraph("...")]`.
"""

from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Paragraph, Spacer, Table

from practice.pdf.styles import (
    BRAND,
    BRAND_SOFT,
    LINE,
    TEXT_WIDTH,
    WARM,
    WARM_SOFT,
    is_bold,
    style,
)
from practice.pdf.text import pdf_text, script_of
from practice.pdf.typefaces import LATIN

Story = list[Flowable]

HEADINGS = {1: "title", 2: "h2", 3: "h3"}
# A table row must fit on a page: a longer text leaves the table and runs on below its key.
LONGEST_CELL = 600


# How far a notice's ground reaches over its text; half of the space between its paragraphs.
EDGE = 3


class Barred(Paragraph):
    """A paragraph with a bar at its left and, for a notice, a soft ground behind it."""

    bar: Color = BRAND
    ground: Color | None = None

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        if self.ground:
            canvas.setFillColor(self.ground)
            canvas.rect(0, -EDGE, self.width, self.height + 2 * EDGE, stroke=0, fill=1)
        canvas.setFillColor(self.bar)
        reach = EDGE if self.ground else 1
        canvas.rect(0, -reach, 2.5, self.height + 2 * reach, stroke=0, fill=1)
        canvas.restoreState()
        super().draw()


class Noticed(Barred):
    """A notice: something that the reader should not miss, said calmly."""

    ground = BRAND_SOFT


class Warmed(Barred):
    """A notice in the warm tone, for help and safety."""

    bar = WARM
    ground = WARM_SOFT


def heading(text: str, level: int = 2) -> Story:
    """A heading of level 1 (the document), 2 or 3; it stays with what follows."""
    return _set(text, HEADINGS[level])


def paragraph(text: str, look: str = "body") -> Story:
    """Running text; `look` is body, lead or small."""
    return _set(text, look)


def quote(words: str, speaker: str = "") -> Story:
    """Somebody's own words, beside a bar, with who said them and when."""
    return [*_set(words, "quote", Barred), *_set(speaker, "speaker")]


def bullets(items: Sequence[str], *, is_numbered: bool = False) -> Story:
    """A list; a long item runs on under its own first line."""
    story: Story = []
    for index, item in enumerate(items, start=1):
        sources = pdf_text(item)
        for source in sources:
            sign = None if source is not sources[0] else f"{index}." if is_numbered else "•"
            look = style("bullet", script_of(source))
            story.append(Paragraph(source, look, bulletText=sign))
    return story


def facts(rows: Sequence[tuple[str, str]]) -> Story:
    """Keys and values side by side."""
    story: Story = []
    short: list[list[Story]] = []
    for key, value in rows:
        if len(key) + len(value) <= LONGEST_CELL and value.count("\n") < 20:
            short.append([_set(key, "key"), _set(value, "cell")])
            continue
        story += [*_table(short, (0.3, 0.7)), *_set(key, "h3"), *_set(value, "body")]
        short = []
    return [*story, *_table(short, (0.3, 0.7))]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Story:
    """A table with a header that repeats on each page; a cell may run on over pages."""
    if not rows:
        return []
    header = [_set(text, "key") for text in columns]
    body = [[_set(text, "cell") for text in row] for row in rows]
    share = 1 / len(columns)
    return _table([header, *body], (share,) * len(columns), header_rows=1)


def notice(text: str, title: str = "", *, is_warm: bool = False) -> Story:
    """A box that stands out without alarm; `is_warm` for help in a crisis."""
    kind = Warmed if is_warm else Noticed
    box = [*_set(title, "notice-head", kind), *_set(text, "notice", kind)]
    return [space(6), *box, space(12)] if box else []


def together(*stories: Story) -> Story:
    """Keep on one page what belongs together, as far as a page can hold it."""
    return [KeepTogether([flowable for story in stories for flowable in story])]


def space(height: float = 10) -> Flowable:
    return Spacer(1, height)


def new_page() -> Story:
    return [PageBreak()]


def _set(text: str, look: str, kind: type[Paragraph] = Paragraph) -> Story:
    sources = pdf_text(text, is_bold=is_bold(look))
    return [kind(source, style(look, script_of(source))) for source in sources]


def _table(rows: Sequence[Sequence[Story]], shares: Sequence[float], header_rows: int = 0) -> Story:
    if not rows:
        return []
    return [
        Table(
            [list(row) for row in rows],
            colWidths=[share * TEXT_WIDTH for share in shares],
            repeatRows=header_rows,
            splitInRow=1,
            spaceAfter=8,
            style=[
                # Never used by our cells, but reportlab would name its own font in the file.
                ("FONTNAME", (0, 0), (-1, -1), LATIN),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ],
        )
    ]
