"""One cluster as rows: its people, evidence, shared values, tests and successions."""

import numpy as np
import pandas as pd

from hydrascope.clusters import labels
from hydrascope.clusters.arrays import Array
from hydrascope.clusters.evidence import Evidence
from hydrascope.clusters.pairs import SPEAKS
from hydrascope.clusters.profiles import Profile
from hydrascope.clusters.search import Cluster

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


def _people(one: Cluster) -> tuple[Array, Array]:
    """Members, then near misses; and the bits of both."""
    return (
        np.concatenate([one.judged.accounts, one.near.accounts]),
        np.concatenate([one.judged.bits, one.near.bits]),
    )


def members(one: Cluster, evidence: Evidence) -> pd.DataFrame:
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


def evidence(one: Cluster, evidence: Evidence) -> pd.DataFrame:
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


def families(one: Cluster) -> pd.DataFrame:
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


def values(one: Cluster) -> tuple[pd.DataFrame, Array]:
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
    """A value as pages show it."""
    return labels.text(evidence.label[column], evidence.families[evidence.attr[column]])


def shows(one: Cluster, evidence: Evidence, columns: Array) -> pd.DataFrame:
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


def tests(one: Cluster) -> pd.DataFrame:
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


def successions(one: Cluster, evidence: Evidence, use: pd.DataFrame) -> pd.DataFrame:
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
