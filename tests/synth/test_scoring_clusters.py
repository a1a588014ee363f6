"""Clusters and truth by hand, and small random worlds counted twice."""

import random
from collections import Counter

import pandas as pd
import pytest

from hydrascope.synth.scoring_clusters import (
    COORDINATED,
    IN_NONE,
    cluster_summary,
    reported_as,
    score_clusters,
)
from hydrascope.synth.scoring_truth import Truth

KINDS = ("coordinated", "coordinated", "shared_app", "unclear")
LABELS = {"hydra-a": "campaign", "hydra-b": "campaign", "class": "decoy", "app": "decoy"}


def truth(who):
    """A truth from account → actor."""
    accounts = pd.DataFrame(
        {
            "account_id": list(who),
            "label": [LABELS.get(name, "background") for name in who.values()],
            "name": list(who.values()),
        }
    )
    return Truth(accounts, pd.DataFrame())


def reported(clusters):
    """Frames from cluster → (kind, probable accounts, near misses)."""
    rows = [(cluster, kind, "high") for cluster, (kind, _, _) in clusters.items()]
    members = [
        (cluster, account, membership)
        for cluster, (_, probable, near) in clusters.items()
        for accounts, membership in ((probable, "probable"), (near, "possible"))
        for account in accounts
    ]
    return (
        pd.DataFrame(rows, columns=["cluster_id", "kind", "confidence"]),
        pd.DataFrame(members, columns=["cluster_id", "account_id", "membership"]),
    )


def people(name, count):
    return {f"{name}-{number}": name for number in range(count)}


def scored(clusters, who):
    return score_clusters(*reported(clusters), truth(who))


WHO = {**people("hydra-a", 10), **people("class", 6), **people("background", 30)}
A, CLASS, OTHERS = (
    [account for account, name in WHO.items() if name == actor]
    for actor in ("hydra-a", "class", "background")
)


def test_a_campaign_in_two_clusters_counts_both_parts():
    found = scored(
        {"c1": (COORDINATED, [*A[:6], OTHERS[0]], []), "c2": (COORDINATED, A[6:9], [])}, WHO
    )

    campaign = found.campaigns.iloc[0]
    assert (campaign["found"], campaign["recall"], campaign["clusters"]) == (9, 0.9, 2)
    assert campaign["precision"] == 9 / 10
    assert (campaign["best_cluster_id"], campaign["best_accounts"]) == ("c1", 6)
    assert cluster_summary(found)["background_accounts_flagged"] == 1


def test_accounts_in_a_cluster_of_somebody_else_are_not_found():
    found = scored({"c1": (COORDINATED, [*A[:3], *CLASS], [])}, WHO)

    assert found.campaigns.iloc[0]["found"] == 0
    assert found.campaigns.iloc[0]["precision"] is pd.NA
    told = cluster_summary(found)
    assert (told["coordinated_without_campaign"], told["cluster_precision"]) == (1, 0)
    assert told["decoy_accounts_flagged"] == 6


def test_near_misses_and_other_kinds_neither_help_nor_hurt():
    found = scored(
        {"c1": (COORDINATED, A[:5], [*A[5:7], *CLASS]), "c2": ("shared_app", [*A[7:], *CLASS], [])},
        WHO,
    )

    campaign = found.campaigns.iloc[0]
    assert (campaign["found"], campaign["near_misses"], campaign["precision"]) == (5, 2, 1)
    assert cluster_summary(found)["decoy_accounts_flagged"] == 0
    assert reported_as(found, "class") == {"shared_app": 6}
    assert reported_as(found, "hydra-a") == {COORDINATED: 5, "shared_app": 3, IN_NONE: 2}


def test_of_equals_a_cluster_belongs_to_the_campaign():
    found = scored({"c1": (COORDINATED, [*A[:6], *CLASS], [])}, WHO)

    assert found.clusters.iloc[0]["actor"] == "hydra-a"
    assert found.clusters.iloc[0]["purity"] == 0.5


@pytest.mark.parametrize("who", [WHO, people("background", 5)])
def test_nothing_reported_is_no_precision_and_no_mistake(who):
    told = cluster_summary(scored({}, who))

    assert told["cluster_precision"] is None
    assert told["cluster_recall"] == (0 if who is WHO else None)
    assert told["clusters_reported"] == told["background_accounts_flagged"] == 0


def test_strangers_to_the_truth_are_background():
    found = scored({"c1": (COORDINATED, [*A, "(unknown)"], [])}, WHO)

    assert found.campaigns.iloc[0]["precision"] == 10 / 11
    assert cluster_summary(found)["background_accounts_flagged"] == 1


def counted_slowly(clusters, who):
    """The definitions once more, account by account."""

    def actor(account):
        return who.get(account, "background")

    def rank(name):
        return ("campaign", "decoy", "background").index(LABELS.get(name, "background"))

    owner = {}
    for cluster, (_, probable, _) in clusters.items():
        counts = Counter(actor(account) for account in set(probable))
        if counts:
            owner[cluster] = min(counts, key=lambda name: (-counts[name], rank(name), name))
    acting = {c: set(p) for c, (kind, p, _) in clusters.items() if kind == COORDINATED}
    flagged = set().union(*acting.values())
    told = {"campaigns": {}, "others": {}}
    for name in sorted(set(who.values())):
        mine = {account for account in who if who[account] == name}
        if LABELS.get(name) != "campaign":
            told["others"][name] = sum(actor(account) == name for account in flagged)
            continue
        assigned = [acting[c] for c in acting if owner.get(c) == name]
        rows = [account for accounts in assigned for account in accounts]
        right = [account for account in rows if account in mine]
        told["campaigns"][name] = (
            len(set(right)),
            len(right) / len(rows) if rows else None,
            len(assigned),
            max((len(accounts & mine) for accounts in assigned), default=0),
        )
    rows = [(c, account) for c in acting for account in acting[c]]
    right = [
        actor(account) == owner[c] and LABELS.get(owner[c]) == "campaign" for c, account in rows
    ]
    told["precision"] = sum(right) / len(rows) if rows else None
    return told


@pytest.mark.parametrize("seed", range(40))
def test_random_worlds_are_counted_alike_by_a_slow_obvious_count(seed):
    rng = random.Random(seed)
    names = ["background", *rng.sample(sorted(LABELS), rng.randint(1, 4))]
    who = {f"a{n}": names[0] if n == 0 else rng.choice(names) for n in range(rng.randint(5, 40))}
    everybody = [*who, "stranger"]
    clusters = {}
    for number in range(rng.randint(0, 6)):
        drawn = rng.sample(everybody, rng.randint(0, len(everybody) // 2))
        near = [account for account in rng.sample(everybody, 4) if account not in drawn]
        clusters[f"c{number}"] = (rng.choice(KINDS), drawn, near)

    found, slow = scored(clusters, who), counted_slowly(clusters, who)

    told = {
        row["campaign"]: (
            row["found"],
            None if pd.isna(row["precision"]) else row["precision"],
            row["clusters"],
            row["best_accounts"],
        )
        for row in found.campaigns.to_dict("records")
    }
    assert told == slow["campaigns"]
    flagged = {row["name"]: row["flagged"] for row in found.others.to_dict("records")}
    assert flagged == slow["others"]
    assert cluster_summary(found)["cluster_precision"] == pytest.approx(slow["precision"])
    strange = any("stranger" in probable for _, probable, _ in clusters.values())
    for name in set(who.values()):
        in_all = list(who.values()).count(name) + (strange and name == "background")
        assert sum(reported_as(found, name).values()) == in_all
