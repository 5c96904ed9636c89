"""The building blocks of a document: plain texts in, flowables out.

Every text goes through `pdf_text` here, so a caller cannot forget it. A story is a list:
`[*heading("..."), *paragraph("...")]`.
"""

from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

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
from practice.pdf.tags import Tag, marked, unread
from practice.pdf.text import pdf_text, script_of
from practice.pdf.typefaces import LATIN

Story = list[Flowable]

HEADINGS = {1: "title", 2: "h2", 3: "h3"}
# A table row must fit on a page: a longer text leaves the table and runs on below its key.
LONGEST_CELL = 600


# How far a notice's ground reaches over its text; half of the space between its paragraphs.
EDGE = 3


class Text(Paragraph):
    """A paragraph that knows what it is, so that it can be read aloud as that."""

    tag: Tag

    def split(self, width: float, height: float) -> list[Paragraph]:
        parts = super().split(width, height)
        # reportlab makes both halves anew, without our attribute.
        for part in parts:
            part.tag = self.tag
        return parts

    def draw(self) -> None:
        with marked(self.canv, self.tag):
            super().draw()


class Barred(Text):
    """A text with a bar at its left and, for a notice, a soft ground behind it."""

    bar: Color = BRAND
    ground: Color | None = None

    def draw(self) -> None:
        with unread(self.canv):
            self._draw_bar()
        super().draw()

    def _draw_bar(self) -> None:
        canvas = self.canv
        canvas.saveState()
        if self.ground:
            canvas.setFillColor(self.ground)
            canvas.rect(0, -EDGE, self.width, self.height + 2 * EDGE, stroke=0, fill=1)
        canvas.setFillColor(self.bar)
        # The grounds of two paragraphs of one notice meet, so that it stays one box.
        reach = EDGE if self.ground else 1
        canvas.rect(0, -reach, 2.5, self.height + 2 * reach, stroke=0, fill=1)
        canvas.restoreState()


class Noticed(Barred):
    """A notice: something that the reader should not miss, said calmly."""

    ground = BRAND_SOFT


class Warmed(Barred):
    """A notice in the warm tone, for help and safety."""

    bar = WARM
    ground = WARM_SOFT


class Ruled(Table):
    """A table whose lines are decoration; what its cells are, they know themselves."""

    # reportlab offers no hook for it: its private method is the one place where lines are drawn.
    def _drawLines(self) -> None:
        with unread(self.canv):
            super()._drawLines()


def heading(text: str, level: int = 2) -> Story:
    """A heading of level 1 (the document), 2 or 3; it stays with what follows."""
    return _set(text, HEADINGS[level], f"H{level}")


def paragraph(text: str, look: str = "body") -> Story:
    """Running text; `look` is body, lead or small."""
    return _set(text, look)


def quote(words: str, speaker: str = "") -> Story:
    """Somebody's own words, beside a bar, with who said them and when."""
    block = Tag("BlockQuote")
    said = _set(words, "quote", kind=Barred, parent=block)
    return [*said, *_set(speaker, "speaker", parent=block)]


def bullets(items: Sequence[str], *, is_numbered: bool = False) -> Story:
    """A list; a long item runs on under its own first line."""
    story: Story = []
    whole = Tag("L")
    for index, item in enumerate(items, start=1):
        texts = _set(item, "bullet", "LBody", parent=Tag("LI", whole))
        for text in texts[:1]:
            text.bulletText = f"{index}." if is_numbered else "•"
        story += texts
    return story


def facts(rows: Sequence[tuple[str, str]]) -> Story:
    """Keys and values side by side."""
    story: Story = []
    short: list[list[Story]] = []
    whole = Tag("Table")
    for key, value in rows:
        if len(key) + len(value) <= LONGEST_CELL and value.count("\n") < 20:
            short.append(_row(whole, (key, "key", "TH"), (value, "cell", "TD")))
            continue
        story += [*_table(short, (0.3, 0.7)), *_set(key, "h3", "H3"), *_set(value, "body")]
        short, whole = [], Tag("Table")
    return [*story, *_table(short, (0.3, 0.7))]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Story:
    """A table with a header that repeats on each page; a cell may run on over pages."""
    if not rows:
        return []
    whole = Tag("Table")
    header = _row(whole, *((text, "key", "TH") for text in columns))
    body = [_row(whole, *((text, "cell", "TD") for text in row)) for row in rows]
    share = 1 / len(columns)
    return _table([header, *body], (share,) * len(columns), header_rows=1)


def notice(text: str, title: str = "", *, is_warm: bool = False) -> Story:
    """A box that stands out without alarm; `is_warm` for help in a crisis. No text, no box."""
    if not text:
        return []
    kind = Warmed if is_warm else Noticed
    whole = Tag("Sect")
    head = _set(title, "notice-head", kind=kind, parent=whole)
    box = [*head, *_set(text, "notice", kind=kind, parent=whole)]
    return [space(6), *box, space(12)]


def together(*stories: Story) -> Story:
    """Keep on one page what belongs together, as far as a page can hold it."""
    return [KeepTogether([flowable for story in stories for flowable in story])]


def space(height: float = 10) -> Flowable:
    return Spacer(1, height)


def new_page() -> Story:
    return [PageBreak()]


def _set(
    text: str,
    look: str,
    role: str = "P",
    *,
    kind: type[Text] = Text,
    parent: Tag | None = None,
) -> Story:
    sources = pdf_text(text, is_bold=is_bold(look))
    return [_tagged(source, look, Tag(role, parent), kind) for source in sources]


def _tagged(source: str, look: str, tag: Tag, kind: type[Text] = Text) -> Text:
    flowable = kind(source, style(look, script_of(source)))
    flowable.tag = tag
    return flowable


def _row(whole: Tag, *cells: tuple[str, str, str]) -> list[Story]:
    """The cells of one row, each as text, look and role; an empty one still counts as a column."""
    row = Tag("TR", whole)
    return [
        _set(text, look, role, parent=row) or [_tagged("", look, Tag(role, row))]
        for text, look, role in cells
    ]


def _table(rows: Sequence[Sequence[Story]], shares: Sequence[float], header_rows: int = 0) -> Story:
    if not rows:
        return []
    return [
        Ruled(
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
