"""The waterfall: what became of every candidate, filter by filter, with a reason for each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hydrascope.clusters.allowed import sentence as allowed_sentence
from hydrascope.clusters.evidence import Spared
from hydrascope.clusters.kinds import COORDINATED
from hydrascope.clusters.pairs import SPEAKS

if TYPE_CHECKING:
    from hydrascope.clusters.search import Cluster

ALLOW_LIST = "allow-list"
FILTERS = {
    "size": "fewer accounts than a cluster needs",
    "two families": "only one family of evidence speaks for half of its accounts",
    "organisations": "its accounts belong to organisations that explain what they share",
    "acting together": "alike, but nothing says that the accounts act as one",
}
SENTENCES = {
    "size": "Groups of fewer accounts are left out: so few may agree by chance.",
    ALLOW_LIST: "",  # said by the list itself
    "two families": "Two independent families of evidence must speak for half of the accounts.",
    "organisations": "Colleagues share networks, cards and templates: no cluster.",
    "acting together": "The accounts must act as one, or an innocent reason must be worth showing.",
    "innocent explanation": "Shared networks, resellers, evaluations and apps are reported as such,"
    " not as coordinated.",
}  # fmt: skip


def candidates_of(judged: Sequence["Cluster"]) -> pd.DataFrame:
    """One row per candidate: how far it came, and why it fell."""
    rows = [
        {
            "candidate_id": number,
            "cluster_id": one.cluster_id if one.kind.fell is None else None,
            "accounts": len(one.members),
            "families": _families(one),
            "fell_at": one.kind.fell,
            "reason": one.kind.explained_by or FILTERS.get(one.kind.fell or ""),
        }
        for number, one in enumerate(judged, 1)
    ]
    names = ["candidate_id", "cluster_id", "accounts", "families", "fell_at", "reason"]
    return pd.DataFrame(rows, columns=names)


def _families(one: "Cluster") -> int | None:
    """How many families speak for half of the accounts; not asked of those too few or allowed."""
    if one.kind.fell in ("size", ALLOW_LIST):
        return None
    return int((np.median(one.judged.bits, axis=0) >= SPEAKS).sum())


def filters_of(judged: Sequence["Cluster"], spared: Spared) -> pd.DataFrame:
    """The waterfall, one row per filter in order; the last leaves what acts as one or may."""
    left, rows = list(judged), []
    for place, (name, sentence) in enumerate(SENTENCES.items(), 1):
        kept = [one for one in left if not _falls(one, name)]
        rows.append(
            {
                "place": place,
                "filter": name,
                "candidates_before": len(left),
                "candidates_after": len(kept),
                "accounts_before": sum(len(one.members) for one in left),
                "accounts_after": sum(len(one.members) for one in kept),
                "sentence": sentence or allowed_sentence(spared),
            }
        )
        left = kept
    return pd.DataFrame(rows)


def _falls(one: "Cluster", name: str) -> bool:
    if name == "innocent explanation":
        return one.kind.kind not in (COORDINATED, "unclear")
    return one.kind.fell == name
