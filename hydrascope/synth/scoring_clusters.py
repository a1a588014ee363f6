"""How well do reported clusters agree with the truth of a simulation?

Any method can be scored that says which clusters it reports, of what kind, and who is in them.
**Members** are the accounts reported as ``probable``; near misses are counted apart and never
for or against. An account the truth does not know is background. An account in two clusters
counts in both, but once in whatever is counted of accounts.

**A cluster belongs to the actor** (a campaign, a decoy, or the background as a whole) with the
most of its members; of equals to a campaign before a decoy before the background, then by
name. Its *purity* is that actor's share of its members.

**Of a campaign**, its clusters are those of kind ``coordinated`` that belong to it. *Precision*
is the share of their members, all together, that are the campaign's; *recall* the share of
the campaign's accounts that are members; *clusters* says into how many it was broken, *best* how
many of its accounts the largest part holds. Members of a cluster that belongs to somebody else
are not found: who looks there sees the wrong story.

**Altogether**, precision is the share of the members of *all* coordinated clusters that are of
the campaign their cluster belongs to, so that a cluster without a campaign counts against it;
recall is the share of all campaigns' accounts found. Without a campaign there is no recall and
every member is one too many. *Flagged* are the accounts of a decoy or of the background in
coordinated clusters, whomever these belong to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hydrascope.synth.scoring_truth import BACKGROUND, CAMPAIGN, DECOY, Truth

COORDINATED, IN_NONE = "coordinated", "in no cluster"
PROBABLE = "probable"
NEEDED = ("cluster_id", "kind", "confidence")
FIRST = (CAMPAIGN, DECOY, BACKGROUND)  # of equals


@dataclass(frozen=True)
class ClusterScores:
    """One row per campaign, per other actor, per cluster; and accounts by actor and kind."""

    campaigns: pd.DataFrame
    others: pd.DataFrame
    clusters: pd.DataFrame
    kinds: pd.DataFrame  # name, kind, accounts


def score_clusters(clusters: pd.DataFrame, members: pd.DataFrame, truth: Truth) -> ClusterScores:
    """Compare clusters with the truth; definitions stand atop this module.

    ``clusters`` has the columns of ``NEEDED``, ``members`` one row per cluster_id, account_id
    and membership. Nothing is changed in place.
    """
    known = members[["cluster_id", "account_id", "membership"]].drop_duplicates()
    known = known.merge(truth.accounts[["account_id", "label", "name"]], how="left")
    known = known.fillna({"label": BACKGROUND, "name": BACKGROUND})
    known = known.merge(clusters[["cluster_id", "kind"]], on="cluster_id")
    probable = known[known["membership"] == PROBABLE]
    told = _owned(clusters[list(NEEDED)], probable)
    kinds = _kinds(probable, truth)
    owners = told[told["kind"] == COORDINATED].set_index("cluster_id")["actor"]
    caught = probable[probable["kind"] == COORDINATED]
    caught = caught.assign(owner=caught["cluster_id"].map(owners))
    near = known[known["kind"] == COORDINATED]
    near = near[~near["account_id"].isin(caught["account_id"])]
    return ClusterScores(
        pd.DataFrame(_campaigns(caught, near, truth), columns=list(_CAMPAIGN)).astype(_CAMPAIGN),
        pd.DataFrame(_others(caught, kinds, truth), columns=list(_OTHER)).astype(_OTHER),
        told,
        kinds,
    )


_CAMPAIGN = {
    "campaign": "str",
    "accounts": "int64",
    "found": "int64",
    "precision": "Float64",
    "recall": "float64",
    "clusters": "int64",
    "best_cluster_id": "object",
    "best_accounts": "int64",
    "near_misses": "int64",
}
_OTHER = {
    "name": "str",
    "label": "str",
    "accounts": "int64",
    "flagged": "int64",
    "in_clusters": "int64",
}


def _owned(clusters: pd.DataFrame, probable: pd.DataFrame) -> pd.DataFrame:
    """The clusters, largest first, with the actor each belongs to and its purity."""
    counts = probable.groupby(["cluster_id", "label", "name"], as_index=False).size()
    counts["order"] = counts["label"].map(FIRST.index)
    counts = counts.sort_values(["size", "order", "name"], ascending=[False, True, True])
    best = counts.drop_duplicates("cluster_id").set_index("cluster_id")
    sizes = probable["cluster_id"].value_counts()
    mine = clusters["cluster_id"]
    told = clusters.assign(
        members=mine.map(sizes).fillna(0).astype("int64"),
        actor=mine.map(best["name"]),
        label=mine.map(best["label"]),
        purity=(mine.map(best["size"]) / mine.map(sizes)).astype("Float64"),
    )
    told = told.sort_values(["members", "cluster_id"], ascending=[False, True])
    return told.reset_index(drop=True)


def _kinds(probable: pd.DataFrame, truth: Truth) -> pd.DataFrame:
    """Accounts by actor and kind of cluster, those in none too; coordinated goes first."""
    order = (probable["kind"] != COORDINATED).rename("later")
    once = probable.assign(later=order).sort_values(["later", "kind"]).drop_duplicates("account_id")
    in_kind = once.groupby(["name", "kind"]).size()
    total = truth.accounts.groupby("name").size()
    known = once[once["account_id"].isin(truth.accounts["account_id"])]
    left = total.sub(known.groupby("name").size(), fill_value=0).astype("int64")
    none = pd.DataFrame({"name": left.index, "kind": IN_NONE, "accounts": left.to_numpy()})
    told = pd.concat([in_kind.rename("accounts").reset_index(), none[none["accounts"] > 0]])
    return told.sort_values(["name", "kind"], ignore_index=True)


def _campaigns(caught: pd.DataFrame, near: pd.DataFrame, truth: Truth) -> Iterator[dict[str, Any]]:
    for name in truth.campaigns:
        accounts = int((truth.accounts["name"] == name).sum())
        here = caught[caught["owner"] == name]
        mine = here[here["name"] == name]
        parts = mine["cluster_id"].value_counts().sort_index().sort_values(kind="stable")
        found = mine["account_id"].nunique()
        yield {
            "campaign": name,
            "accounts": accounts,
            "found": found,
            "precision": len(mine) / len(here) if len(here) else None,
            "recall": found / accounts,
            "clusters": len(parts),
            "best_cluster_id": parts.index[-1] if len(parts) else None,
            "best_accounts": int(parts.iloc[-1]) if len(parts) else 0,
            "near_misses": near.loc[near["name"] == name, "account_id"].nunique(),
        }


def _others(caught: pd.DataFrame, kinds: pd.DataFrame, truth: Truth) -> Iterator[dict[str, Any]]:
    """The decoys, then the background."""
    innocent = truth.accounts[truth.accounts["label"] != CAMPAIGN]
    sizes = innocent.groupby(["label", "name"]).size().reset_index(name="accounts")
    sizes = sizes.sort_values(["label", "name"], ascending=[False, True])
    for row in sizes.to_dict("records"):
        inside = kinds[(kinds["name"] == row["name"]) & (kinds["kind"] != IN_NONE)]
        yield {
            "name": row["name"],
            "label": row["label"],
            "accounts": row["accounts"],
            "flagged": caught.loc[caught["name"] == row["name"], "account_id"].nunique(),
            "in_clusters": int(inside["accounts"].sum()),
        }


def cluster_summary(scores: ClusterScores) -> dict[str, Any]:
    """The whole in a few numbers; null where there is nothing to take a share of."""
    campaigns, others = scores.campaigns, scores.others
    acting = scores.clusters[scores.clusters["kind"] == COORDINATED]
    theirs = acting[acting["label"] == CAMPAIGN]
    members = int(acting["members"].sum())
    right = float((theirs["members"] * theirs["purity"]).sum())
    accounts, found = int(campaigns["accounts"].sum()), int(campaigns["found"].sum())
    decoys = others[others["label"] == DECOY]
    return {
        "clusters_reported": len(scores.clusters),
        "coordinated_clusters": len(acting),
        "coordinated_accounts": members,
        "coordinated_without_campaign": len(acting) - len(theirs),
        "campaign_accounts": accounts,
        "campaign_accounts_found": found,
        "cluster_precision": round(right) / members if members else None,
        "cluster_recall": found / accounts if accounts else None,
        "decoy_accounts_flagged": int(decoys["flagged"].sum()),
        "background_accounts_flagged": int(
            others.loc[others["label"] == BACKGROUND, "flagged"].sum()
        ),
    }


def reported_as(scores: ClusterScores, name: str) -> dict[str, int]:
    """In which kinds of clusters an actor's accounts are, most first, those in none last."""
    mine = scores.kinds[scores.kinds["name"] == name]
    mine = mine.assign(last=mine["kind"] == IN_NONE)
    mine = mine.sort_values(["last", "accounts"], ascending=[True, False])
    return {str(row["kind"]): int(row["accounts"]) for row in mine.to_dict("records")}
