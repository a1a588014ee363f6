"""Bursts of sign-ups: from the tables to the detector and back into tables."""

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from hydrascope import db
from hydrascope.detect import verdict
from hydrascope.detect.aftermath import AGES, Activity
from hydrascope.detect.bursts import Findings, Search, Settings, describe, search
from hydrascope.findings.reading import categories

# Raised when the detector would find something else in the same data.
METHOD = 1
# Sign-up times are used where at least this share of the accounts has one.
MOSTLY_KNOWN = 0.5
# An account is still active where it asked within so long before the data ends.
ACTIVE = pd.Timedelta(days=7)
TABLES = {
    "bursts": "found_bursts",
    "accounts": "found_burst_accounts",
    "values": "found_burst_values",
    "diversity": "found_burst_diversity",
    "reasons": "found_burst_reasons",
    "cohorts": "found_burst_cohorts",
    "hours": "found_signup_hours",
}


@dataclass(frozen=True)
class Times:
    """What is known of when accounts signed up."""

    accounts: int
    with_created_at: int
    with_request: int
    first_request_at: pd.Timestamp | None
    last_request_at: pd.Timestamp | None

    @property
    def is_first_seen(self) -> bool:
        """Whether first requests must stand in for sign-ups."""
        return self.with_created_at < MOSTLY_KNOWN * self.accounts

    @property
    def used(self) -> int:
        return self.with_request if self.is_first_seen else self.with_created_at


