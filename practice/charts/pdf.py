"""A laid-out chart drawn into a PDF as vectors: shapes and dashes carry it in black and white."""

from reportlab.lib.colors import white
from reportlab.platypus import Flowable

from practice.charts.shapes import DIAMOND, SQUARE, Box, Dot, Drawing, End, Key, Label
from practice.pdf.styles import BRAND, INK, LINE, MUTED, TINTS, WARM
from practice.pdf.tags import Tag, marked
from practice.pdf.text import plain_text
from practice.pdf.typefaces import draw_text

COLOURS = {"a": BRAND, "b": WARM, "joint": INK}
DASHES: dict[Key, tuple[float, ...]] = {"a": (), "b": (5, 3), "joint": (1, 3)}


class ChartFlowable(Flowable):
    """One chart; lay it out with size "pdf". `alternative` says in words what it shows."""

    def __init__(self, drawing: Drawing, alternative: str = "") -> None:
        super().__init__()
        self.drawing = drawing
        self.tag = Tag("Figure", alternative=plain_text(alternative))
        self.width, self.height = drawing.sheet.width, drawing.sheet.height
        self.spaceBefore, self.spaceAfter = 4, 10

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        with marked(self.canv, self.tag):
            self._paint()

    def _paint(self) -> None:
        self._bands()
        self._grid()
        self._sessions()
        self._lines()
        for dot in self.drawing.dots:
            self._bar(dot)
        for dot in self.drawing.dots:
            self._sign(dot.key, dot.x, dot.y)
        for end in self.drawing.ends:
            self._end(end)
        if self.drawing.message:
            self._text(self.drawing.message)

    def _up(self, y: float) -> float:
        """Paper counts upwards, the layout downwards."""
        return self.height - y

    def _text(self, label: Label, *, is_bold: bool = False) -> None:
        self.canv.setFillColor(INK if is_bold else MUTED)
        size = self.drawing.sheet.font
        draw_text(
            self.canv,
            label.x,
            self._up(label.y),
            plain_text(label.text),
            size=size,
            is_bold=is_bold,
            anchor=label.anchor,
        )

    def _rule(self, x1: float, x2: float, y1: float, y2: float) -> None:
        self.canv.line(x1, self._up(y1), x2, self._up(y2))

    def _bands(self) -> None:
        for box in self.drawing.bands:
            self._band(box)

    def _band(self, box: Box) -> None:
        sheet = self.drawing.sheet
        top = sheet.band_top
        self.canv.setFillColor(TINTS[box.tone])
        self.canv.rect(
            box.x, self._up(sheet.bottom), box.width, sheet.bottom - top, stroke=0, fill=1
        )
        # Tints may vanish in print; the edge of a phase does not.
        self._pen(LINE, 0.5)
        self._rule(box.x, box.x, top, sheet.bottom)
        self._text(sheet.band_label(box), is_bold=True)

    def _grid(self) -> None:
        sheet = self.drawing.sheet
        for label in self.drawing.grid:
            self._pen(LINE, 0.5)
            self._rule(sheet.left, sheet.right, label.y, label.y)
            self._text(sheet.level_with(label))
        for label in self.drawing.dates:
            self._text(label)

    def _sessions(self) -> None:
        sheet = self.drawing.sheet
        for label in self.drawing.sessions:
            self._pen(MUTED, 0.6, (1.5, 2.5))
            self._rule(label.x, label.x, sheet.top, sheet.bottom)
            self._text(label, is_bold=True)

    def _lines(self) -> None:
        sheet = self.drawing.sheet
        for key, y in self.drawing.levels:
            self._pen(COLOURS[key], 0.8, (1, 4))
            self._rule(sheet.left, sheet.right, y, y)
        for stroke in self.drawing.strokes:
            self._pen(COLOURS[stroke.key], 1.6, DASHES[stroke.key])
            path = self.canv.beginPath()
            (x, y), *rest = stroke.points
            path.moveTo(x, self._up(y))
            for x, y in rest:
                path.lineTo(x, self._up(y))
            self.canv.drawPath(path, stroke=1, fill=0)

    def _bar(self, dot: Dot) -> None:
        if not dot.is_range:
            return
        arm = self.drawing.sheet.dot
        self._pen(COLOURS[dot.key], 1)
        self._rule(dot.x, dot.x, dot.y_low, dot.y_high)
        for y in (dot.y_low, dot.y_high):
            self._rule(dot.x - arm, dot.x + arm, y, y)

    def _sign(self, key: Key, x: float, y: float) -> None:
        """A circle for A, a square for B, a diamond for both."""
        arm, y = self.drawing.sheet.dot, self._up(y)
        # A white rim keeps signs apart where two of them meet.
        self._pen(white, 0.7)
        self.canv.setFillColor(COLOURS[key])
        if key == "a":
            self.canv.circle(x, y, arm, stroke=1, fill=1)
        elif key == "b":
            side = arm * SQUARE
            self.canv.rect(x - side / 2, y - side / 2, side, side, stroke=1, fill=1)
        else:
            self._diamond(x, y, arm * DIAMOND)

    def _diamond(self, x: float, y: float, reach: float) -> None:
        path = self.canv.beginPath()
        path.moveTo(x, y - reach)
        for corner_x, corner_y in ((x + reach, y), (x, y + reach), (x - reach, y)):
            path.lineTo(corner_x, corner_y)
        path.close()
        self.canv.drawPath(path, stroke=1, fill=1)

    def _end(self, end: End) -> None:
        self._sign(end.key, end.x, end.y)
        self._text(self.drawing.sheet.end_label(end), is_bold=not end.is_level)

    def _pen(self, colour: object, width: float, dash: tuple[float, ...] = ()) -> None:
        self.canv.setStrokeColor(colour)
        self.canv.setLineWidth(width)
        self.canv.setDash(list(dash))
