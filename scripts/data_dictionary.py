"""Print docs/data-dictionary.md: the canonical tables, then what a warehouse stores.

`make docs` writes the file; tests/test_docs.py fails when it is out of date, and when a
stored column has no meaning here.
"""

import sys
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import dictionary_of_clusters as clusters

from hydrascope import db, schema
from hydrascope.filters import DIMENSIONS

INTRODUCTION = """\
# Data dictionary

Written by `make docs` from `hydrascope/schema.py` and `queries/warehouse/`; do not edit.

Times are UTC without zone. A value the data does not have is null, never zero. Names follow
OpenTelemetry's GenAI conventions with dots as underscores. A file whose columns carry these
names loads without a mapping; **bold** columns are required.
"""

STORED = """\
## What a warehouse stores

`requests`, `accounts` and `account_attributes` are views over the tables below, in which long
text is an integer key. The rollups are what pages ask; they are rebuilt by every import.
"""

GRAINS = {
    "import_files": "one row per file and import",
    "import_rejects": "one row per file and reason for rejecting rows",
    "import_notices": "one row per remark an import made",
    "dataset_facts": "one row per fact about the dataset as a whole",
    "known_accounts": "one row per account",
    "account_details": "one row per account an account file knows",
    "account_totals": "one row per account with requests",
    "account_attributes_raw": "one row per account, attribute type and value",
    "addresses": "one row per client address",
    "segments": "one row per combination of the values people filter by, and per narrower cut",
    "segment_countries": "one row per country a segment tells apart",
    "segment_plans": "one row per price plan a segment tells apart",
    "segment_kinds": "one row per combination of source, provider, model, task and client",
    "fact_requests": "one row per request, or per bucket; in order of time",
    "cells_day": "one row per cut, day and segment",
    "cells_hour": "one row per cut, hour and segment",
    "account_day": "one row per day, account and segment",
    "account_hour": "one row per account and hour",
    "bursts": "view: one row per burst of sign-ups the detection found",
    "burst_accounts": "view: one row per burst and account of it",
    "found_bursts": "one row per burst of sign-ups",
    "found_burst_accounts": "one row per burst and account of it",
    "found_burst_values": "one row per burst and attribute value weighed",
    "found_burst_diversity": "one row per burst and attribute type",
    "found_burst_reasons": "one row per burst and reason for or against its verdict",
    "found_burst_cohorts": "one row per burst and day of age of its accounts",
    "found_signup_hours": "one row per hour of the data, with the sign-ups expected in it",
    "detection_facts": "one row per fact about the detection; none where it never ran",
    **clusters.GRAINS,
    "cells": "view: cells_day, cells_hour and single requests under one shape, by grain",
    "account_cells": "view: account_day and single requests under one shape, by grain",
}
# What the burst detection says, with units.
BURSTS = {
    "burst_id": "The burst; another import of the same exports gives the same one.",
    "series_id": "Series of adjacent waves that share rare values; null when alone.",
    "start_at": "First sign-up, UTC.",
    "end_at": "Just after the last sign-up, UTC; exclusive.",
    "accounts": "Number of accounts.",
    "expected_accounts": "Sign-ups expected in that time.",
    "score": "Surprise, bits: -log2 of how many such windows chance gives one whole search.",
    "q_value": "False-discovery rate at which it is still reported, 0 to 1.",
    "basis": "What the sign-up time is: created_at, or first_seen, the first request.",
    "verdict": "'scripted sign-ups likely', 'promotion or event likely' or 'unclear'.",
    "verdict_points": "Sum of the reasons' points; above zero speaks for a script.",
    "confidence": "high, moderate or low.",
    "gap_regularity": "Local variation of the gaps between sign-ups; 1 = independent arrivals.",
    "gap_regularity_low": "Lower end of its 95% interval.",
    "gap_regularity_high": "Upper end of its 95% interval.",
    "top_attr_type": "Attribute of the most over-represented value; null where none is.",
    "top_attr_value": "That value.",
    "top_share": "Share of the accounts with it, 0 to 1, of those whose attribute is known.",
    "top_lift": "How many times as frequent as among comparable sign-ups.",
    "asking_accounts": "Accounts of it with a request after their sign-up.",
    "active_accounts": "Accounts of it not banned, with a request in the data's last week.",
    "banned_accounts": "Accounts of it banned after their sign-up.",
    "later_requests": "Requests its accounts made after their sign-up.",
    "median_lag_minutes": "Median minutes from sign-up to first request.",
    "signed_up_at": "Sign-up, UTC; the first request where it stands in for it.",
    "shared_values": "Over-represented values of the burst the account shows.",
    "known_accounts": "Accounts of the burst whose attribute is known.",
    "control_accounts": "Comparable sign-ups, same hours of other days, with the value.",
    "control_known": "Comparable sign-ups whose attribute is known.",
    "lift": "Share in the burst over the share among comparable sign-ups.",
    "lift_low": "Lower end of its 95% interval.",
    "lift_high": "Upper end of its 95% interval.",
    "is_notable": "Whether it counts as shared.",
    "distinct_values": "Number of different values.",
    "effective_values": "How many equally frequent values would be as diverse.",
    "effective_low": "Lower end of its 95% interval.",
    "effective_high": "Upper end of its 95% interval.",
    "control_effective_values": "The same among comparable sign-ups; null where unknown.",
    "place": "Order, from 1, the weightiest first.",
    "side": "What the reason speaks for: scripted, event or unknown.",
    "family": "Kind of evidence.",
    "points": "How much it weighs.",
    "age_days": "Whole days since sign-up.",
    "requests_per_account": "Mean requests per account on that day of age.",
    "ordinary_low": "5th percentile of ordinary cohorts of the same size.",
    "ordinary_median": "Their median.",
    "ordinary_high": "Their 95th percentile.",
    "variance": "Variance of the sign-ups expected in the hour.",
    "is_gap": "Whether the hour holds no data at all, so that nothing is expected.",
}
# Canonical names that mean something else, or something narrower, in a rollup.
HERE = {
    "requests": "Requests the row adds up.",
    "cost_usd": "Cost the row adds up, in USD; null where no request of it has one.",
    "found_burst_values.accounts": "Accounts of the burst with the value.",
    "found_burst_cohorts.accounts": "Accounts old enough to have that age when the data ends.",
    "found_burst_reasons.reason": "A sentence.",
    "bursts.attr_type": "Attribute type it lies inside; null among all sign-ups.",
    "bursts.attr_value": "Value it lies inside; a keyed hash where it would name somebody.",
    "found_bursts.attr_type": "Attribute type it lies inside; null among all sign-ups.",
    "found_bursts.attr_value": "Value it lies inside; null among all sign-ups.",
    "burst_accounts.account_id": "The account.",
    "detection_facts.name": "Name of the fact, such as basis or note; notes may be several.",
    "account_details.source": "Source module.",
    "segments.source": "Source module; null where the cut does not tell sources apart.",
}
MEANINGS = {
    **BURSTS,
    "account_key": "The account, as a number of this version.",
    "segment_key": "The segment, as a number of this version.",
    "address_key": "The client address, as a number of this version.",
    "file_key": "The file and import, as a number of this version.",
    "account_id_type": "Which identifier of the record named the account.",
    "grain": "'day', 'hour' or 'raw': which table the row comes from.",
    "cut": "Dimensions the row tells apart: 'all', 'model', 'model+status', …",
    "bucket_at": "Start of the day or hour, UTC.",
    "input_tokens": "Input tokens; null where no request of the row reports them.",
    "output_tokens": "Output tokens; null where no request of the row reports them.",
    "requests_with_tokens": "Requests of the row that report tokens.",
    "requests_with_cost": "Requests of the row that have a cost.",
    "failed_requests": "Requests whose status is known and not ok.",
    "import_id": "The import.",
    "table_name": "Canonical table the file was read as.",
    "file_name": "The file, relative to what was imported.",
    "sha256": "SHA-256 of the file's bytes.",
    "mapping_sha256": "SHA-256 of the mapping it was read with; null without one.",
    "container": "What it was packed in: csv, jsonl, parquet, gzip, zip, …",
    "recognised_because": "Why the source was chosen, in a sentence.",
    "bytes": "Size of the file.",
    "rows_read": "Rows read; loaded, duplicate and rejected add up to it.",
    "rows_loaded": "Rows that entered the warehouse.",
    "rows_duplicate": "Rows that were there already.",
    "rows_rejected": "Rows that were rejected; see import_rejects.",
    "first_at": "Earliest time in the file, UTC.",
    "last_at": "Latest time in the file, UTC.",
    "imported_at": "When it was imported, UTC.",
    "reason": "Why, in words.",
    "rows": "Number of rows.",
    "notice": "The remark.",
    "name": "Name of the fact, such as fingerprint or synthetic.",
    "value": "The fact as text.",
    "country_code": "Code of the country in segment keys.",
    "plan_code": "Code of the plan in segment keys.",
    "kind_code": "Code of the combination in segment keys.",
    "provider": "Provider; '(unknown)' where the data lacks it.",
    "model": "Model asked for; '(unknown)' where the data lacks it.",
    "country": "Country of the client; '(unknown)' where the data lacks it.",
    "task": "Task category; '(unknown)' where the data lacks it.",
    "client": "Family of the client string; '(unknown)' where the data lacks it.",
}


