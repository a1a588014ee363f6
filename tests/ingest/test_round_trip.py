"""Whatever rows there are: every container gives the same ones back, exactly."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Reader = Callable[..., Any]
NAME = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=3, max_size=9
)
ROW = st.fixed_dictionaries(
    {
        "ts": st.datetimes(dt.datetime(2015, 1, 2), dt.datetime(2026, 2, 28)),
        "account_id": NAME.map(lambda text: f"acct {text}"),
        "request_id": NAME.map(lambda text: f"r{text}"),
        "gen_ai_usage_input_tokens": st.none() | st.integers(0, 2**63 - 1),
        "duration_ms": st.none() | st.floats(0, 1e12),
        "gen_ai_request_stream": st.none() | st.booleans(),
        "status": st.none() | st.sampled_from(("ok", "error", "blocked", "cancelled", "unknown")),
        "cost_usd": st.none() | st.decimals(0, 10**8, places=9).filter(bool),
        "prompt_hash": st.none() | st.integers(0, 2**64 - 1),
    }
)


@given(st.lists(ROW, min_size=1, max_size=20))
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_canonical_rows_survive_any_container(
    read: Reader, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    for row in rows:
        if row["prompt_hash"] is not None:
            row["prompt_hash"] = f"{row['prompt_hash']:016x}"
    text = [
        {k: v if isinstance(v, str | int | float | None) else str(v) for k, v in row.items()}
        for row in rows
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in text))
    table = pa.Table.from_pylist(
        rows,
        pa.schema(
            [
                ("ts", pa.timestamp("us")),
                ("account_id", pa.string()),
                ("request_id", pa.string()),
                ("gen_ai_usage_input_tokens", pa.int64()),
                ("duration_ms", pa.float64()),
                ("gen_ai_request_stream", pa.bool_()),
                ("status", pa.string()),
                ("cost_usd", pa.decimal128(18, 9)),
                ("prompt_hash", pa.string()),
            ]
        ),
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=7)
    cells = [{k: None if v is None else str(v) for k, v in row.items()} for row in text]
    pa.csv.write_csv(pa.Table.from_pylist(cells), tmp_path / "a.csv")
    expected = [
        row | {"prompt_hash": None if row["prompt_hash"] is None else int(row["prompt_hash"], 16)}
        for row in rows
    ]
    for name in ("a.jsonl", "a.csv", "a.parquet"):
        found = read(tmp_path / name)
        assert [{key: row[key] for key in expected[0]} for row in found.rows] == expected
