"""A story made into the bytes of a PDF: A4, header and footer on each page, neutral metadata."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from practice.pdf.styles import BRAND_DEEP, FOOT, HEAD, LINE, MUTED, PAGE, SIDE, SMALL
from practice.pdf.tags import Structure, unread
from practice.pdf.text import plain_text
from practice.pdf.typefaces import LATIN, draw_text, width_of

MAKER = "Hearthwork"


@dataclass(frozen=True)
class Furniture:
    """What stands on every page around the text."""

    audience: str
    title: str
    made: str


class NumberedCanvas(Canvas):
    """Keeps each finished page until their number is known, then writes "page x of y" on it."""

    def __init__(self, *args: Any, furniture: Furniture, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._furniture = furniture
        self._pages: list[dict[str, Any]] = []
        self.structure = Structure()

    def showPage(self) -> None:
        # All the canvas knows, its drawing code too: put back as it was when the page is written.
        self._pages.append(dict(self.__dict__))
        self.structure.next_page()
        self._startPage()

    def save(self) -> None:
        total = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            with unread(self):
                self._draw_furniture(number, total)
            super().showPage()
        self.structure.write(self._doc)
        super().save()

    def _draw_furniture(self, number: int, total: int) -> None:
        """Header: for whom, and what. Footer: when, which version, which page."""
        width, height = PAGE
        write = partial(draw_text, self, size=SMALL)
        room = (width - 2 * SIDE) / 2 - 10
        page = _("Page %(number)d of %(total)d") % {"number": number, "total": total}
        head, foot = height - HEAD + 26, FOOT - 26
        self.setStrokeColor(LINE)
        self.setLineWidth(0.5)
        self.line(SIDE, head - 7, width - SIDE, head - 7)
        self.setFillColor(BRAND_DEEP)
        write(SIDE, head, _fitted(self._furniture.audience, room), is_bold=True)
        self.setFillColor(MUTED)
        write(width - SIDE, head, _fitted(self._furniture.title, room), anchor="end")
        write(SIDE, foot, self._furniture.made)
        write(width - SIDE, foot, page, anchor="end")


def build_pdf(
    story: Sequence[Flowable],
    *,
    title: str,
    audience_label: str,
    made_on: date,
    language: str,
    version: int | str,
) -> bytes:
    """The finished file. The same story gives the same bytes.

    `title` goes into the metadata and the header: it must not name a client. `language` is a
    code such as "en" or "zh-hans" and rules the words of header and footer.
    """
    target = BytesIO()
    with override(language):
        furniture = Furniture(
            plain_text(audience_label), plain_text(title), _made(made_on, version)
        )
        document = _document(target, title=furniture.title, language=language)
        document.build(
            # A story of nothing would make a file without a page, which viewers call damaged.
            list(story) or [Spacer(1, 1)],
            canvasmaker=partial(NumberedCanvas, furniture=furniture),
        )
    return target.getvalue()


def _document(target: BytesIO, *, title: str, language: str) -> BaseDocTemplate:
    document = BaseDocTemplate(
        target,
        pagesize=PAGE,
        leftMargin=SIDE,
        rightMargin=SIDE,
        topMargin=HEAD,
        bottomMargin=FOOT,
        title=title,
        author=MAKER,
        creator=MAKER,
        producer=MAKER,
        subject="",
        keywords=[],
        # Neither the clock nor chance enters the file.
        invariant=1,
        pageCompression=1,
        displayDocTitle=True,
        lang=language,
        initialFontName=LATIN,
    )
    frame = Frame(SIDE, FOOT, document.width, document.height, 0, 0, 0, 0, id="text")
    document.addPageTemplates(PageTemplate(id="page", frames=[frame]))
    return document


def _made(made_on: date, version: int | str) -> str:
    day = format_date(made_on, pgettext("date with year", "j M Y"))
    return _("Made on %(date)s · Version %(version)s") % {"date": day, "version": version}


def _fitted(text: str, room: float) -> str:
    """A header that is too long ends in an ellipsis rather than running into its neighbour."""
    text = text.replace("\n", " ")
    if width_of(text, SMALL, is_bold=True) <= room:
        return text
    while text and width_of(f"{text}…", SMALL, is_bold=True) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
