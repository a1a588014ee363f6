"""The numbers a piece of evidence showed, and which of them are others today.

Kept are up to MOST_ROWS rows as they were; of a longer answer, how many rows it had and the sum
of each number. Rows are told apart by everything that is no number and, where that repeats, by
their order.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

MOST_ROWS = 200
SAME = 1e-9  # relative: sums of floats differ in the last digits from run to run
SUM = "sum"


@dataclass(frozen=True)
class Moved:
    """A number that is another: which row, which column, then and now; None where it is not."""

    row: str
    column: str
    then: float | None
    now: float | None


def kept(frame: pd.DataFrame) -> dict[str, Any]:
    """The numbers of an answer, as JSON holds them."""
    numbers = [str(name) for name in frame.columns if _is_number(frame[name])]
    if len(frame) > MOST_ROWS:
        sums = {name: _number(frame[name].sum()) for name in numbers}
        return {"count": len(frame), "rows": {SUM: sums}}
    labels = [name for name in frame.columns if str(name) not in numbers]
    rows: dict[str, dict[str, float | None]] = {}
    for place in range(len(frame)):
        told = [_text(frame[name].iloc[place]) for name in labels]
        name = base = " · ".join(told) or "row"
        again = 1
        while name in rows:
            again += 1
            name = f"{base} ({again})"
        rows[name] = {column: _number(frame[column].iloc[place]) for column in numbers}
    return {"count": len(frame), "rows": rows}


def moved(then: Mapping[str, Any], frame: pd.DataFrame) -> list[Moved]:
    """Every number that is another than it was, by row; an answer of another length says so."""
    now = kept(frame)
    told = []
    if then.get("count") != now["count"]:
        told.append(Moved("all", "rows", then.get("count"), now["count"]))
    before, after = then.get("rows", {}), now["rows"]
    if (SUM in before) != (SUM in after):
        return told  # one is long, the other short: their rows cannot be set side by side
    for row in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(row, {}), after.get(row, {})
        told += [
            Moved(row, column, old.get(column), new.get(column))
            for column in dict.fromkeys([*old, *new])
            if not _same(old.get(column), new.get(column))
        ]
    return told


def _is_number(column: "pd.Series[Any]") -> bool:
    if is_bool_dtype(column):
        return False
    return is_numeric_dtype(column) or _is_decimal(column)


def _is_decimal(column: "pd.Series[Any]") -> bool:
    known = column.dropna()
    return len(known) > 0 and type(known.iloc[0]).__name__ == "Decimal"


def _number(value: Any) -> float | None:
    if value is None or pd.isna(value):
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _text(value: Any) -> str:
    if isinstance(value, list | tuple | dict) or hasattr(value, "tolist"):
        return str(value)
    return "–" if value is None or pd.isna(value) else str(value)


def _same(then: float | None, now: float | None) -> bool:
    if then is None or now is None:
        return then is now
    return math.isclose(then, now, rel_tol=SAME, abs_tol=SAME)
