"""Opens a file of rows, CSV or XLSX, whatever somebody hands in; says why it will not do."""

import codecs
import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import BinaryIO

from django.utils.translation import gettext as _

CHUNK = 1 << 20  # so that a file of any size is told apart in little memory
DELIMITERS = ",;\t|"
MOST_COLUMNS = 200
MARKS = (
    (codecs.BOM_UTF32_LE, ""),  # first, since it begins with the mark of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str]]


class FileRefused(Exception):
    """Why a whole file is not read, with the remedy."""


class BorrowedText(TextIOWrapper):
    """Text over a file that stays its owner's to close."""

    def close(self) -> None:
        self.detach()


@dataclass
class Table:
    """A heading and the rows under it; `rows` may raise FileRefused while it is read."""

    heading: list[str]
    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)


def table_of(numbered: Iterable[Row], notes: list[str]) -> Table:
    """The first row with anything in it is the heading; empty rows are passed over."""
    filled = ((number, cells) for number, cells in numbered if any(cell.strip() for cell in cells))
    _number, heading = next(filled, (0, []))
    if not heading:
        raise FileRefused(
            _("This file is empty. Choose one with a heading and a row for each person.")
        )
    return Table([cell.strip() for cell in heading], _narrow(filled), notes)


def _narrow(rows: Iterator[Row]) -> Iterator[Row]:
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS:
            numbers = {"row": number, "most": MOST_COLUMNS}
            raise FileRefused(
                _("Row %(row)s has more than %(most)s cells. Is this a list of people?") % numbers
            )
        yield number, cells


def read_csv(file: BinaryIO) -> Table:
    """A text file of rows, in whichever encoding and with whichever separator it was saved."""
    encoding = encoding_of(file)
    notes = []
    if encoding == "cp1252":
        notes.append(
            _("Read as an older Windows file. Check that letters such as é look right below.")
        )
    lines = BorrowedText(file, encoding=encoding, newline="")
    first = next(lines, "")
    # Excel's own way to name the separator, in a line that is no row.
    is_told = first.startswith("sep=")
    told = first.strip("\r\n").removeprefix("sep=")  # a tab counts, so no bare strip()
    delimiter = told if is_told else max(DELIMITERS, key=first.count)
    if len(delimiter) != 1:
        raise FileRefused(_("The first line names no separator. Save the file as CSV again."))
    rows = lines if is_told else itertools.chain([first], lines)
    # Strict: else a forgotten quotation mark makes one cell of the rest of the file.
    reader = csv.reader(rows, delimiter=delimiter, strict=True)
    return table_of(_csv_rows(reader, 2 if is_told else 1), notes)


def _csv_rows(reader: Iterator[list[str]], first: int) -> Iterator[Row]:
    for number in itertools.count(first):
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            why = _(
                "Row %(row)s cannot be read: a quotation mark is missing, or a cell is too long."
            )
            raise FileRefused(why % {"row": number}) from error


def encoding_of(file: BinaryIO) -> str:
    """The encoding that every byte of `file` fits, which is left at its beginning."""
    start = file.read(4_096)
    file.seek(0)
    for name in _likely(start):
        if name and _decodes(file, name):
            return name
    raise FileRefused(
        _("This is neither CSV nor XLSX text that we can read. Save it as CSV, UTF-8.")
    )


def _likely(start: bytes) -> list[str]:
    if start.startswith(OLD_EXCEL):
        raise FileRefused(_("This is an older Excel file. Save it as .xlsx or CSV."))
    if start.startswith(OTHER_KINDS):
        return []
    for mark, name in MARKS:
        if start.startswith(mark):
            return [name]
    # No text in a single-byte encoding or in UTF-8 holds a zero.
    if b"\0" in start:
        return _unmarked_utf16(start)
    # In this order: cp1252 gives some letter to nearly every byte, so it would always "fit".
    return ["utf-8", "cp1252"]


def _unmarked_utf16(start: bytes) -> list[str]:
    """In plain letters every other byte is zero; anything else with zeros is no text."""
    most = len(start) // 4
    if start[1::2].count(0) > most:
        return ["utf-16-le"]
    return ["utf-16-be"] if start[::2].count(0) > most else []


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True
