"""Tagged PDF: what is a heading, a list, a table cell, and in which order it is read aloud.

reportlab has no interface for this, so the marks go into the page's own drawing code and the tree
is written beside it when the file is saved.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Optional

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFPage,
    PDFString,
)


@dataclass(frozen=True, eq=False)
class Tag:
    """One element of the tree. Pieces drawn under the same Tag are one element, on all pages."""

    role: str
    parent: Optional["Tag"] = None
    alternative: str = ""


@contextmanager
def marked(canvas: Any, tag: Tag) -> Iterator[None]:
    """What is drawn inside belongs to this element."""
    number = canvas.structure.number_of(tag)
    # The drawing code of a canvas is its own affair; no method writes these two operators.
    canvas._code.append(f"/{tag.role} <</MCID {number}>> BDC")
    yield
    canvas._code.append("EMC")


@contextmanager
def unread(canvas: Any) -> Iterator[None]:
    """What is drawn inside is decoration: lines, grounds, headers that repeat."""
    canvas._code.append("/Artifact BMC")
    yield
    canvas._code.append("EMC")


class Structure:
    """The tags of a document in the order of drawing, and the tree made of them."""

    def __init__(self) -> None:
        self._pages: list[list[Tag]] = [[]]
        self._elements: dict[Tag | None, PDFDictionary] = {}

    def next_page(self) -> None:
        self._pages.append([])

    def number_of(self, tag: Tag) -> int:
        """The number of a new mark on this page."""
        self._pages[-1].append(tag)
        return len(self._pages[-1]) - 1

    def write(self, document: PDFDocument) -> None:
        """Hang the tree into the file; the pages must be finished."""
        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        self._add(document, None, "Document", document.Reference(root))
        numbers: list[Any] = []
        # One list more than there are pages: the last showPage opened it.
        pages = zip(document.Pages.pages, self._pages, strict=False)
        for index, (page, tags) in enumerate(pages):
            owners = [self._place(document, page, mark, tag) for mark, tag in enumerate(tags)]
            numbers += [index, document.Reference(PDFArray(owners))]
            # reportlab writes only the entries of a page that it has a list of.
            page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents"]
            page.StructParents = index
        root["K"] = document.Reference(self._elements[None])
        root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        root["ParentTreeNextKey"] = len(numbers) // 2
        document.Catalog.StructTreeRoot = root
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _place(self, document: PDFDocument, page: PDFPage, mark: int, tag: Tag) -> Any:
        """Give the element of a tag one more piece of content."""
        element = self._element(document, tag)
        piece = {"Type": PDFName("MCR"), "Pg": document.Reference(page), "MCID": mark}
        self._kids_of(element).append(PDFDictionary(piece))
        return document.Reference(element)

    def _element(self, document: PDFDocument, tag: Tag | None) -> PDFDictionary:
        if tag is None or tag in self._elements:
            return self._elements[tag]
        parent = self._element(document, tag.parent)
        element = self._add(document, tag, tag.role, document.Reference(parent))
        self._kids_of(parent).append(document.Reference(element))
        if tag.alternative:
            element["Alt"] = PDFString(tag.alternative)
        return element

    def _add(self, document: PDFDocument, tag: Tag | None, role: str, parent: Any) -> PDFDictionary:
        fields = {"Type": PDFName("StructElem"), "S": PDFName(role), "P": parent}
        element = self._elements[tag] = PDFDictionary({**fields, "K": PDFArray([])})
        document.Reference(element)
        return element

    def _kids_of(self, element: PDFDictionary) -> list[Any]:
        kids: list[Any] = element["K"].sequence
        return kids
