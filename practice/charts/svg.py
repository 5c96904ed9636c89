"""A laid-out chart as safe SVG for the page. Looks come from the style sheet by class.

The few drawing attributes below are what must hold without it: shapes, dashes, and text of
14 units, which stays above 12 px at 640 px (wide) and 330 px (narrow).
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from practice.charts.geometry import layout
from practice.charts.shapes import (
    DIAMOND,
    SQUARE,
    Band,
    Box,
    Dot,
    Drawing,
    End,
    Key,
    Label,
    Mark,
    Scale,
    Series,
    Sheet,
    Size,
    Stroke,
)

DASHES: dict[Key, str] = {"a": "none", "b": "9 5", "joint": "2 6"}
SIZES: tuple[Size, ...] = ("wide", "narrow")


def charts(
    series: Sequence[Series],
    bands: Sequence[Band] = (),
    marks: Sequence[Mark] = (),
    scale: Scale | None = None,
    *,
    prefix: str,
    title: str,
    description: str,
) -> SafeString:
    """Both sizes of one chart; the style sheet shows the one that fits."""
    drawings = [layout(series, bands, marks, scale, size) for size in SIZES]
    return join(
        [chart(one, prefix=prefix, title=title, description=description) for one in drawings]
    )


def chart(drawing: Drawing, *, prefix: str, title: str, description: str) -> SafeString:
    """One SVG element; `prefix` must be unique on the page, the size is added to it."""
    sheet = drawing.sheet
    return format_html(
        '<svg class="chart {size}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="{id}-t {id}-d" font-size="{font}"'
        ' xmlns="http://www.w3.org/2000/svg">'
        '<title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>{body}</svg>',
        size=sheet.size,
        width=number(sheet.width),
        height=number(sheet.height),
        font=number(sheet.font),
        id=f"{prefix}-{sheet.size}",
        title=title,
        description=description,
        body=join([_ground(drawing), _lines(drawing), _names(drawing)]),
    )


def join(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _ground(drawing: Drawing) -> SafeString:
    """What lies under the lines: phases, the grid, sessions, dates."""
    sheet = drawing.sheet
    return join(
        [
            *(_band(box, sheet) for box in drawing.bands),
            *(_grid(label, sheet) for label in drawing.grid),
            *(_session(label, sheet) for label in drawing.sessions),
            *(_text("tick", label) for label in drawing.dates),
            *([_text("tick", drawing.message)] if drawing.message else []),
        ]
    )


def _lines(drawing: Drawing) -> SafeString:
    dots = drawing.dots
    return join(
        [
            *(_level(key, y, drawing.sheet) for key, y in drawing.levels),
            *(_stroke(stroke) for stroke in drawing.strokes),
            *(_bar(dot) for dot in dots if dot.is_range),
            *(_sign(dot.key, dot.x, dot.y, drawing.sheet.dot) for dot in dots),
        ]
    )


def _names(drawing: Drawing) -> SafeString:
    return join([_end(end, drawing.sheet) for end in drawing.ends])


def _band(box: Box, sheet: Sheet) -> SafeString:
    return format_html(
        '<rect class="band band-{}" fill="none" x="{}" y="{}" width="{}" height="{}"/>{}',
        box.tone,
        number(box.x),
        number(sheet.band_top),
        number(box.width),
        number(sheet.bottom - sheet.band_top),
        _text("band-label", sheet.band_label(box)),
    )


def _grid(label: Label, sheet: Sheet) -> SafeString:
    line = _line("grid", sheet.left, sheet.right, label.y, label.y)
    return join([line, _text("tick", sheet.level_with(label))])


def _session(label: Label, sheet: Sheet) -> SafeString:
    line = _line("sess", label.x, label.x, sheet.top, sheet.bottom)
    return join([line, _text("tick sess-label", label)])


def _line(css: str, x1: float, x2: float, y1: float, y2: float) -> SafeString:
    return format_html(
        '<line class="{}" stroke="currentColor" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        css,
        *map(number, (x1, x2, y1, y2)),
    )


def _text(css: str, label: Label) -> SafeString:
    if not label.text:
        return SafeString()
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        css,
        number(label.x),
        number(label.y),
        label.anchor,
        label.text,
    )


def _level(key: Key, y: float, sheet: Sheet) -> SafeString:
    """The person's own good-enough line."""
    return format_html(
        '<path class="level level-{}" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-dasharray="0.1 7" d="M{} {}H{}"/>',
        key,
        *map(number, (sheet.left, y, sheet.right)),
    )


def _stroke(stroke: Stroke) -> SafeString:
    return format_html(
        '<polyline class="line line-{}" fill="none" stroke="currentColor" stroke-dasharray="{}"'
        ' points="{}"/>',
        stroke.key,
        DASHES[stroke.key],
        " ".join(f"{number(x)},{number(y)}" for x, y in stroke.points),
    )


def _bar(dot: Dot) -> SafeString:
    """A range, from end to end."""
    return _line(f"bar bar-{dot.key}", dot.x, dot.x, dot.y_low, dot.y_high)


def _sign(key: Key, x: float, y: float, arm: float) -> SafeString:
    """A circle for A, a square for B, a diamond for both."""
    if key == "a":
        return format_html(
            '<circle class="dot dot-a" cx="{}" cy="{}" r="{}"/>', *map(number, (x, y, arm))
        )
    if key == "b":
        side = arm * SQUARE
        return format_html(
            '<rect class="dot dot-b" x="{}" y="{}" width="{}" height="{}"/>',
            *map(number, (x - side / 2, y - side / 2, side, side)),
        )
    reach = arm * DIAMOND
    return format_html(
        '<path class="dot dot-joint" d="M{} {}L{} {}L{} {}L{} {}Z"/>',
        *map(number, (x, y - reach, x + reach, y, x, y + reach, x - reach, y)),
    )


def _end(end: End, sheet: Sheet) -> SafeString:
    """The name at the line's end, led by the line's own sign."""
    css = "end level-label" if end.is_level else "end"
    sign = _sign(end.key, end.x, end.y, sheet.dot)
    return join([sign, _text(f"{css} end-{end.key}", sheet.end_label(end))])
