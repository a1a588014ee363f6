"""Charts as PowerPoint has them: native, with their numbers in a sheet behind each."""

import datetime as dt
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.util import Pt

from hydrascope import theme
from hydrascope.brief.chart import Chart
from hydrascope.brief.svg import GRID, color

KINDS = {
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE,
    "week": XL_CHART_TYPE.LINE,
    "lives": XL_CHART_TYPE.BAR_STACKED,
}
FORMATS = {"count": "#,##0", "percent": "0.0%", "bits": "+0.0;−0.0;0", "number": "#,##0.###"}
# The second channel, in step with the colours.
PATTERNS = {
    "/": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    ".": MSO_PATTERN.LARGE_CONFETTI,
    "x": MSO_PATTERN.SMALL_CHECKER_BOARD,
    "-": MSO_PATTERN.NARROW_HORIZONTAL,
    "\\": MSO_PATTERN.WIDE_DOWNWARD_DIAGONAL,
}
DASHES = (
    MSO_LINE.SOLID,
    MSO_LINE.DASH,
    MSO_LINE.ROUND_DOT,
    MSO_LINE.DASH_DOT,
    MSO_LINE.LONG_DASH,
    MSO_LINE.LONG_DASH_DOT,
)
FONT_SIZE = Pt(11)
LIVES_KEY = "Hatched: until a ban; solid: until the last request."


def rgb(text: str) -> Any:
    """A colour from ``#rrggbb``."""
    return RGBColor.from_string(text.lstrip("#").upper())


def add(slide: Any, chart: Chart, box: tuple[Any, Any, Any, Any]) -> Any:
    """Put the chart on a slide; gives its frame. ``box``: left, top, width, height."""
    data = _lives(chart) if chart.kind == "lives" else _plain(chart)
    frame = slide.shapes.add_chart(KINDS[chart.kind], *box, data)
    made = frame.chart
    made.font.size, made.font.name = FONT_SIZE, "DejaVu Sans"
    made.has_title = False
    many = len(chart.series) > 1
    made.has_legend = many
    if many:
        made.legend.position = XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False
    _axes(made, chart)
    if chart.kind in ("lines", "week"):
        _as_lines(made)
    elif chart.kind == "lives":
        _as_lives(made)
    else:
        _as_bars(made, chart)
    return frame


def _plain(chart: Chart) -> CategoryChartData:
    data = CategoryChartData(number_format=FORMATS[chart.unit])
    # A bar chart draws its first category lowest: the other way round it reads as the table.
    turned = chart.kind == "bars"
    data.categories = list(chart.categories)[:: -1 if turned else 1]
    for one in chart.series:
        data.add_series(one.name, list(one.values)[:: -1 if turned else 1])
    return data


def _lives(chart: Chart) -> CategoryChartData:
    """Bars that begin where a life begins: an unseen part before, the life after it."""
    first = min(one.start_at for one in chart.lives).date()
    data = CategoryChartData(number_format="0.0")
    lives = chart.lives[::-1]
    data.categories = [one.name or f"account {len(lives) - at}" for at, one in enumerate(lives)]
    start = dt.datetime.combine(first, dt.time())
    before = [(one.start_at - start).total_seconds() / 86400 for one in lives]
    lasted = [max((one.end_at - one.start_at).total_seconds() / 86400, 0.1) for one in lives]
    for name, end in (("until a ban", "ban"), ("until the last request", "last request")):
        if end == "ban":
            data.add_series(f"days from {first:%Y-%m-%d} to its beginning", before)
        data.add_series(
            f"days {name}",
            [days if one.end == end else 0 for one, days in zip(lives, lasted, strict=True)],
        )
    return data


def _axes(made: Any, chart: Chart) -> None:
    value, category = made.value_axis, made.category_axis
    value.major_gridlines.format.line.color.rgb = rgb(GRID)
    value.tick_labels.number_format = "0%" if chart.unit == "percent" else FORMATS[chart.unit]
    value.tick_labels.number_format_is_linked = False
    value.tick_labels.font.size = category.tick_labels.font.size = Pt(10)
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    title = chart.y_title if chart.kind in ("stacked", "lines") else ""
    if chart.kind == "lives":
        first = min(one.start_at for one in chart.lives)
        title = f"Days since {first:%Y-%m-%d} (UTC)"
        value.tick_labels.number_format = "0"
    if title:
        value.has_title = True
        value.axis_title.text_frame.text = title
        value.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(10)
    if chart.kind in ("lines", "week"):
        category.has_title = True
        category.axis_title.text_frame.text = chart.x_title
        category.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(10)


def _as_bars(made: Any, chart: Chart) -> None:
    plot = made.plots[0]
    plot.gap_width = 12 if chart.kind == "stacked" else 60
    for place, series in enumerate(plot.series):
        shape = theme.PATTERNS[place % len(theme.PATTERNS)]
        fill = series.format.fill
        if shape:
            _patterned(fill, PATTERNS[shape], color(place))
        else:
            fill.solid()
            fill.fore_color.rgb = rgb(color(place))
        series.invert_if_negative = False
    if chart.kind == "bars":
        plot.has_data_labels = True
        plot.data_labels.number_format = FORMATS[chart.unit]
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.font.size = Pt(9)


def _as_lines(made: Any) -> None:
    for place, series in enumerate(made.plots[0].series):
        series.smooth = False
        series.marker.style = None
        line = series.format.line
        line.color.rgb, line.width = rgb(color(place)), Pt(2)
        line.dash_style = DASHES[place % len(DASHES)]
        series.marker.format.fill.background()
        series.marker.size = 2


def _as_lives(made: Any) -> None:
    plot = made.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    before, banned, lasting = plot.series
    before.format.fill.background()
    lasting.format.fill.solid()
    lasting.format.fill.fore_color.rgb = rgb(color(0))
    _patterned(banned.format.fill, MSO_PATTERN.WIDE_UPWARD_DIAGONAL, color(1))
    made.has_legend = False  # it would name what comes before a life; LIVES_KEY says it below
    axis = made.category_axis
    axis.tick_labels.font.size = Pt(8)
    skip = axis._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _patterned(fill: Any, pattern: Any, tone: str) -> None:
    """A pattern on a paler ground of its colour: to be seen where it is drawn thin, or in grey."""
    fill.patterned()
    fill.pattern = pattern
    pale = [round((int(tone[at : at + 2], 16) + 2 * 255) / 3) for at in (1, 3, 5)]
    fill.fore_color.rgb, fill.back_color.rgb = rgb(tone), RGBColor(*pale)
