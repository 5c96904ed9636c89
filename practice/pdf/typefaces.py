"""The embedded fonts: which letters they have, and drawing text with the one that fits."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).resolve().parent / "fonts"
LATIN, LATIN_BOLD, LATIN_ITALIC = "Figtree", "Figtree-Bold", "Figtree-Italic"
HAN, HAN_BOLD = "NotoSansSC", "NotoSansSC-Bold"


class Run(NamedTuple):
    text: str
    is_han: bool


@cache
def latin_letters() -> frozenset[str]:
    """Load the Latin family, once in a process, and tell which letters it has."""
    regular = _register(LATIN, "Figtree-Regular.ttf")
    _register(LATIN_BOLD, "Figtree-Bold.ttf")
    _register(LATIN_ITALIC, "Figtree-Italic.ttf")
    _family(LATIN, LATIN, LATIN_BOLD, LATIN_ITALIC)
    return _letters(regular)


@cache
def han_letters() -> frozenset[str]:
    """The same for the Chinese family, which is a hundred times larger and so loaded on need."""
    regular = _register(HAN, "NotoSansSC-Regular.ttf")
    _register(HAN_BOLD, "NotoSansSC-Bold.ttf")
    _family(HAN, HAN, HAN_BOLD, HAN)  # Chinese has no italic
    return _letters(regular)


@cache
def known_letters() -> frozenset[str]:
    return latin_letters() | han_letters()


def runs(text: str) -> list[Run]:
    """The text cut where the family changes; letters that neither has must be gone before."""
    latin = latin_letters()
    if latin.issuperset(text):
        return [Run(text, is_han=False)] if text else []
    han_letters()
    grouped = groupby(text, key=lambda letter: letter not in latin)
    return [Run("".join(part), is_han) for is_han, part in grouped]


def font_name(*, is_bold: bool = False, is_han: bool = False) -> str:
    latin_letters()
    if is_han:
        han_letters()
        return HAN_BOLD if is_bold else HAN
    return LATIN_BOLD if is_bold else LATIN


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """Width in points."""
    return sum(
        stringWidth(run.text, font_name(is_bold=is_bold, is_han=run.is_han), size)
        for run in runs(text)
    )


def draw_text(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    is_bold: bool = False,
    anchor: str = "start",
) -> None:
    """Draw one line at a baseline; `anchor` is start, middle or end, as in SVG."""
    text = text.replace("\n", " ")
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    pen = canvas.beginText(x - shift * width_of(text, size, is_bold=is_bold), y)
    for run in runs(text):
        pen.setFont(font_name(is_bold=is_bold, is_han=run.is_han), size)
        pen.textOut(run.text)
    canvas.drawText(pen)


def _register(name: str, file: str) -> TTFont:
    font = TTFont(name, str(FOLDER / file))
    registerFont(font)
    return font


def _family(family: str, regular: str, bold: str, italic: str) -> None:
    addMapping(family, 0, 0, regular)
    addMapping(family, 1, 0, bold)
    addMapping(family, 0, 1, italic)
    addMapping(family, 1, 1, bold)


def _letters(font: TTFont) -> frozenset[str]:
    """With the line break, which every family can do."""
    return frozenset({"\n", *map(chr, font.face.charToGlyph)})
