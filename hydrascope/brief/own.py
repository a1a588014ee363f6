"""Answers of people's own SQL: asked again for the briefing, shown with their text.

What a person asks may name anybody, so only the internal level shows it; the others say that
there is more.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from hydrascope import fmt
from hydrascope.brief.casefile import Pinned
from hydrascope.brief.chart import Chart, Series, in_unit
from hydrascope.brief.document import Block, Code, Picture, Section, Table, Words
from hydrascope.brief.facts import Facts
from hydrascope.brief.levels import sees
from hydrascope.brief.words import plural

HEADING = "Answers of people's own SQL"
MOST_ROWS, MOST_CATEGORIES, MOST_SERIES, LONGEST = 40, 60, 6, 80
LARGEST = 1e15  # digits beyond are no amount anybody reads
KINDS = {"bar": "bars", "line": "lines", "area": "lines"}  # the others are shown as tables


def sections(facts: Facts) -> list[Section]:
    """One section per answer, or for lower levels one that says what they may not see."""
    pinned = facts.case.pinned
    if not pinned:
        return []
    if not sees(facts.case.level, "answers"):
        is_one = len(pinned) == 1
        text = (
            f"{plural(len(pinned), 'answer')} of people's own SQL {'is' if is_one else 'are'} part"
            f" of this briefing. This level shows neither {'its' if is_one else 'their'} text nor"
            f" {'its' if is_one else 'their'} rows."
        )
        return [Section(HEADING, (Words("own_sql", text),))]
    return [Section(f"Own SQL: {one.title}", blocks(facts, one)) for one in pinned]


def blocks(facts: Facts, one: Pinned) -> tuple[Block, ...]:
    """What is said of an answer, its chart, its rows and the text that asked for them."""
    code = (Code(f"{one.key}_sql", one.sql),) if one.sql else ()
    told = Words(one.key, _told(facts, one))
    if one.failed:
        return (told, *code)
    chart = _chart(one)
    return (told, *((Picture(chart),) if chart else ()), _table(one), *code)


def _told(facts: Facts, one: Pinned) -> str:
    """Who asked, on which data, with which parameters, or why there is no answer."""
    text = f"Pinned by {one.author}, {fmt.utc(one.at)}"
    if one.pinned_on == facts.fingerprint:
        text += ", on this dataset."
    else:
        text += (
            f", on dataset {one.pinned_on or 'unknown'}; asked again of this one, so numbers may"
            " differ."
        )
    if one.params:
        given = ", ".join(f"{name} = {_cell(value)}" for name, value in sorted(one.params.items()))
        text += f" Parameters: {given}."
    if one.failed:
        return f"{text} It could not be answered: {one.failed}"
    if one.is_cut or len(one.rows) > MOST_ROWS:
        text += f" Only the first {fmt.count(min(len(one.rows), MOST_ROWS))} rows are shown."
    return text + " Nobody but its author has checked what it asks."


def _table(one: Pinned) -> Table:
    numbers = frozenset(
        place
        for place in range(len(one.head))
        if any(_is_number(row[place]) for row in one.rows)
        and all(row[place] is None or _is_number(row[place]) for row in one.rows)
    )
    rows = tuple(tuple(map(_cell, row)) for row in one.rows[:MOST_ROWS])
    caption = f"{one.title.rstrip('.')}: its rows"
    return Table(f"{one.key}_rows", caption, one.head, rows, numbers)


def _chart(one: Pinned) -> Chart | None:
    """The chart as it was pinned, where a briefing draws such a chart; else the table has it."""
    spec = one.spec or {}
    columns = {name: place for place, name in enumerate(one.head)}
    kind = KINDS.get(str(spec.get("kind")))
    if kind is None or spec.get("x") not in columns or spec.get("y") not in columns:
        return None
    x, y, by = columns[spec["x"]], columns[spec["y"]], columns.get(str(spec.get("by")))
    cells = {(_cell(row[x]), "" if by is None else _cell(row[by])): row[y] for row in one.rows}
    places = list(dict.fromkeys(place for place, _ in cells))
    names = list(dict.fromkeys(name for _, name in cells))
    values = [value for value in cells.values() if value is not None]
    if (
        one.is_cut
        or len(cells) < len(one.rows)  # two values for one place: there is more to it than x and y
        or not 2 <= len(places) <= MOST_CATEGORIES
        or len(names) > MOST_SERIES
        or not values
        or not all(map(_is_number, values))
        or (kind == "lines" and min(values) < 0)
    ):
        return None
    return Chart(
        key=one.key,
        kind="bars" if kind == "bars" else "lines",
        title=one.title,
        alt=f"{one.title}. {_label(one, y)} by {_label(one, x)}.",
        query="",
        categories=tuple(places),
        series=_series(cells, places, names, _label(one, y)),
        unit="number",
        x_title=_label(one, x),
        y_title=_label(one, y),
    )


def _series(
    cells: Mapping[tuple[str, str], Any], places: Sequence[str], names: Sequence[str], label: str
) -> tuple[Series, ...]:
    def value(place: str, name: str) -> float | None:
        found = cells.get((place, name))
        return None if found is None else float(found)

    return tuple(
        Series(name or label, tuple(value(place, name) for place in places)) for name in names
    )


def _label(one: Pinned, place: int) -> str:
    return fmt.column(one.head[place]).label


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | Decimal) or (isinstance(value, float) and math.isfinite(value))


def _cell(value: Any) -> str:
    """A value of an answer as text, in one line and not without end."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return fmt.moment(value)
    if isinstance(value, int):
        return f"{value:,}"  # as it is: keys may be longer than a float tells apart
    if isinstance(value, float | Decimal):
        number = float(value)
        return in_unit(number, "number") if abs(number) < LARGEST else f"{number:.6g}"
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
