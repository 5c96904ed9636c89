"""The PDF floor: hostile texts stay text, pages are numbered, fonts embedded, metadata neutral."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.platypus import Flowable

from practice.charts.geometry import layout
from practice.charts.pdf import ChartFlowable
from practice.charts.shapes import Band, Key, Mark, Point, Series
from practice.pdf.blocks import (
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
from practice.pdf.text import PIECE, pdf_text, plain_text

CHINESE = "赵磊 周婷 刘佳 陈静 我们今天一起做饭"
MARKUP = [
    '<img src="file:///etc/passwd"/>',
    '<a href="javascript:alert(1)">open</a>',
    '<para><font size="90">big</para>',
    "Tea & biscuits < 3 > 2",
    "]]> <!-- &amp; <![CDATA[x]]>",
    "<br",
    "{% now %} &#60;b&#62;",
]


def make_pdf(story: Sequence[Flowable], **more: Any) -> bytes:
    settings: dict[str, Any] = {
        "title": "Progress summary",
        "audience_label": "For you both",
        "made_on": date(2026, 3, 5),
        "language": "en",
        "version": 2,
    }
    return build_pdf(story, **(settings | more))


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data), strict=True)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(data).pages)


def joined(text: str) -> str:
    """Without any space, since lines are broken anew on paper."""
    return "".join(text.split())


def fonts_of(reader: PdfReader) -> Iterator[dict[str, Any]]:
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()


def make_chart(name: str = "Zhao Lei") -> ChartFlowable:
    keys: tuple[Key, ...] = ("a", "b", "joint")
    points = (Point(date(2026, 3, 3), 1, 2), Point(date(2026, 4, 14), 5, 5))
    series = [Series(key, f"{name} {key}", points, good_enough=7) for key in keys]
    bands = [Band("Partnership", "1", date(2026, 3, 1))]
    drawing = layout(series, bands, [Mark("S1", date(2026, 3, 3))], size="pdf")
    return ChartFlowable(drawing, "From 1–2 to 5.")


def outline(element: Any) -> list[Any]:
    """The roles of a structure tree, each with those inside it; drawn content is left out."""
    element = element.get_object()
    kids = [kid.get_object() for kid in element["/K"]]
    inner = [outline(kid) for kid in kids if kid["/Type"] == "/StructElem"]
    return [element["/S"], *inner]


class TestHostileText:
    @pytest.mark.parametrize("text", MARKUP)
    def test_markup_stays_text_in_every_block(self, text: str) -> None:
        story = [
            *heading(text),
            *paragraph(text),
            *quote(text, text),
            *bullets([text]),
            *facts([(text, text)]),
            *table([text], [[text]]),
            *notice(text, text),
            make_chart(text),
        ]
        data = make_pdf(story, audience_label=text)
        reader = read(data)
        for page in reader.pages:
            assert "/Annots" not in page
            assert "/XObject" not in page["/Resources"]
        assert joined(text_of(data)).count(joined(text)) >= 9
        for name in (b"/URI", b"/JavaScript", b"/JS", b"/EmbeddedFile", b"/Launch"):
            assert name not in data

    def test_a_paragraph_of_200_000_letters_is_whole(self) -> None:
        text = "".join(f"word{number} " for number in range(22_000))[:200_000]
        assert joined(text) in joined(_body(make_pdf(paragraph(text))))

    def test_a_very_long_text_in_a_table_or_a_quote_is_whole(self) -> None:
        text = "".join(f"word{number} " for number in range(2_000))
        for story in (
            quote(text, "Zhou Ting"),
            notice(text, "Still hard"),
            facts([("What was hard", text)]),
            bullets([text]),
            together(heading("Long"), paragraph(text)),
        ):
            assert joined(text) in joined(_body(make_pdf(story)))
        cell = _body(make_pdf(table(["One", "Two"], [[text, "x"]])))
        assert all(f"word{number}" in cell for number in range(2_000))

    def test_one_word_of_5_000_letters_is_broken_and_whole(self) -> None:
        text = "".join(chr(97 + number % 26) for number in range(5_000))
        (source, *_more) = pdf_text(text)
        assert max(map(len, source.split())) == 200
        assert text in joined(_body(make_pdf(paragraph(text))))

    def test_thousands_of_short_lines_are_whole(self) -> None:
        text = "\n".join(f"{number}." for number in range(5_000))
        assert joined(text) in joined(_body(make_pdf(paragraph(text))))

    def test_thousands_of_tiny_paragraphs_are_set_as_lines(self) -> None:
        text = "\n\n".join(f"{number}." for number in range(3_000))
        assert len(pdf_text(text)) == 3_000 / 40
        assert joined(text) in joined(_body(make_pdf(paragraph(text))))

    def test_pieces_are_short(self) -> None:
        assert max(map(len, pdf_text("Some words. " * 2_000))) <= PIECE


def _body(data: bytes) -> str:
    """The extracted text without the lines of header and footer."""
    furniture = ("For you both", "Progress summary", "Made on", "Page ")
    lines = text_of(data).splitlines()
    return "\n".join(line for line in lines if not line.startswith(furniture))


class TestLetters:
    def test_controls_and_unseen_signs_go(self) -> None:
        text = "a\x00b\x08c\u202ed\u200be\ufefff\ttab\r\nline\x0cpage\u2028end"
        assert plain_text(text) == "abcdef tab\nline\npage\nend"

    def test_line_breaks_are_kept_and_blank_lines_part_paragraphs(self) -> None:
        assert pdf_text("one\ntwo\n\n \nthree") == ["one<br/>two", "three"]
        assert pdf_text("  \n ") == []

    def test_what_no_font_has_is_named_and_never_dropped(self) -> None:
        assert plain_text("tea \U0001f60a") == "tea [smiling face with smiling eyes]"
        assert plain_text("שלום") == "[Hebrew, 4 letters]"
        assert plain_text("א") == "[Hebrew, 1 letter]"
        assert plain_text("ά") == "[Greek, 1 letter]"
        assert plain_text("\U00020000\ue000\ud800") == "[U+20000][U+E000][U+D800]"

    def test_letters_in_fancy_dress_are_shown_as_themselves(self) -> None:
        assert plain_text("\U0001d4d7\U0001d4f2 \ufb01ne") == "Hi fine"

    @pytest.mark.parametrize(
        "text",
        [
            "Łódź Şule Đorđe Ștefan Ægir Þór Œuvre naïve",
            "“Yes” ‘no’ – — … • → ← ½ € £ ™ ♥ ✓ 10⁵",
            "Привет Nguyễn Đặng",
            CHINESE,
            "王喆 李玥 陈堃 张祎,“好”。",
        ],
    )
    def test_names_and_signs_of_europe_and_china_are_shown(self, text: str) -> None:
        assert plain_text(text) == text
        assert joined(text) in joined(text_of(make_pdf(paragraph(text))))

    def test_a_mixture_of_everything_builds(self) -> None:
        text = "".join(map(chr, range(1, 0x3000))) + "\U0001f600\U0001f468\u200d\U0001f469"
        assert "[grinning face]" in _body(make_pdf(paragraph(text))).replace("\n", " ")


class TestDocument:
    def test_every_page_says_for_whom_when_and_which_page_of_how_many(self) -> None:
        pages = read(make_pdf(paragraph("Some words. " * 1_500))).pages
        total = len(pages)
        assert total > 3
        for number, page in enumerate(pages, start=1):
            text = page.extract_text()
            assert "For you both" in text
            assert "Made on 5 Mar 2026 · Version 2" in text
            assert f"Page {number} of {total}" in text

    def test_the_same_story_gives_the_same_bytes(self) -> None:
        first, second = (
            make_pdf([*heading("Where you are"), *paragraph(CHINESE), make_chart()])
            for _ in range(2)
        )
        assert first == second

    def test_the_metadata_is_neutral(self) -> None:
        story = [*heading("Zhao Lei"), *quote("Tea.", "Zhao Lei"), make_chart("Zhao Lei")]
        reader = read(make_pdf(story, audience_label="For Zhao Lei"))
        facts_of_file = {key: str(value) for key, value in (reader.metadata or {}).items()}
        assert facts_of_file["/Title"] == "Progress summary"
        assert facts_of_file["/Author"] == facts_of_file["/Producer"] == "Hearthwork"
        assert "Zhao" not in str(facts_of_file)
        assert reader.outline == []
        assert reader.attachments == {}
        assert reader.xmp_metadata is None

    def test_language_and_title_are_told_to_the_reader_program(self) -> None:
        root = read(make_pdf(paragraph(CHINESE), language="zh-hans")).trailer["/Root"]
        assert root["/Lang"] == "zh-hans"
        assert str(root["/ViewerPreferences"]["/DisplayDocTitle"]).lower() == "true"

    def test_all_fonts_are_embedded_subsets(self) -> None:
        story = [
            *heading(f"Words {CHINESE}"),
            *paragraph(CHINESE),
            *bullets(["tea"]),
            *table(["Date"], [["3 Mar 2026"]]),
            make_chart("赵磊"),
        ]
        names = set()
        for font in fonts_of(read(make_pdf(story))):
            names.add(str(font["/BaseFont"]).partition("+")[2])
            assert "/FontFile2" in font["/FontDescriptor"]
        assert names == {
            "Figtree-Regular",
            "Figtree-Bold",
            "NotoSansSC-Regular",
            "NotoSansSC-Bold",
        }

    def test_chinese_costs_little(self) -> None:
        latin, chinese = (len(make_pdf(paragraph(text))) for text in ("Tea.", CHINESE))
        assert chinese - latin < 30 * 1024

    def test_an_empty_story_is_one_page(self) -> None:
        assert len(read(make_pdf([])).pages) == 1

    def test_the_chart_is_drawn_with_its_names(self) -> None:
        text = text_of(make_pdf([make_chart("周婷")]))
        for words in ("周婷 a 5", "周婷 b 5", "Partnership", "S1", "3 Mar 2026", "good enough"):
            assert words in text

    def test_a_long_header_ends_in_an_ellipsis(self) -> None:
        assert "…" in text_of(make_pdf([], audience_label="For somebody " * 20))


class TestReadAloud:
    def test_headings_lists_tables_and_charts_are_known_as_such(self) -> None:
        story = [
            *heading("Summary", 1),
            *paragraph("One.\n\nTwo."),
            *quote("Tea.", "Zhou Ting"),
            *bullets(["Walk"]),
            *table(["Date", "You"], [["3 Mar 2026", ""]]),
            make_chart(),
        ]
        root = read(make_pdf(story)).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert outline(root["/StructTreeRoot"]["/K"]) == [
            "/Document",
            ["/H1"],
            ["/P"],
            ["/P"],
            ["/BlockQuote", ["/P"], ["/P"]],
            ["/L", ["/LI", ["/LBody"]]],
            ["/Table", ["/TR", ["/TH"], ["/TH"]], ["/TR", ["/TD"], ["/TD"]]],
            ["/Figure"],
        ]
        figure = root["/StructTreeRoot"]["/K"]["/K"][-1]
        assert figure.get_object()["/Alt"] == "From 1–2 to 5."

    def test_a_text_over_two_pages_is_one_element_with_content_on_both(self) -> None:
        filler = paragraph("Some words. " * 260)
        reader = read(make_pdf([*filler, *paragraph("Longer. " * 240)]))
        last = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]["/K"][-1].get_object()
        pages = [kid.get_object()["/Pg"].indirect_reference for kid in last["/K"]]
        assert pages == [page.indirect_reference for page in reader.pages]

    def test_each_page_leads_back_to_its_elements(self) -> None:
        reader = read(make_pdf(paragraph("Some words. " * 1_500)))
        numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        assert numbers[::2] == [page["/StructParents"] for page in reader.pages]
        for page, owners in zip(reader.pages, numbers[1::2], strict=True):
            assert page.get_contents().get_data().count(b" BDC") == len(owners.get_object())
