"""Charts: the geometry's hard cases, the SVG's shape and safety, the words beside the picture."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils.safestring import SafeString

from practice.charts.geometry import GAP_DAYS, fitted, layout, text_width
from practice.charts.shapes import Band, Drawing, Key, Mark, Point, Scale, Series, Size
from practice.charts.svg import charts
from practice.charts.words import bands_line, number, sentence, table

START = date(2026, 3, 3)
SIZES: tuple[Size, ...] = ("wide", "narrow", "pdf")
SVG = "{http://www.w3.org/2000/svg}"


def make_point(days: float, low: str, high: str = "", **more: str) -> Point:
    """A score some days after the start."""
    on = date.fromordinal(START.toordinal() + int(days))
    return Point(on, Decimal(low), Decimal(high or low), **more)


def make_series(*points: Point, key: Key = "a", name: str = "Zhao Lei") -> Series:
    return Series(key, name, points)


def make_svg(series: Sequence[Series], title: str = "Closeness") -> SafeString:
    return charts(series, prefix="scale", title=title, description="In words.")


def elements(svg: str, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<div>{svg}</div>").iter(f"{SVG}{tag}"))  # noqa: S314 - our own output


def xs(drawing: Drawing, key: Key = "a") -> list[float]:
    return [dot.x for dot in drawing.dots if dot.key == key]


class TestTime:
    @pytest.mark.parametrize("size", SIZES)
    def test_uneven_dates_stand_at_uneven_distances(self, size: Size) -> None:
        points = (make_point(0, "3"), make_point(7, "3"), make_point(28, "4"))
        first, second, third = xs(layout([make_series(*points)], size=size))
        assert (third - second) / (second - first) == pytest.approx(3, rel=0.02)

    def test_points_are_drawn_in_time_order_however_they_come(self) -> None:
        points = (make_point(20, "5"), make_point(0, "2"), make_point(10, "3"))
        drawing = layout([make_series(*points)])
        assert xs(drawing) == sorted(xs(drawing))

    def test_a_time_of_day_separates_two_scores_of_one_day(self) -> None:
        points = [
            Point(datetime(2026, 3, 3, hour, 0), 3, 3)  # noqa: DTZ001 - the clock on the wall is what is drawn
            for hour in (8, 20)
        ]
        morning, evening = xs(layout([make_series(*points, make_point(5, "4"))]))[:2]
        assert morning < evening

    def test_two_scores_of_one_plain_date_share_a_place(self) -> None:
        drawing = layout([make_series(make_point(0, "3"), make_point(0, "5"), make_point(9, "5"))])
        assert xs(drawing)[0] == xs(drawing)[1]
        assert len(drawing.strokes[0].points) == 3

    @pytest.mark.parametrize(("days", "strokes"), [(GAP_DAYS, 1), (GAP_DAYS + 1, 2)])
    def test_a_long_silence_is_a_gap_and_never_a_line(self, days: int, strokes: int) -> None:
        points = [make_point(day, "3") for day in (0, 7, 7 + days, 14 + days)]
        drawing = layout([make_series(*points)])
        assert len(drawing.strokes) == strokes
        assert sum(len(stroke.points) for stroke in drawing.strokes) == 4

    def test_a_score_alone_between_two_gaps_keeps_its_mark(self) -> None:
        points = [make_point(day, "3") for day in (0, 100, 200)]
        drawing = layout([make_series(*points)])
        assert (len(drawing.dots), drawing.strokes) == (3, ())

    def test_scores_outside_all_sessions_stay_on_the_paper(self) -> None:
        marks = [Mark("S1", date(2026, 3, 10)), Mark("S2", date(2026, 3, 17))]
        drawing = layout([make_series(make_point(0, "3"), make_point(40, "5"))], marks=marks)
        sheet = drawing.sheet
        assert all(sheet.left < x < sheet.right for x in xs(drawing))
        assert [label.text for label in drawing.sessions] == ["S1", "S2"]

    def test_many_sessions_keep_their_lines_and_no_labels_touch(self) -> None:
        marks = [Mark(f"S{n}", make_point(n * 4, "1").on) for n in range(1, 61)]
        drawing = layout([make_series(make_point(0, "3"))], marks=marks, size="narrow")
        assert len(drawing.sessions) == 60
        for row in (drawing.sessions, drawing.dates):
            named = [label for label in row if label.text]
            for left, right in pairwise(named):
                widths = [text_width(one.text, drawing.sheet.font) for one in (left, right)]
                assert right.x - left.x > sum(widths) / 2

    def test_dates_name_the_year_once_or_wherever_it_could_be_doubted(self) -> None:
        within = layout([make_series(make_point(0, "3"), make_point(40, "3"))])
        across = layout([make_series(make_point(0, "3"), make_point(400, "3"))])
        assert [label.text for label in within.dates] == ["3 Mar 2026", "12 Apr"]
        assert [label.text for label in across.dates] == ["3 Mar 2026", "7 Apr 2027"]


class TestValues:
    def test_a_range_is_a_bar_with_its_middle_marked(self) -> None:
        (dot,) = layout([make_series(make_point(0, "2", "3"))]).dots
        assert dot.is_range
        assert dot.y == pytest.approx((dot.y_low + dot.y_high) / 2, abs=0.1)
        assert dot.y_high < dot.y_low

    def test_higher_numbers_stand_higher(self) -> None:
        low, high = layout([make_series(make_point(0, "2"), make_point(7, "2.5"))]).dots
        assert high.y < low.y

    def test_a_number_outside_the_scale_is_shown_where_it_is(self) -> None:
        drawing = layout([make_series(make_point(0, "0"), make_point(7, "10"))], scale=Scale(1, 10))
        ys = [dot.y for dot in drawing.dots]
        assert drawing.sheet.top < ys[1] < ys[0] < drawing.sheet.bottom
        assert ys[0] > next(label.y for label in drawing.grid if label.text == "1")

    @pytest.mark.parametrize(
        ("scale", "ticks"),
        [
            (Scale(1, 10), ["1", "4", "7", "10"]),
            (Scale(0, 10), ["0", "2", "4", "6", "8", "10"]),
            (Scale(0, 100), ["0", "25", "50", "75", "100"]),
            (Scale(0, 27), ["0", "9", "18", "27"]),
            (Scale(0, 161), ["0", "161"]),
        ],
    )
    def test_the_grid_follows_the_scale(self, scale: Scale, ticks: list[str]) -> None:
        assert [label.text for label in layout([], scale=scale).grid] == ticks

    def test_the_good_enough_line_is_at_its_number_and_named(self) -> None:
        series = Series("a", "Zhao Lei", (make_point(0, "7"),), good_enough=Decimal(7))
        drawing = layout([series])
        assert drawing.levels == (("a", drawing.dots[0].y),)
        assert [end.text for end in drawing.ends if end.is_level] == ["good enough"]


class TestFewAndMany:
    @pytest.mark.parametrize("size", SIZES)
    def test_one_point_is_a_mark_without_a_line(self, size: Size) -> None:
        drawing = layout([make_series(make_point(0, "3"))], size=size)
        assert (len(drawing.dots), drawing.strokes, drawing.message) == (1, (), None)

    @pytest.mark.parametrize("series", [[], [make_series()]])
    def test_no_point_is_said_in_words(self, series: list[Series]) -> None:
        drawing = layout(series)
        assert (drawing.dots, drawing.strokes, drawing.ends) == ((), (), ())
        assert drawing.message is not None
        assert drawing.message.text == "No number yet"
        assert ">No number yet</text>" in make_svg(series)

    @pytest.mark.parametrize("size", SIZES)
    def test_names_at_equal_ends_do_not_touch_and_stay_inside(self, size: Size) -> None:
        keys: tuple[Key, ...] = ("a", "b", "joint")
        for value in ("1", "5", "10"):
            series = [make_series(make_point(0, value), key=key, name=key) for key in keys]
            drawing = layout(series, size=size)
            ys = sorted(end.y for end in drawing.ends)
            assert all(later - one >= drawing.sheet.font for one, later in pairwise(ys))
            assert ys[-1] <= drawing.sheet.bottom
            assert ys[0] >= drawing.sheet.top

    def test_two_people_at_the_same_number_are_both_seen(self) -> None:
        series = [make_series(make_point(0, "4"), key=key) for key in ("a", "b")]
        first, second = layout(series).dots
        assert first.x != second.x
        assert first.y == second.y

    def test_three_hundred_points_stay_on_the_paper(self) -> None:
        points = [make_point(day, str(1 + day % 10)) for day in range(300)]
        drawing = layout([make_series(*points)], size="narrow")
        assert len(drawing.dots) == 300
        assert all(drawing.sheet.left < x < drawing.sheet.right for x in xs(drawing))

    def test_a_long_name_is_shortened_and_keeps_its_number(self) -> None:
        series = make_series(make_point(0, "4", "5"), name="Maximiliane-Alexandra von Hohenfels")
        drawing = layout([series], size="narrow")
        (end,) = drawing.ends
        assert end.text.startswith("Max")
        assert end.text.endswith("… 4–5")
        assert end.x + text_width(end.text, drawing.sheet.font) <= drawing.sheet.width

    def test_a_text_without_room_is_left_out(self) -> None:
        assert fitted("Partnership", 14, 10) == ""


class TestBands:
    BANDS = (
        Band("Partnership", "1", date(2026, 2, 1), date(2026, 3, 13)),
        Band("Resources", "2", date(2026, 3, 13), date(2026, 3, 20)),
        Band("Partnership", "1", date(2026, 3, 20)),
    )
    SERIES = (make_series(make_point(0, "3"), make_point(40, "4")),)

    def test_bands_fill_the_paper_and_equal_phases_look_equal(self) -> None:
        drawing = layout(self.SERIES, self.BANDS)
        first, second, third = drawing.bands
        assert (first.tone, second.tone, third.tone) == (0, 1, 0)
        assert first.x == drawing.sheet.left
        assert third.x + third.width == pytest.approx(drawing.sheet.right)
        assert first.x + first.width == pytest.approx(second.x, abs=0.2)

    def test_a_phase_before_the_first_number_is_left_out(self) -> None:
        earlier = Band("Partnership", "1", date(2025, 1, 1), date(2025, 2, 1))
        assert layout(self.SERIES, [earlier]).bands == ()

    @pytest.mark.parametrize("size", SIZES)
    def test_labels_fit_into_their_bands(self, size: Size) -> None:
        for box in layout(self.SERIES, self.BANDS, size=size).bands:
            assert text_width(box.label, layout([], size=size).sheet.font) <= box.width

    def test_a_band_with_room_says_number_and_name_as_every_other_page_does(self) -> None:
        wide, narrow, *_rest = layout(self.SERIES, self.BANDS).bands
        assert wide.label == "1 Partnership"
        assert narrow.label == "2"

    def test_what_was_said_on_the_first_day_lies_inside_its_phase(self) -> None:
        morning = Point(datetime(2026, 3, 13, 8, tzinfo=UTC), Decimal(3), Decimal(3))
        drawing = layout([make_series(morning)], self.BANDS[1:2])
        assert drawing.bands[0].x < drawing.dots[0].x

    def test_the_phases_are_told_in_words_too(self) -> None:
        assert bands_line(self.BANDS[:2]) == (
            "Phases: 1 Partnership from 1 Feb 2026; 2 Resources from 13 Mar 2026."
        )
        assert bands_line(()) == ""


class TestSvg:
    SERIES = (
        make_series(make_point(0, "1", "2"), make_point(20, "5")),
        make_series(make_point(0, "2"), make_point(20, "4"), key="b", name="Zhou Ting"),
        make_series(make_point(0, "2"), make_point(20, "5"), key="joint", name="Together"),
    )

    def test_both_sizes_are_well_formed_and_named(self) -> None:
        svg = make_svg(self.SERIES)
        assert isinstance(svg, SafeString)
        roots = elements(svg, "svg")
        assert [root.get("class") for root in roots] == ["chart wide", "chart narrow"]
        assert [root.get("viewBox") for root in roots] == ["0 0 720 300", "0 0 360 270"]
        for root in roots:
            assert root.get("role") == "img"
            ids = [root[0].get("id"), root[1].get("id")]
            assert root.get("aria-labelledby") == " ".join(map(str, ids))

    def test_ids_are_unique(self) -> None:
        root = ElementTree.fromstring(f"<div>{make_svg(self.SERIES)}</div>")  # noqa: S314 - our own output
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)) == 4

    def test_each_person_has_a_line_and_a_sign_of_their_own(self) -> None:
        svg = make_svg(self.SERIES)
        assert {line.get("stroke-dasharray") for line in elements(svg, "polyline")} == {
            "none",
            "9 5",
            "2 6",
        }
        assert {one.get("class") for one in elements(svg, "circle")} == {"dot dot-a"}
        assert "dot dot-b" in {one.get("class") for one in elements(svg, "rect")}
        assert {one.get("class") for one in elements(svg, "path")} == {"dot dot-joint"}
        assert "bar bar-a" in {one.get("class") for one in elements(svg, "line")}

    def test_text_stays_readable_at_natural_width(self) -> None:
        for root, shown_at in zip(elements(make_svg(self.SERIES), "svg"), (640, 330), strict=True):
            width = float(str(root.get("viewBox")).split()[2])
            assert float(str(root.get("font-size"))) * shown_at / width >= 12

    def test_names_and_titles_are_escaped(self) -> None:
        hostile = '"><script>alert(1)</script>&'
        series = make_series(make_point(0, "3"), name="<script>")
        svg = charts(
            [series],
            [Band("<b>", "<i>", date(2026, 3, 1))],
            [Mark("<u>", START)],
            prefix="x",
            title=hostile,
            description=hostile,
        )
        assert elements(svg, "title")[0].text == hostile
        assert {root.tag for root in elements(svg, "script")} == set()
        assert "<script" not in svg
        assert "&lt;b&gt;" in svg

    def test_no_style_and_no_script_for_a_strict_policy(self) -> None:
        root = ElementTree.fromstring(f"<div>{make_svg(self.SERIES)}</div>")  # noqa: S314 - our own output
        for element in root.iter():
            assert "style" not in element.attrib
            assert not [name for name in element.attrib if name.startswith("on")]


class TestWords:
    SCALE = Scale(1, 10, "far apart", "as close as we hope")

    def test_a_move_is_told_from_and_to(self) -> None:
        series = make_series(make_point(0, "1", "2"), make_point(42, "5"))
        assert sentence([series], self.SCALE) == (
            "Zhao Lei moved from 1–2 to 5 between 3 Mar 2026 and 14 Apr 2026. "
            "1 means: far apart. 10 means: as close as we hope."
        )

    def test_a_move_down_uses_the_same_words(self) -> None:
        series = make_series(make_point(0, "6"), make_point(7, "4"))
        assert sentence([series], Scale()) == (
            "Zhao Lei moved from 6 to 4 between 3 Mar 2026 and 10 Mar 2026."
        )

    @pytest.mark.parametrize(
        ("key", "start"),
        [
            ("a", "You moved from 3 to 4"),
            ("b", "Zhao Lei moved from"),
            ("joint", "The number you share moved"),
        ],
    )
    def test_the_reader_is_addressed(self, key: Key, start: str) -> None:
        series = make_series(make_point(0, "3"), make_point(7, "4"), key=key)
        assert sentence([series], Scale(), you="a").startswith(start)

    def test_one_number_and_none_and_the_same_again(self) -> None:
        one = make_series(make_point(0, "3"))
        same = make_series(make_point(0, "3"), make_point(7, "3"))
        assert sentence([one], Scale()) == "Zhao Lei chose 3 on 3 Mar 2026."
        assert sentence([one], Scale(), you="a") == "You chose 3 on 3 Mar 2026."
        assert (
            sentence([same], Scale()) == "Zhao Lei chose 3 on 3 Mar 2026 and again on 10 Mar 2026."
        )
        assert sentence([make_series()], Scale()) == "There is no number here yet."

    def test_the_table_has_every_number_and_no_zero_for_a_missing_one(self) -> None:
        series = [
            make_series(make_point(0, "2", "3", words="We had tea.", label="session 1")),
            make_series(make_point(0, "4"), make_point(0, "4.5"), key="b", name="Zhou Ting"),
        ]
        shown = table(series)
        assert shown.columns == ("Date", "Zhao Lei", "Zhou Ting")
        assert [(row.on, row.label) for row in shown.rows] == [
            ("3 Mar 2026", "session 1"),
            ("3 Mar 2026", ""),
        ]
        assert [[cell.text for cell in row.cells] for row in shown.rows] == [
            ["2–3", "4"],
            ["", "4.5"],
        ]
        assert shown.rows[0].cells[0].words == "We had tea."

    def test_numbers_have_no_idle_zeros(self) -> None:
        assert [number(Decimal(text)) for text in ("3", "2.50", "10.00")] == ["3", "2.5", "10"]