def look(conn: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[Findings, pd.DataFrame]:
    """What there is to find in a warehouse, and the facts about the search; writes nothing."""
    times = _times(conn)
    found = search(
        signups(conn, first_seen=times.is_first_seen),
        is_first_seen=times.is_first_seen,
        data_from=times.first_request_at.to_pydatetime() if times.first_request_at else None,
        settings=settings,
    )
    return _described(conn, found, times), _facts(found, times, settings)


def detect(conn: duckdb.DuckDBPyConnection, settings: Settings | None = None) -> dict[str, int]:
    """Find bursts in a warehouse being built and write their tables anew.

    Returns how many there are, in all and by verdict. The same data and settings give the
    same bursts under the same ids.
    """
    findings, facts = look(conn, settings or Settings())
    db.script(conn, "warehouse/bursts")
    _keep(conn, findings, facts)
    counts = findings.bursts["verdict"].value_counts()
    return {"bursts": len(findings.bursts), **{str(word): int(n) for word, n in counts.items()}}


def forget(conn: duckdb.DuckDBPyConnection) -> None:
    """Drop what was found in other data, and say that nothing was looked for."""
    db.script(conn, "warehouse/bursts")
    conn.execute("insert into detection_facts values ('not_run', '1')")


def _times(conn: duckdb.DuckDBPyConnection) -> Times:
    row = db.run(conn, "detect/known_times").iloc[0]
    moments = [None if pd.isna(at) else at for at in row[["first_request_at", "last_request_at"]]]
    return Times(
        int(row["accounts"]), int(row["with_created_at"]), int(row["with_request"]), *moments
    )


def signups(conn: duckdb.DuckDBPyConnection, *, first_seen: bool) -> pd.DataFrame:
    """account_key, signed_up_at and every attribute, as categories: the detector's input."""
    frame = categories(conn, "detect/signups", {"first_seen": first_seen})
    told = categories(conn, "detect/signals", {})
    for name in told["attr_type"].cat.categories if len(told) else ():
        part = told[told["attr_type"] == name].set_index("account_key")["attr_value"]
        value = frame["account_key"].map(part.astype(str))
        # What the accounts' own file says of the sign-up comes first.
        own = frame[name].astype(object) if name in frame.columns else None
        frame[name] = (value if own is None else own.fillna(value)).astype("category")
    return frame


def _described(conn: duckdb.DuckDBPyConnection, found: Search, times: Times) -> Findings:
    """With what the accounts did next, where there are requests."""
    if not times.with_request or not found.found:
        return describe(found, releases=db.run(conn, "detect/releases"))
    inside, ordinary = found.accounts(), found.ordinary()
    keys = np.unique(np.concatenate([inside, ordinary]))
    days = db.run(
        conn,
        "detect/activity",
        {"account_keys": keys.tolist(), "first_seen": times.is_first_seen, "ages": AGES},
    )
    activity = Activity(keys, _days(found, keys), days, _last_day(times), ordinary)
    week_ago = (times.last_request_at or pd.Timestamp(0)) - ACTIVE
    usage = db.run(conn, "detect/usage", {"account_keys": inside.tolist(), "active_from": week_ago})
    return describe(found, activity=activity, usage=usage, releases=db.run(conn, "detect/releases"))


def _days(found: Search, keys: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The day each of the sorted ``keys`` signed up, counted from 1970."""
    order = np.argsort(found.signups.keys)
    place = order[np.searchsorted(found.signups.keys[order], keys)]
    first = int(pd.Timestamp(found.signups.origin).timestamp() // 86_400)
    return first + (found.signups.at[place] // 86_400).astype(np.int64)


def _last_day(times: Times) -> int:
    """The last whole day of requests, counted from 1970."""
    assert times.last_request_at is not None
    return int(times.last_request_at.timestamp() // 86_400) - 1


def _keep(conn: duckdb.DuckDBPyConnection, findings: Findings, facts: pd.DataFrame) -> None:
    frames = {table: getattr(findings, name) for name, table in TABLES.items()}
    for table, frame in {**frames, "detection_facts": facts}.items():
        if frame.empty:
            continue
        conn.register("found_rows", frame)
        conn.table("found_rows").insert_into(table)
        conn.unregister("found_rows")


def _facts(found: Search, times: Times, settings: Settings) -> pd.DataFrame:
    """What was done and what limits it: each fact a name and a value, notes in sentences."""
    told = [
        ("basis", "first_seen" if times.is_first_seen else "created_at"),
        ("accounts", str(times.accounts)),
        ("accounts_with_time", str(times.used)),
        ("tried_windows", str(found.tried)),
        ("least_accounts", str(settings.least_accounts)),
        ("false_discovery_rate", str(settings.false_discovery_rate)),
        # What the verdicts were judged by: the burst's page says it beside each.
        ("script_points", str(verdict.SCRIPT_POINTS)),
        ("event_points", str(verdict.EVENT_POINTS)),
        ("least_judged", str(verdict.LEAST_JUDGED)),
        ("longest_paced_s", str(verdict.LONGEST_PACED_S)),
    ]
    told += [("note", note) for note in _notes(found, times)]
    return pd.DataFrame(told, columns=["name", "value"])


def _notes(found: Search, times: Times) -> list[str]:
    notes = []
    if times.is_first_seen and times.used:
        notes.append(
            "No sign-up times are known for most accounts: their first request stands in for"
            " the sign-up, and verdicts are a step less sure."
        )
    elif times.used < times.accounts:
        notes.append(
            f"{times.accounts - times.used:,} of {times.accounts:,} accounts have no sign-up time"
            " and are in no burst."
        )
    if not times.used:
        return ["Neither sign-up times nor requests are known: there is nothing to scan."]
    begins = found.signups.moment(found.from_s)
    notes.append(f"Sign-ups before {begins:%Y-%m-%d %H:%M} UTC are not judged: the record begins.")
    if rounded := int((found.signups.steps > 1).sum()):
        notes.append(
            f"{rounded:,} sign-up times are rounded to minutes or more, some perhaps to days:"
            " shorter bursts of these accounts cannot be seen."
        )
    if found.signups.strays:
        notes.append(
            f"{found.signups.strays:,} accounts carry dates months away from all others, such as"
            " a default or “never”: they are in no burst."
        )
    if hours := int(found.baseline.is_gap.sum()):
        notes.append(
            f"{hours:,} hours without a sign-up are taken for missing data: nothing is expected"
            " in them, and what follows them may be their backlog."
        )
    return notes
