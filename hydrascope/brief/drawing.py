"""Charts as SVG: one function per kind, on one frame of axes and legend."""

import datetime as dt
import math
from collections.abc import Sequence

from hydrascope import theme
from hydrascope.brief.chart import DAYS, Chart, hour_name
from hydrascope.brief.svg import FAINT, GRID, INK, Pen, shortened, width_of

WIDTH = 640.0  # pixels; at 0.75 points each, the width of a page's text
_LEGEND, _SMALL = 20.0, 9.5


def draw(chart: Chart, width: float = WIDTH) -> str:
    """The chart as an SVG picture of that width."""
    kinds = {"stacked": _stacked, "bars": _bars, "lines": _lines, "week": _week, "lives": _lives}
    return kinds[chart.kind](chart, width)


def ticks(most: float, wanted: int = 4) -> list[float]:
    """Round numbers from zero to at least ``most``."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / wanted
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * part for part in (1, 2, 2.5, 5, 10) if size * part >= rough * 0.999)
    return [step * place for place in range(math.ceil(most / step - 1e-9) + 1)]


def _legend(pen: Pen, names: Sequence[str], top: float, *, lines: bool = False) -> float:
    """Names with their look, in rows; gives where the next thing may begin."""
    x, y = 2.0, top
    # A line as long as its dashes need to be told apart without colour.
    look = 36.0 if lines else 16.0
    for place, name in enumerate(names):
        wide = look + 6 + width_of(name) + 16
        if x > 2 and x + wide > pen.width:
            x, y = 2.0, y + 16
        if lines:
            pen.path([(x, y + 5), (x + look, y + 5)], series=place)
        else:
            pen.rect((x, y, look, 10), pen.fill(place), series=place, stroke="#ffffff")
        pen.text((x + look + 6, y + 9), name)
        x += wide
    return y + _LEGEND


def _y_axis(pen: Pen, chart: Chart, box: tuple[float, float, float, float]) -> list[float]:
    """Grid lines and their numbers; ``box`` is left, top, right, bottom."""
    left, top, right, bottom = box
    marks = ticks(_highest(chart))
    for value in marks:
        y = bottom - (bottom - top) * value / marks[-1]
        pen.line((left, y), (right, y), stroke=GRID)
        pen.text((left - 6, y + 3.5), chart.text(value), anchor="end", fill=FAINT, size=_SMALL)
    if chart.y_title:
        pen.text((0, top - 8), chart.y_title, fill=FAINT, size=_SMALL)
    return marks


def _highest(chart: Chart) -> float:
    if chart.kind == "stacked":
        return max((sum(v or 0 for v in column) for column in _columns(chart)), default=0)
    return max((v for one in chart.series for v in one.values if v is not None), default=0)


def _columns(chart: Chart) -> list[tuple[float | None, ...]]:
    return list(zip(*(one.values for one in chart.series), strict=True))


def _tip(chart: Chart, place: int) -> str:
    told = [f"{one.name}: {chart.text(one.values[place])}" for one in chart.series]
    return "\n".join([chart.categories[place], *told])


def _stacked(chart: Chart, width: float) -> str:
    pen = Pen(chart.key, width, 232)
    top = _legend(pen, [one.name for one in chart.series], 2) + 14
    box = (52.0, top + (12 if chart.marks else 0), width - 4, pen.height - 24)
    left, top, right, bottom = box
    marks = _y_axis(pen, chart, box)
    step = (right - left) / max(len(chart.categories), 1)
    for place, column in enumerate(_columns(chart)):
        y = bottom
        for series, value in enumerate(column):
            high = (bottom - top) * (value or 0) / marks[-1]
            y -= high
            if high > 0:
                bar = (left + place * step + step * 0.06, y, step * 0.88, high)
                pen.rect(bar, pen.fill(series), series=series)
    _day_axis(pen, chart, box, step)
    _marks(pen, chart, box, step)
    for place in range(len(chart.categories)):
        pen.hit((left + place * step, top, step, bottom - top), _tip(chart, place))
    pen.line((left, bottom), (right, bottom), stroke=FAINT)
    return pen.svg(chart.alt)


def _day_axis(pen: Pen, chart: Chart, box: tuple[float, float, float, float], step: float) -> None:
    """Days as text, as many as there is room for."""
    left, _, right, bottom = box
    every = max(1, math.ceil(92 / max(step, 0.01)))
    for place in range(0, len(chart.categories), every):
        x = left + (place + 0.5) * step
        if x + 32 <= right + 4:
            pen.line((x, bottom), (x, bottom + 4), stroke=FAINT)
            pen.text((x, bottom + 16), chart.categories[place], anchor="middle", fill=FAINT,
                     size=_SMALL)  # fmt: skip


def _marks(pen: Pen, chart: Chart, box: tuple[float, float, float, float], step: float) -> None:
    """Events: a dashed line and a number that the text below explains."""
    left, top, _, bottom = box
    for day, label in chart.marks:
        if day in chart.categories:
            x = left + (chart.categories.index(day) + 0.5) * step
            pen.line((x, top - 6), (x, bottom), stroke=INK, width=0.9, dash="3 3")
            pen.text((x, top - 9), label, anchor="middle", size=_SMALL, bold=True)


def _bars(chart: Chart, width: float) -> str:
    many = len(chart.series)
    thick = 12.0 if many <= 2 else max(7.0, 24.0 / many)
    group = many * thick + 9
    names = [shortened(name, width * 0.3) for name in chart.categories]
    left = max((width_of(name) for name in names), default=0) + 10
    head = 0.0 if many == 1 else 24.0
    pen = Pen(chart.key, width, head + group * len(names) + 8)
    if many > 1:
        _legend(pen, [one.name for one in chart.series], 2)
    low = min([0.0, *(v for one in chart.series for v in one.values if v is not None)])
    most = max(_highest(chart), 1e-9)
    scale = (width - left - 62) / (most - low)
    zero = left - low * scale
    for place, name in enumerate(names):
        y = head + place * group + 4
        pen.text((left - 8, y + many * thick / 2 + 4), name, anchor="end")
        for series, one in enumerate(chart.series):
            value = one.values[place]
            top = y + series * thick
            if value is None:
                pen.text((zero + 4, top + thick - 2), "not known", fill=FAINT, size=_SMALL)
                continue
            long = value * scale
            pen.rect(
                (min(zero, zero + long), top, max(abs(long), 0.8), thick - 1.5),
                pen.fill(series),
                series=series,
                tip=f"{chart.categories[place]}\n{one.name}: {chart.text(value)}",
            )
            size = min(_SMALL, thick)
            at = (max(zero, zero + long) + 4, top + thick / 2 + size * 0.3)
            pen.text(at, chart.text(value), fill=INK, size=size)
    pen.line((zero, head), (zero, pen.height - 4), stroke=FAINT)
    return pen.svg(chart.alt)


def _lines(chart: Chart, width: float) -> str:
    pen = Pen(chart.key, width, 220)
    top = _legend(pen, [one.name for one in chart.series], 2, lines=True) + 14
    box = (52.0, top, width - 12, pen.height - 34)
    left, top, right, bottom = box
    marks = _y_axis(pen, chart, box)
    last = max(len(chart.categories) - 1, 1)

    def at(place: int, value: float) -> tuple[float, float]:
        return left + (right - left) * place / last, bottom - (bottom - top) * value / marks[-1]

    for series, one in enumerate(chart.series):
        points = [at(place, v) for place, v in enumerate(one.values) if v is not None]
        pen.path(points, series=series)
    wide_as = max((width_of(name, _SMALL) for name in chart.categories), default=0) + 14
    every = max(1, math.ceil(wide_as * last / (right - left)))
    for place in range(0, last + 1, chart.every or every):
        x, _ = at(place, 0)
        pen.line((x, bottom), (x, bottom + 4), stroke=FAINT)
        pen.text((x, bottom + 15), chart.categories[place], anchor="middle", fill=FAINT,
                 size=_SMALL)  # fmt: skip
    pen.text(((left + right) / 2, pen.height - 4), chart.x_title, anchor="middle", fill=FAINT,
             size=_SMALL)  # fmt: skip
    wide = (right - left) / last
    for place in range(last + 1):
        tip = f"{chart.x_title}: {_tip(chart, place)}"
        pen.hit((left + (place - 0.5) * wide, top, wide, bottom - top), tip)
    pen.line((left, bottom), (right, bottom), stroke=FAINT)
    return pen.svg(chart.alt)


def _week(chart: Chart, width: float) -> str:
    values = [value or 0.0 for value in chart.series[0].values]
    pen = Pen(chart.key, width, 176)
    left, top, cell = 40.0, 4.0, 17.0
    wide, most = (width - left - 4) / 24, max(values) or 1
    for hour, value in enumerate(values):
        day, of_day = divmod(hour, 24)
        box = (left + of_day * wide, top + day * cell, wide - 1, cell - 1)
        tip = "\n".join([hour_name(hour), *_tip(chart, hour).split("\n")[1:]])
        pen.rect(box, _shade(value / most), tip=tip)
    for day, name in enumerate(DAYS):
        pen.text((left - 6, top + day * cell + 12), name, anchor="end", fill=FAINT, size=_SMALL)
    for of_day in range(0, 24, 3):
        pen.text((left + of_day * wide, top + 7 * cell + 12), f"{of_day:02d}:00", fill=FAINT,
                 size=_SMALL)  # fmt: skip
    y = top + 7 * cell + 26
    pen.text((left, y + 9), "Share of their requests: none", fill=FAINT, size=_SMALL)
    x = left + width_of("Share of their requests: none", _SMALL) + 8
    for part in range(8):
        pen.rect((x + part * 14, y, 14, 11), _shade(part / 7))
    pen.text((x + 120, y + 9), chart.text(most), fill=FAINT, size=_SMALL)
    return pen.svg(chart.alt)


def _shade(part: float) -> str:
    """White to a dark blue whose lightness falls evenly, so that grey reads as well."""
    white, dark = (244, 246, 248), (8, 48, 84)
    mixed = (round(a + (b - a) * part) for a, b in zip(white, dark, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _lives(chart: Chart, width: float) -> str:
    first = min(one.start_at for one in chart.lives)
    last = max(one.end_at for one in chart.lives)
    span = max((last - first).total_seconds(), 1.0)
    named = any(one.name for one in chart.lives)
    left = (max(width_of(one.name, _SMALL - 1) for one in chart.lives) + 8) if named else 8.0
    row = 11.0
    pen = Pen(chart.key, width, 46 + row * len(chart.lives))

    def x(at: dt.datetime) -> float:
        return left + (width - left - 12) * (at - first).total_seconds() / span

    bottom = 24 + row * len(chart.lives)
    for part in range(5):
        at = first + (last - first) * part / 4
        pen.line((x(at), 22), (x(at), bottom), stroke=GRID)
        anchor = "start" if part == 0 else "end" if part == 4 else "middle"
        pen.text((x(at), bottom + 15), f"{at:%Y-%m-%d}", anchor=anchor, fill=FAINT, size=_SMALL)
    for place, one in enumerate(chart.lives):
        y = 24 + row * (place + 0.5)
        pen.text((left - 6, y + 3), one.name, anchor="end", fill=FAINT, size=_SMALL - 1)
        pen.line((x(one.start_at), y), (x(one.end_at), y), stroke=theme.BLUE, width=3)
        pen.mark((x(one.start_at), y), "circle", theme.BLUE, 2.6)
        banned = one.end == "ban"
        pen.mark((x(one.end_at), y), "cross" if banned else "square",
                 theme.VERMILION if banned else theme.BLUE, 2.8)  # fmt: skip
        told = f"{one.name or 'one account'}\n{one.start_at:%Y-%m-%d} to {one.end_at:%Y-%m-%d}"
        pen.hit((left, y - row / 2, width - left, row), f"{told}, {one.end}")
    _life_legend(pen)
    return pen.svg(chart.alt)


def _life_legend(pen: Pen) -> None:
    x = 6.0
    for shape, fill, words in (
        ("circle", theme.BLUE, "sign-up or first request"),
        ("cross", theme.VERMILION, "ban"),
        ("square", theme.BLUE, "last request"),
    ):
        pen.mark((x, 8), shape, fill, 3)
        pen.text((x + 9, 12), words, size=_SMALL)
        x += width_of(words, _SMALL) + 30
