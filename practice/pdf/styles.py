"""The look of a PDF page: colours, type sizes and the spaces between. No content."""

from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from practice.pdf.text import Script
from practice.pdf.typefaces import LATIN, LATIN_BOLD, font_name, latin_letters

PAGE = A4
SIDE, HEAD, FOOT = 20 * mm, 27 * mm, 24 * mm
TEXT_WIDTH = PAGE[0] - 2 * SIDE

INK = HexColor("#2b2a27")
MUTED = HexColor("#635d54")
LINE = HexColor("#d8ccba")
BRAND = HexColor("#23665c")
BRAND_DEEP = HexColor("#184d45")
BRAND_SOFT = HexColor("#e9f1ea")
WARM = HexColor("#98441f")
WARM_SOFT = HexColor("#f8eee4")
TINTS: tuple[Color, ...] = tuple(
    map(HexColor, ("#f5efe5", "#ecf3ee", "#f8ede5", "#f2eff5", "#eaf1f5", "#f6f1dd"))
)

SMALL = 8.5
# name: font, size, leading, colour, space before, space after, left indent, kept with the next
_SHEET = {
    "title": (LATIN_BOLD, 20, 25, BRAND_DEEP, 0, 6, 0, True),
    "lead": (LATIN, 11.5, 17, MUTED, 0, 12, 0, False),
    "h2": (LATIN_BOLD, 13.5, 18, BRAND_DEEP, 16, 5, 0, True),
    "h3": (LATIN_BOLD, 11, 15, INK, 10, 3, 0, True),
    "body": (LATIN, 10.5, 15.5, INK, 0, 7, 0, False),
    "small": (LATIN, SMALL, 12, MUTED, 0, 5, 0, False),
    "question": (LATIN, SMALL, 12, MUTED, 0, 5, 0, True),
    "bullet": (LATIN, 10.5, 15.5, INK, 0, 4, 14, False),
    "quote": (LATIN, 11, 16.5, INK, 3, 3, 16, False),
    "speaker": (LATIN, 9.5, 13, MUTED, 0, 8, 16, False),
    "notice": (LATIN, 10.5, 15.5, INK, 6, 0, 12, False),
    "notice-head": (LATIN_BOLD, 10.5, 15.5, BRAND_DEEP, 6, 0, 12, True),
    "key": (LATIN_BOLD, 9.5, 14, MUTED, 0, 0, 0, False),
    "cell": (LATIN, 9.5, 14, INK, 0, 0, 0, False),
}


def is_bold(name: str) -> bool:
    return _SHEET[name][0] == LATIN_BOLD


@cache
def style(name: str, script: Script = "latin") -> ParagraphStyle:
    """A paragraph style; with Chinese in it lines break between signs and have more air."""
    latin_letters()
    has_han = script != "latin"
    font, size, leading, colour, before, after, indent, is_kept = _SHEET[name]
    return ParagraphStyle(
        f"{name}-{script}",
        fontName=font if script != "han" else font_name(is_bold=is_bold(name), is_han=True),
        bulletFontName=LATIN,
        fontSize=size,
        # Chinese signs fill their square: at the same leading lines look crowded.
        leading=leading * 1.08 if has_han else leading,
        textColor=colour,
        spaceBefore=before,
        spaceAfter=after,
        leftIndent=indent,
        rightIndent=12 if name.startswith("notice") else 0,
        bulletIndent=3,
        bulletColor=BRAND,
        keepWithNext=int(is_kept),
        wordWrap="CJK" if has_han else None,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )
