"""What the search found, as rows of the tables in queries/warehouse/clusters.sql."""

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from hydrascope import db
from hydrascope.clusters.evidence import TIMING, Evidence
from hydrascope.clusters.pairs import SPEAKS
from hydrascope.clusters.search import Cluster, Found
from hydrascope.clusters.settings import Settings
from hydrascope.findings import cluster_rows


@dataclass(frozen=True)
class Told:
    """The accounts as read, what they used, and the first minute of the data since 1970."""

    accounts: pd.DataFrame
    use: pd.DataFrame
    first_minute: int


def keep(
    conn: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    found: Found,
    told: Told,
    settings: Settings,
) -> None:
    """Write everything found. The tables are empty before."""
    frames = {
        "found_cluster_accounts": [cluster_rows.members(one, evidence) for one in found.clusters],
        "found_cluster_evidence": [cluster_rows.evidence(one, evidence) for one in found.clusters],
        "found_cluster_families": [cluster_rows.families(one) for one in found.clusters],
        "found_cluster_tests": [cluster_rows.tests(one) for one in found.clusters],
        "found_successions": [
            cluster_rows.successions(one, evidence, told.use) for one in found.clusters
        ],
    }
    values = [cluster_rows.values(one) for one in found.clusters]
    frames["found_cluster_values"] = [frame for frame, _ in values]
    frames["found_cluster_shows"] = [
        cluster_rows.shows(one, evidence, columns)
        for one, (_, columns) in zip(found.clusters, values, strict=True)
    ]
    for table, parts in frames.items():
        insert(conn, table, parts)
    insert(conn, "found_cluster_candidates", [found.candidates])
    insert(conn, "found_cluster_filters", [found.filters])
    insert(conn, "found_links", [_links(evidence, found)])
    insert(conn, "cluster_facts", [_facts(evidence, found, settings)])
    db.script(conn, "detect/cluster_days")
    insert(conn, "found_clusters", [_clusters(conn, found, told)])


def insert(conn: duckdb.DuckDBPyConnection, table: str, frames: list[pd.DataFrame]) -> None:
    """Append frames whose columns are the table's."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return
    conn.register("found_rows", pd.concat(filled, ignore_index=True))
    conn.table("found_rows").insert_into(table)
    conn.unregister("found_rows")


def _links(evidence: Evidence, found: Found) -> pd.DataFrame:
    links = found.links
    families = [*evidence.family_names, TIMING][: links.bits.shape[1]]
    row, column = np.nonzero(np.abs(links.bits) >= 0.05)
    low = np.minimum(evidence.keys[links.a], evidence.keys[links.b])
    high = np.maximum(evidence.keys[links.a], evidence.keys[links.b])
    return pd.DataFrame(
        {
            "account_key_a": low[row],
            "account_key_b": high[row],
            "family": np.array(families, dtype=object)[column],
            "bits": links.bits[row, column].astype(float),
            "total_bits": links.total[row].astype(float),
        }
    )


def _facts(evidence: Evidence, found: Found, settings: Settings) -> pd.DataFrame:
    told: list[tuple[str, str]] = [
        ("accounts", str(evidence.accounts)),
        ("linked_accounts", str(found.linked)),
        ("links", str(len(found.links.a))),
        ("candidates", str(len(found.candidates))),
        ("families", ", ".join(evidence.family_names)),
        ("least_accounts", str(settings.least_accounts)),
        ("resolution", str(settings.resolution)),
    ]
    return pd.DataFrame(told, columns=["name", "value"])


def _clusters(conn: duckdb.DuckDBPyConnection, found: Found, told: Told) -> pd.DataFrame:
    peaks = conn.execute(
        "select cluster_id, arg_max(bucket_at, requests) from found_cluster_days group by all"
    ).fetchall()
    peak = dict(peaks)
    rows = [_cluster(one, told, peak.get(one.cluster_id)) for one in found.clusters]
    frame = pd.DataFrame(rows)
    for name in ("input_tokens", "output_tokens"):
        if len(frame):
            frame[name] = frame[name].astype("Int64")
    return frame


def _cluster(one: Cluster, told: Told, peak: Any) -> dict[str, Any]:
    use, members = told.use.iloc[one.members], one.members
    gaps = one.handover.pairs
    columns = one.group.profile.signature
    templates = next((test for test in one.kind.tests if test.test == "templates"), None)
    begun = use["first_request_at"].min()
    return {
        "cluster_id": one.cluster_id,
        "kind": one.kind.kind,
        "confidence": one.kind.confidence,
        "points": one.kind.points,
        "accounts": len(members),
        "possible_accounts": len(one.near.accounts),
        "families": int((np.median(one.judged.bits, axis=0) >= SPEAKS).sum()),
        "median_bits": float(np.median(one.judged.total)),
        "requests": int(use["requests"].sum()),
        "input_tokens": _sum(use["input_tokens"]),
        "output_tokens": _sum(use["output_tokens"]),
        "cost_usd": _sum(use["cost_usd"]),
        "estimated_usd": _sum(use["estimated_usd"]),
        "first_signup_at": told.accounts["created_at"].iloc[members].min(),
        "first_seen_at": begun,
        "peak_at": peak,
        "last_seen_at": use["last_request_at"].max(),
        "banned_accounts": int(use["banned_at"].notna().sum()),
        "active_accounts": int(use["is_active"].sum()),
        "successions": len(gaps),
        "median_regrowth_hours": float(gaps["gap_hours"].median()) if len(gaps) else None,
        "signature_templates": int(columns.sum()),
        "signature_share": templates.value if templates else None,
        "work_share": one.part,
        "explained_by": one.kind.explained_by,
    }


def _sum(values: pd.Series) -> Any:
    """The sum of what is known, None where nothing is."""
    return values.sum() if values.notna().any() else None
