"""What the exports tell of what happened: fewer columns, missing and mistaken values."""

import numpy as np
import pyarrow as pa

from hydrascope.errors import InputError
from hydrascope.synth.spec import Records, Scenario
from hydrascope.synth.stage import Stage

# what makes a row a row; everything else is optional
_KEPT = ("ts", "account_id", "request_id")


def check(scenario: Scenario, fmt: str) -> None:
    """Refuse formats that cannot leave anything out."""
    if fmt == "litellm" and scenario.records != Records():
        raise InputError(
            f"The scenario '{scenario.name}' leaves values out; spend logs have all of them.",
            "Use the parquet format.",
        )


def told(stage: Stage, table: pa.Table, *part: str | int) -> pa.Table:
    """The table as the exports have it; ``part`` names it, so that damage can be repeated."""
    records = stage.scenario.records
    if records.altered:
        table = _damaged(stage.rng("damage", *part), table, records.altered)
    if records.columns and part[0] == "requests":
        table = table.select(list(records.columns))
    return table


def _damaged(rng: np.random.Generator, table: pa.Table, altered: float) -> pa.Table:
    """Cell by cell, half of ``altered`` is emptied and half taken from another row."""
    rows = table.num_rows
    for place, name in enumerate(table.column_names):
        if name in _KEPT:
            continue
        draw = rng.random(rows, dtype=np.float32)
        source = np.arange(rows, dtype=np.int32)
        wrong = np.flatnonzero(draw < altered / 2)
        source[wrong] = rng.integers(0, rows, len(wrong))
        missing = (draw >= altered / 2) & (draw < altered)
        column = table.column(place).take(pa.array(source, mask=missing))
        table = table.set_column(place, name, column)
    return table
