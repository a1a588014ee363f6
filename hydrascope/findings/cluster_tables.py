"""What the search found, as rows of the tables in queries/warehouse/clusters.sql."""

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from hydrascope import db
from hydrascope.clusters.evidence import TEMPLATES, TIMING, Array, Evidence
from hydrascope.clusters.pairs import SPEAKS
from hydrascope.clusters.profiles import Profile
from hydrascope.clusters.search import Cluster, Found
from hydrascope.clusters.settings import Settings

MOST_VALUES = 40  # of each family, kept for a cluster
LEAST_LIFT = 2.0
NAMES = {
    "payment": "pay with means another member uses",
    "network": "come from networks other members use",
    "client": "use client programs or TLS builds more usual here than elsewhere",
    "identity": "have mail names, domains or organisations other members have",
    "batch": "signed up in an hour in which other members did",
    "templates": "use prompt templates that are this group's own",
    "timing": "ask in the same minutes as the others",
    "reaction": "moved to a new model when the others did",
}


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
        "found_cluster_accounts": [_members(one, evidence) for one in found.clusters],
        "found_cluster_evidence": [_evidence(one, evidence) for one in found.clusters],
        "found_cluster_families": [_families(one) for one in found.clusters],
        "found_cluster_tests": [_tests(one) for one in found.clusters],
        "found_successions": [_successions(one, evidence, told.use) for one in found.clusters],
    }
    values = [_values(one) for one in found.clusters]
    frames["found_cluster_values"] = [frame for frame, _ in values]
    frames["found_cluster_shows"] = [
        _shows(one, evidence, columns)
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


def _people(one: Cluster) -> tuple[Array, Array]:
    """Members, then near misses; and the bits of both."""
    return (
        np.concatenate([one.judged.accounts, one.near.accounts]),
        np.concatenate([one.judged.bits, one.near.bits]),
    )


def _members(one: Cluster, evidence: Evidence) -> pd.DataFrame:
    places, bits = _people(one)
    probable = np.arange(len(places)) < len(one.judged.accounts)
    return pd.DataFrame(
        {
            "cluster_id": one.cluster_id,
            "account_key": evidence.keys[places],
            "membership": np.where(probable, "probable", "possible"),
            "match_weight": bits.sum(axis=1),
            "needed_bits": one.group.needed,
            "families": (bits >= SPEAKS).sum(axis=1),
            "missing": [None] * int(probable.sum()) + _missing(one),
        }
    )


def _missing(one: Cluster) -> list[str]:
    """For each near miss, what it lacks."""
    found = []
    for over, speaking, doing in zip(
        one.near.over, one.near.speaking, one.near.is_doing, strict=True
    ):
        lacks = []
        if over < 0:
            lacks.append(f"{-over:.1f} bits of evidence")
        if speaking < 2:
            lacks.append("a second family of evidence")
        if not doing:
            lacks.append("anything it does with the others, or a shared payer")
        found.append("It lacks " + " and ".join(lacks) + ".")
    return found


def _evidence(one: Cluster, evidence: Evidence) -> pd.DataFrame:
    places, bits = _people(one)
    families = one.group.families
    return pd.DataFrame(
        {
            "cluster_id": one.cluster_id,
            "account_key": np.repeat(evidence.keys[places], len(families)),
            "family": np.tile(families, len(places)),
            "bits": bits.ravel(),
        }
    )


def _families(one: Cluster) -> pd.DataFrame:
    rows = []
    for number, family in enumerate(one.group.families):
        bits = one.judged.bits[:, number]
        low, median, high = np.quantile(bits, (0.25, 0.5, 0.75))
        speaking, known = int((bits >= SPEAKS).sum()), int((np.abs(bits) > 1e-9).sum())
        what = NAMES.get(family, f"share values of the signal “{family}” the team brought")
        rows.append(
            {
                "cluster_id": one.cluster_id,
                "family": family,
                "low_bits": low,
                "median_bits": median,
                "high_bits": high,
                "accounts": speaking,
                "known_accounts": known,
                "sentence": f"{speaking:,} of {len(bits):,} {what}.",
            }
        )
    return pd.DataFrame(rows)


def _values(one: Cluster) -> tuple[pd.DataFrame, Array]:
    """The values members share more than others, strongest first; and their columns."""
    profile = one.group.profile
    evidence = profile.evidence
    telling = (profile.inside >= 2) & (profile.lift >= LEAST_LIFT)
    weight = np.log2(np.maximum(profile.lift, 1e-9)) * profile.inside
    kept: list[int] = []
    for number in range(len(evidence.family_names)):
        mine = np.flatnonzero(telling & (evidence.family[profile.columns] == number))
        kept += mine[np.argsort(-weight[mine], kind="stable")][:MOST_VALUES].tolist()
    order = np.array(sorted(kept, key=lambda place: -weight[place]), dtype=np.int64)
    columns = profile.columns[order]
    frame = pd.DataFrame(
        {
            "cluster_id": one.cluster_id,
            "place": np.arange(1, len(order) + 1),
            "family": np.array(evidence.family_names, dtype=object)[evidence.family[columns]],
            "attr_type": np.array(evidence.attrs, dtype=object)[evidence.attr[columns]],
            "attr_value": [text(evidence, column) for column in columns.tolist()],
            "accounts": profile.inside[order].astype(int),
            "known_accounts": _known(profile, order),
            "outside_accounts": profile.outside[order].astype(int),
            "lift": profile.lift[order],
            "bits": np.log2(np.maximum(profile.lift[order], 1e-9)),
        }
    )
    return frame, columns


def _known(profile: Profile, order: Array) -> Array:
    return np.asarray(profile.known[profile.evidence.attr[profile.columns[order]]], dtype=int)


def text(evidence: Evidence, column: int) -> str:
    """A value as pages show it: templates as digits, hours as a time, the rest as it is."""
    label, family = evidence.label[column], evidence.families[evidence.attr[column]]
    if family == TEMPLATES and not isinstance(label, str):
        return f"{int(label):016x}"
    if isinstance(label, (pd.Timestamp, np.datetime64)):
        return f"{pd.Timestamp(label):%Y-%m-%d %H:%M}"
    return str(label)


def _shows(one: Cluster, evidence: Evidence, columns: Array) -> pd.DataFrame:
    places, _ = _people(one)
    part = evidence.shows[places]
    rank = np.zeros(part.shape[1], dtype=np.int64)
    rank[columns] = np.arange(1, len(columns) + 1)
    row = np.repeat(np.arange(len(places)), np.diff(part.indptr))
    hit = rank[part.indices] > 0
    begins = evidence.shows.indptr[places]
    offset = np.arange(len(row)) - np.repeat(part.indptr[:-1], np.diff(part.indptr))
    requests = evidence.requests[np.repeat(begins, np.diff(part.indptr)) + offset]
    return pd.DataFrame(
        {
            "cluster_id": one.cluster_id,
            "place": rank[part.indices][hit],
            "account_key": evidence.keys[places][row[hit]],
            "requests": requests[hit].astype(np.int64),
        }
    )


def _tests(one: Cluster) -> pd.DataFrame:
    ordered = sorted(one.kind.tests, key=lambda test: -abs(test.points))
    return pd.DataFrame(
        [
            {
                "cluster_id": one.cluster_id,
                "place": place,
                "test": test.test,
                "side": test.side,
                "points": test.points,
                "value": test.value,
                "unit": test.unit,
                "ordinary_low": test.ordinary.low if test.ordinary else None,
                "ordinary_median": test.ordinary.median if test.ordinary else None,
                "ordinary_high": test.ordinary.high if test.ordinary else None,
                "sentence": test.sentence,
            }
            for place, test in enumerate(ordered, 1)
        ]
    ).astype(
        dict.fromkeys(("value", "ordinary_low", "ordinary_median", "ordinary_high"), "Float64")
    )


def _successions(one: Cluster, evidence: Evidence, use: pd.DataFrame) -> pd.DataFrame:
    pairs = one.handover.pairs
    if pairs.empty:
        return pairs
    gone = one.members[pairs["from_place"].to_numpy(dtype=np.int64)]
    come = one.members[pairs["to_place"].to_numpy(dtype=np.int64)]
    stopped = use["banned_at"].to_numpy()[gone]
    gap = pairs["gap_hours"].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "cluster_id": one.cluster_id,
            "from_account_key": evidence.keys[gone],
            "to_account_key": evidence.keys[come],
            "stopped_at": stopped,
            "began_at": pd.DatetimeIndex(stopped) + pd.to_timedelta(gap, unit="h").round("ms"),
            "gap_hours": gap,
            "bits": pairs["bits"].to_numpy(dtype=float),
        }
    )


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
        *(("note", note) for note in found.notes),
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
    columns = one.group.profile.signature()
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
        "explained_by": one.kind.explained_by,
    }


def _sum(values: pd.Series) -> Any:
    """The sum of what is known, None where nothing is."""
    return values.sum() if values.notna().any() else None
