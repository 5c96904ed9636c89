"""The one way in for words that a person wrote: plain text in, safe paragraph sources out."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Literal
from unicodedata import category, decomposition, name, normalize
from xml.sax.saxutils import escape

from django.utils.translation import ngettext

from practice.pdf.typefaces import (
    font_name,
    han_letters,
    known_letters,
    latin_letters,
    runs,
)

# One paragraph of 200,000 letters takes 18 seconds to set, a hundred of 2,000 take one.
PIECE = 2000
# A page is split line by line, so one paragraph of a thousand lines costs a thousand times.
PIECE_LINES = 40
# Nobody writes so many paragraphs; what has them is set line by line, which is much quicker.
MANY_PARTS = 1000
LONG_WORD = 200
# Chinese and Japanese signs and their punctuation begin here.
FIRST_HAN = "\u2e80"
Script = Literal["latin", "mixed", "han"]

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Blank lines part paragraphs; a line break inside one is kept.
_BLANK_LINES = re.compile(r"\n[ ]*\n\s*")
_UNBROKEN = re.compile(rf"[^\s\u2e80-\U0003ffff]{{{LONG_WORD}}}(?=\S)")
_PLAIN = {"\t": " ", "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—"}
# A letter in another dress (bold, full-width, ligature) may be shown as the letter itself.
_DRESSED = ("<font>", "<wide>", "<narrow>", "<compat>")


def pdf_text(user_text: str, *, is_bold: bool = False) -> list[str]:
    """Paragraph sources for reportlab, each of at most 2,000 letters, in their order.

    Markup is escaped, so nothing in the text can load a file or make a link. Control and
    invisible format characters go; what no font can show is named in brackets. `is_bold` tells
    that the style is bold, since a change of font would lose it.
    """
    parts = _BLANK_LINES.split(plain_text(user_text).strip())
    if len(parts) > MANY_PARTS:
        parts = ["\n".join(parts)]
    pieces = [piece for part in parts for piece in _pieces(part) if piece.strip()]
    return [_markup(piece, is_bold) for piece in pieces]


def plain_text(user_text: str) -> str:
    """The text with everything in it that the fonts can show, for drawing without markup."""
    text = normalize("NFC", _LINE_ENDS.sub("\n", user_text))
    strange = set(text) - latin_letters()
    return _shown(text.translate({ord(letter): _plainer(letter) for letter in strange}))


def _plainer(letter: str) -> str:
    """What stands for a sign that the Latin font lacks: a common mark, a space, or nothing."""
    if letter in _PLAIN:
        return _PLAIN[letter]
    if category(letter) == "Zs":
        return " "
    return "" if _is_unseen(letter) else letter


def script_of(source: str) -> Script:
    """How to set a source from `pdf_text`: Chinese breaks its lines between any two signs.

    A text that is Chinese for the most part comes without changes of font and is set in the
    Chinese font as a whole: it looks calmer, and costs a third.
    """
    if not _has_han(source):
        return "latin"
    return "mixed" if "<font " in source else "han"


def _is_unseen(letter: str) -> bool:
    """Controls, joiners, direction signs and picture selectors: they have no look of their own."""
    return category(letter) in ("Cc", "Cf") or "\ufe00" <= letter <= "\ufe0f"


def _shown(text: str) -> str:
    # Asked first: a Latin document never loads the Chinese font, a hundred times as large.
    if latin_letters().issuperset(text):
        return text
    known = known_letters()
    text = text.translate({ord(sign): _undressed(sign, known) for sign in set(text) - known})
    strange = "".join(map(re.escape, sorted(set(text) - known)))
    return re.sub(f"[{strange}]+", _named, text) if strange else text


def _undressed(letter: str, known: frozenset[str]) -> str:
    """The letter in plain dress, or itself where no font has that either."""
    plain = normalize("NFKC", letter) if decomposition(letter).startswith(_DRESSED) else letter
    return plain if known.issuperset(plain) else letter


def _named(found: re.Match[str]) -> str:
    parts = groupby(found[0], key=_script)
    return "".join(_brackets(script, "".join(letters)) for script, letters in parts)


def _script(letter: str) -> str:
    """The script of a letter; "" for what has a name of its own, such as an emoji."""
    words = name(letter, "").split()
    if category(letter)[0] not in "LM" or not words or words[0] in ("CJK", "COMBINING"):
        return ""
    return words[0].capitalize()


def _brackets(script: str, letters: str) -> str:
    if not script:
        return "".join(f"[{_own_name(letter)}]" for letter in letters)
    count = len(letters)
    words = ngettext("%(script)s, %(count)d letter", "%(script)s, %(count)d letters", count)
    return f"[{words % {'script': script, 'count': count}}]"


def _own_name(letter: str) -> str:
    own = name(letter, "")
    return own.lower() if own and not own.startswith("CJK") else f"U+{ord(letter):04X}"


def _broken(text: str) -> str:
    return _UNBROKEN.sub(lambda found: f"{found[0]} ", text)


def _pieces(text: str) -> Iterator[str]:
    lines = _broken(text).split("\n")
    for start in range(0, len(lines), PIECE_LINES):
        yield from _short_pieces("\n".join(lines[start : start + PIECE_LINES]))


def _short_pieces(text: str) -> Iterator[str]:
    while len(text) > PIECE:
        cut = _cut(text)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    yield text


def _cut(text: str) -> int:
    """Where to part a long paragraph: after a line or a sentence, else a word, else anywhere."""
    for mark in ("\n", "。", ". ", " "):
        at = text.rfind(mark, PIECE // 2, PIECE)
        if at > 0:
            return at + len(mark)
    return PIECE


def _has_han(text: str) -> bool:
    return bool(text) and max(text) >= FIRST_HAN


def _is_mostly_han(piece: str) -> bool:
    count = sum(letter >= FIRST_HAN for letter in piece)
    return 2 * count > len(piece) and han_letters().issuperset(piece)


def _markup(piece: str, is_bold: bool) -> str:
    if _has_han(piece) and _is_mostly_han(piece):
        return _lines(piece)
    face = font_name(is_bold=is_bold, is_han=True)
    return "".join(
        f'<font face="{face}">{_lines(run.text)}</font>' if run.is_han else _lines(run.text)
        for run in runs(piece)
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
