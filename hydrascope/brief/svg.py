"""A small SVG pen: shapes, text and patterns, in the order they are drawn.

The same drawing goes into the PDF at its final size and into the HTML page. Text is DejaVu
Sans, which the PDF carries; every series has a pattern besides its colour, so that a grey print
tells them apart.
"""

from collections.abc import Sequence
from html import escape

from hydrascope import theme

INK, FAINT, GRID = "#1c2430", "#5b6675", "#d9dfe6"
FONT = "DejaVu Sans, Verdana, sans-serif"
SIZE = 11.0
# Widths of DejaVu Sans, in parts of the size; letters not listed are of the usual width.
_WIDTHS = {**dict.fromkeys("ijl|'", 0.29), **dict.fromkeys(" .,:;f-tI()r", 0.38)}
_WIDTHS |= {**dict.fromkeys("mwMW%", 0.92), "—": 1.0}
_USUAL = 0.615
_STROKES = {
    "/": "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2",
    "\\": "M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2",
    "x": "M0,6 l6,-6 M0,0 l6,6",
    "-": "M0,3 h6",
}
_DASHES = {
    "solid": "",
    "dash": "7 4",
    "dot": "2 3",
    "dashdot": "8 3 2 3",
    "longdash": "13 4",
    "longdashdot": "13 4 2 4",
}


def width_of(text: str, size: float = SIZE) -> float:
    """About how wide a text is drawn."""
    return sum(_WIDTHS.get(letter, _USUAL) for letter in text) * size


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """The text, cut with an ellipsis where it would not fit."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Pen:
    """Draws one picture; ``key`` keeps its pattern names apart from other pictures'."""

    def __init__(self, key: str, width: float, height: float) -> None:
        self.key, self.width, self.height = key, width, height
        self._parts: list[str] = []
        self._patterns: dict[int, str] = {}

    def rect(
        self,
        box: tuple[float, float, float, float],
        fill: str,
        *,
        series: int | None = None,
        tip: str = "",
        stroke: str = "",
    ) -> None:
        """``box``: left, top, width, height."""
        x, y, wide, high = box
        edge = f' stroke="{stroke}" stroke-width="0.6"' if stroke else ""
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(wide, 0))}" height="{_n(max(high, 0))}"'
            f' fill="{fill}"{edge}{_data(series, tip)}/>'
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        stroke: str = GRID,
        width: float = 1.0,
        dash: str = "",
    ) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
            f' stroke="{stroke}" stroke-width="{_n(width)}"{dashed}/>'
        )

    def path(self, points: Sequence[tuple[float, float]], *, series: int) -> None:
        """A line through the points, in a series' colour and dash."""
        drawn = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        dash = _DASHES[theme.DASHES[series % len(theme.DASHES)]]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<polyline points="{drawn}" fill="none" stroke="{color(series)}" stroke-width="2"'
            f' stroke-linejoin="round"{dashed}{_data(series, "")}/>'
        )

    def mark(self, at: tuple[float, float], shape: str, fill: str, radius: float = 3.2) -> None:
        """``circle``, ``cross`` or an open ``square``."""
        x, y = at
        if shape == "circle":
            self._parts.append(
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"/>'
            )
        elif shape == "square":
            self._parts.append(
                f'<rect x="{_n(x - radius)}" y="{_n(y - radius)}" width="{_n(2 * radius)}"'
                f' height="{_n(2 * radius)}" fill="#ffffff" stroke="{fill}" stroke-width="1.4"/>'
            )
        else:
            r = radius
            self._parts.append(
                f'<path d="M{_n(x - r)},{_n(y - r)} l{_n(2 * r)},{_n(2 * r)} M{_n(x - r)},'
                f'{_n(y + r)} l{_n(2 * r)},{_n(-2 * r)}" stroke="{fill}" stroke-width="2"/>'
            )

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        anchor: str = "start",
        fill: str = INK,
        size: float = SIZE,
        bold: bool = False,
    ) -> None:
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{_n(at[0])}" y="{_n(at[1])}" text-anchor="{anchor}" fill="{fill}"'
            f' font-size="{_n(size)}"{weight}>{escape(words, quote=False)}</text>'
        )

    def hit(self, box: tuple[float, float, float, float], tip: str) -> None:
        """A place that tells its numbers when pointed at; nothing is drawn."""
        x, y, wide, high = box
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}"'
            f' fill="#ffffff" fill-opacity="0"{_data(None, tip)}/>'
        )

    def fill(self, series: int) -> str:
        """The colour of a series with its pattern."""
        shape = theme.PATTERNS[series % len(theme.PATTERNS)]
        if not shape:
            return color(series)
        name = f"{self.key}-p{series}"
        drawn = (
            '<circle cx="3" cy="3" r="1.3" fill="#ffffff"/>'
            if shape == "."
            else f'<path d="{_STROKES[shape]}" stroke="#ffffff" stroke-width="1.3" fill="none"/>'
        )
        self._patterns[series] = (
            f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{color(series)}"/>{drawn}</pattern>'
        )
        return f"url(#{name})"

    def svg(self, alt: str) -> str:
        """The picture; ``alt`` says in words what it shows."""
        defs = "".join(self._patterns[name] for name in sorted(self._patterns))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)}'
            f' {_n(self.height)}" width="{_n(self.width)}" height="{_n(self.height)}" role="img"'
            f' aria-label="{escape(alt)}" font-family="{FONT}">'
            + (f"<defs>{defs}</defs>" if defs else "")
            + '<rect width="100%" height="100%" fill="#ffffff"/>'
            + "".join(self._parts)
            + "</svg>"
        )


def color(series: int) -> str:
    """Okabe and Ito's colours in turn; grey after the sixth."""
    return theme.SERIES[series] if series < len(theme.SERIES) else theme.GREY


def _data(series: int | None, tip: str) -> str:
    told = f' data-s="{series}"' if series is not None else ""
    return told + (f' data-t="{escape(tip)}"' if tip else "")
