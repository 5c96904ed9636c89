"""Rows of an Excel workbook, opened only after its parts were weighed; formulas stay formulas."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _

from clients.transfer.reading import FileRefused, Row, Table, table_of

# What a page can read within seconds; a longer list comes as CSV, which is read far faster.
MOST_UNPACKED = 20_000_000
MOST_CELLS = 250_000
MOST_PARTS = 100
MOST_RATIO = 100
FORMULA_OR_FAULT = ("f", "e")


def read_xlsx(file: BinaryIO) -> Table:
    """The first sheet of a workbook; FileRefused when it is too large, damaged or no workbook."""
    _weigh(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks and validation rules that we do not read
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a workbook may claim any size; only its cells count
    except Exception as error:  # a damaged workbook stumbles anywhere
        raise FileRefused(_damaged()) from error
    notes = []
    if len(book.worksheets) > 1:
        words = _("Only the first sheet, “%(title)s”, is read.")
        notes.append(words % {"title": sheet.title})
    return table_of(_rows(sheet), notes)


def _weigh(file: BinaryIO) -> None:
    """FileRefused for what is no workbook, or would unpack to far more than it weighs."""
    parts = _parts(file)
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FileRefused(
            _("This is a ZIP file, not an Excel workbook. Save the list as .xlsx or CSV.")
        )
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or any(map(_is_bomb, parts)):
        raise FileRefused(_too_large())


def _parts(file: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused(_damaged()) from error
    file.seek(0)
    return parts


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    """A part of one letter repeated packs a thousand times smaller; text of people never does."""
    return part.file_size > MOST_RATIO * max(part.compress_size, 1)


def _rows(sheet: Any) -> Iterator[Row]:
    read = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            read += len(cells)
            if read > MOST_CELLS:
                raise FileRefused(_too_large())
            yield number, [_text(cell) for cell in cells]
    except FileRefused:
        raise
    except Exception as error:  # as above: rows are read as they are asked for
        raise FileRefused(_damaged()) from error


def _text(cell: Any) -> str:
    """What stands in a cell, as somebody would type it; a formula begins with =."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in FORMULA_OR_FAULT:
        return f"={str(value).removeprefix('=')}"
    if isinstance(value, date):
        return value.isoformat()[:10]  # without the midnight that Excel adds to a day
    # Excel holds every number as a float: an id 42 arrives as 42.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _too_large() -> str:
    return _("This workbook holds far more than a list needs. Save the list as CSV.")


def _damaged() -> str:
    return _("This workbook is damaged or locked. Open it, save it as CSV, and try again.")