def canonical() -> list[str]:
    """The tables every export becomes."""
    lines = ["## Canonical tables", ""]
    for table in schema.TABLES.values():
        lines += [f"### `{table.name}`", "", f"{table.grain[0].upper()}{table.grain[1:]}.", ""]
        lines += ["| Column | Type | Unit | Meaning |", "|---|---|---|---|"]
        for column in table.columns:
            name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
            lines.append(f"| {name} | {column.type} | {column.unit} | {column.meaning} |")
        lines.append("")
    return lines


def meaning(table: str, column: str) -> str:
    """What a stored column means. Raises KeyError for one nobody described."""
    if table in clusters.GRAINS:
        for known in (f"{table}.{column}", column):
            if known in clusters.MEANINGS:
                return clusters.MEANINGS[known]
    ours = {column.name: column.meaning for t in schema.TABLES.values() for column in t.columns}
    for known in (f"{table}.{column}", column):
        if known in HERE:
            return HERE[known]
    return ours.get(column) or MEANINGS[column]


def stored() -> list[str]:
    """The physical tables, and the views that are not canonical."""
    with duckdb.connect(":memory:") as conn:
        db.script(conn, "warehouse/tables")
        db.script(conn, "warehouse/bursts")
        db.script(conn, "warehouse/clusters")
        db.script(conn, "warehouse/views")
        rows = conn.execute(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_catalog = 'memory' order by table_name, ordinal_position"
        ).fetchall()
    lines: list[str] = []
    for table in GRAINS:
        lines += [f"### `{table}`", "", f"{GRAINS[table][0].upper()}{GRAINS[table][1:]}.", ""]
        lines += ["| Column | Type | Meaning |", "|---|---|---|"]
        lines += [f"| `{c}` | {kind} | {meaning(t, c)} |" for t, c, kind in rows if t == table]
        lines.append("")
    if differing := ({table for table, _, _ in rows} - schema.TABLES.keys()) ^ GRAINS.keys():
        raise KeyError(f"GRAINS and the warehouse differ in {sorted(differing)}")
    return lines


def text() -> str:
    """The whole document."""
    filtered = ", ".join(f"`{name}`" for name in DIMENSIONS)
    parts = [INTRODUCTION, *canonical(), STORED, f"People filter by {filtered}.", "", *stored()]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
