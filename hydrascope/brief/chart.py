"""What a chart shows, whatever draws it: SVG for PDF and HTML, PowerPoint's own charts."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from hydrascope import fmt

Kind = Literal["stacked", "bars", "lines", "week", "lives"]
Unit = Literal["count", "percent", "bits", "number"]


@dataclass(frozen=True)
class Series:
    """Values in step with the chart's categories; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Life:
    """One account: from when to when, and how it ended ('ban' or 'last request')."""

    name: str
    start_at: dt.datetime
    end_at: dt.datetime
    end: str


@dataclass(frozen=True)
class Chart:
    """A chart that says in its title what it shows.

    ``stacked``: one column per day of ``categories`` (ISO dates). ``bars``: horizontal groups.
    ``lines``: one point per category. ``week``: 168 values from Monday 00:00 UTC, the first
    series drawn. ``lives``: one line per account. ``marks`` are categories with a short label.
    """

    key: str
    kind: Kind
    title: str
    alt: str
    query: str
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    unit: Unit = "count"
    x_title: str = ""
    y_title: str = ""
    note: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    lives: tuple[Life, ...] = field(default=())
    every: int = 0  # of ``lines``: how many categories to a label; 0 for as many as fit

    def text(self, value: float | None) -> str:
        """A value in the chart's unit."""
        return in_unit(value, self.unit)

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The chart's numbers: headings and rows."""
        if self.kind == "lives":
            rows: list[tuple[str, ...]] = [
                (one.name, fmt.moment(one.start_at), fmt.moment(one.end_at), one.end)
                for one in self.lives
            ]
            return ("Account", "From (UTC)", "To (UTC)", "Ended by"), rows
        head = (self.x_title or " ", *(series.name for series in self.series))
        values = zip(*(series.values for series in self.series), strict=True)
        return head, [
            (name, *(self.text(value) for value in row))
            for name, row in zip(self.categories, values, strict=True)
        ]


def in_unit(value: float | None, unit: Unit) -> str:
    """A number as its unit reads: ``1,234``, ``12.3%``, ``+4.5``."""
    if value is None:
        return "–"
    if unit == "percent":
        return fmt.percent(value, 1 if 0 < value < 0.1 else 0)
    if unit == "bits":
        return fmt.signed(value) if abs(value) >= 0.05 else "0"
    if unit == "number":
        return f"{value:,.6g}" if abs(value) < 1e6 else fmt.count(value)
    return fmt.count(value)


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def hour_name(hour_of_week: int) -> str:
    """``Mon 00:00``."""
    return f"{DAYS[hour_of_week // 24]} {hour_of_week % 24:02d}:00"
