"""Clusters in sentences: how many act as one, how much is theirs, what one is called."""

from typing import Any

import pandas as pd

from hydrascope import fmt

# Kinds that say something other than one operator is behind it.
INNOCENT = ("reseller_like", "shared_network", "shared_app", "evaluation_like")
NONE_SHARED = "No value that marks the one marks the other"
# The kinds worth a look, in order.
MATTER = ("coordinated", "unclear")


def answer(totals: pd.DataFrame) -> str:
    """How many clusters act as one, how big they are, and what the others are."""
    by_kind = totals.set_index("kind")
    told = [_acting(by_kind)]
    if others := _others(by_kind["clusters"]):
        told.append(f"{others}.")
    return " ".join(told)


def _acting(by_kind: pd.DataFrame) -> str:
    if "coordinated" not in by_kind.index:
        return "No cluster acts as one in this range."
    row: Any = by_kind.loc["coordinated"]
    found = int(row["clusters"])
    verb = "cluster acts" if found == 1 else "clusters act"
    told = (
        f"**{fmt.count(found)} {verb} as one**: {fmt.count(row['accounts'])} accounts,"
        f" {fmt.compact(row['requests'])} requests"
    )
    share = row["requests"] / row["all_requests"] if row["all_requests"] else None
    return told + (f", {fmt.percent(share)} of all in this range." if share is not None else ".")


def _others(clusters: "pd.Series[Any]") -> str:
    """How many others there are and what they are, without a full stop; or nothing."""
    known = clusters[clusters.index != "coordinated"]
    innocent = int(known[known.index.isin(INNOCENT)].sum())
    unclear = int(known.sum()) - innocent
    told = []
    if innocent:
        verb = "other has" if innocent == 1 else "others have"
        told.append(f"{fmt.count(innocent)} {verb} an innocent explanation")
    if unclear:
        told.append(f"{fmt.count(unclear)} {'is' if unclear == 1 else 'are'} unclear")
    return fmt.listing(told) if told else ""


def acting(clusters: pd.DataFrame, drawn: set[str]) -> str:
    """Which of the clusters ``drawn`` act as one, in a sentence."""
    is_one = (clusters["kind"] == "coordinated") & clusters["cluster_id"].isin(drawn)
    names = [str(name) for name in clusters.loc[is_one, "cluster_id"]]
    if not names:
        return "None of the clusters drawn acts as one."
    verb = "acts" if len(names) == 1 else "act"
    return f"Of the clusters drawn {fmt.listing(names)} {verb} as one."


def title(cluster: Any) -> str:
    """What a cluster is called: ``Cluster c0a1``."""
    return f"Cluster {cluster['cluster_id']}"


def judged(cluster: Any) -> str:
    """What it looks like and how sure that is: ``acts as one, high confidence``."""
    return f"{fmt.kind(cluster['kind'])}, {cluster['confidence']} confidence"


def many(found: int, *, folded: bool) -> str:
    """How many clusters, and which of them when others are ``folded`` away."""
    if found == 1:
        return "1 cluster that acts as one or is unclear," if folded else "1 cluster"
    told = f"{fmt.count(found)} clusters"
    return f"{told} that act as one or are unclear," if folded else told


def otherwise(cluster: Any) -> str | None:
    """What else could be behind it; of one that acts as one it is a doubt, no explanation."""
    told = cluster["explained_by"]
    if fmt.is_missing(told):
        return None
    return f"A doubt: {told}" if cluster["kind"] in MATTER else str(told)


def size(cluster: Any) -> str:
    """How many accounts, and what part of all requests is theirs."""
    told = f"{fmt.count(cluster['accounts'])} accounts"
    if fmt.is_missing(cluster["share_of_requests"]):
        return told
    return f"{told} · {fmt.percent(cluster['share_of_requests'])} of requests"


def listed(cluster: Any) -> str:
    """A cluster as one of several to choose from."""
    return f"{cluster['cluster_id']} · {judged(cluster)} · {size(cluster)}"


def shared(values: pd.DataFrame, accounts: pd.DataFrame) -> str:
    """What two clusters have in common, in a sentence."""
    marks = (
        "value that marks the one marks" if len(values) == 1 else "values that mark the one mark"
    )
    told = f"{fmt.count(len(values))} {marks} the other too" if len(values) else NONE_SHARED
    both = {0: "no account is", 1: "one account is"}.get(len(accounts))
    return f"{told}, and {both or f'{fmt.count(len(accounts))} accounts are'} in both."
