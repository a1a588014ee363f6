"""Marks of the allow-list on other pages, until a detection has taken it into account.

An entry changes nothing by itself: the clusters shown are those of a detection that did not know
it. Until the next one every cluster, account and value it is about says so, in words.
"""

from typing import Any

import pandas as pd

from hydrascope import fmt, permits
from hydrascope.errors import HydrascopeError
from hydrascope.ui import cache, case_desk, clusters_view

WAITS = "It takes effect at the next detection; until then figures count it as before."
TAKEN = "The clusters of this data were found with it taken into account."


def in_force() -> pd.DataFrame:
    """The entries that hold now; none where the store cannot be read, which is said."""
    return case_desk.read(lambda: case_desk.allow_list().in_force(case_desk.now()))


def is_taken(found: pd.DataFrame) -> bool:
    """Whether the detection of this data knew these entries, and no others."""
    facts = clusters_view.facts().set_index("name")["value"]
    return bool(facts.get("allow_list", "") == permits.allowed(found).digest())


def waiting(kind: str) -> pd.DataFrame:
    """The entries of a kind, ``cluster``, ``account`` or ``value``, that no detection knew yet."""
    found = in_force()
    if found.empty or is_taken(found):
        return pd.DataFrame(columns=["kind"])
    return found[found["kind"] == kind]


def until(row: Any) -> str:
    """``allow-listed until 1 Mar 2026 …``."""
    return f"allow-listed until {fmt.utc(row['expires_at'])}"


def clusters() -> "dict[str, pd.Series[Any]]":
    """The entry of each cluster the next detection will leave out: whatever it is called now, by
    most of its members, as the detection itself decides."""
    told = {}
    for _, row in waiting("cluster").iterrows():
        for _, cluster in _with(row["members"]).iterrows():
            if permits.is_most(int(cluster["listed_accounts"]), int(cluster["accounts"])):
                told[str(cluster["cluster_id"])] = row
    return told


def _with(members: list[str]) -> pd.DataFrame:
    """Today's clusters with some of the accounts; none where nobody looked for clusters."""
    try:
        return cache.query("clusters/listed", {"account_ids": sorted(members)})
    except HydrascopeError:
        return pd.DataFrame()


def of_clusters(ids: "pd.Series[Any] | list[str]") -> list[Any]:
    """The mark of each cluster by name, None for those without."""
    found = clusters()
    return [until(found[str(name)]) if str(name) in found else None for name in ids]


def of_accounts(pseudonyms: "pd.Series[Any]") -> list[Any]:
    """The mark of each account by its short name, None for those without."""
    rows = waiting("account")
    if rows.empty:
        return [None] * len(pseudonyms)
    names = case_desk.short_names(rows["account_id"])
    found = {names.get(row["account_id"]): until(row) for _, row in rows.iterrows()}
    return [found.get(str(name)) for name in pseudonyms]


def values() -> dict[tuple[str, str], str]:
    """The mark of each value; the same fact at sign-up and in requests has the same."""
    return {
        (attr_type, row["attr_value"]): until(row)
        for _, row in waiting("value").iterrows()
        for attr_type in permits.same_fact(row["attr_type"])
    }


def of_values(found: pd.DataFrame) -> list[Any]:
    """The mark of each row by ``attr_type`` and ``attr_value`` as stored; None for none."""
    marks = values()
    pairs = zip(found["attr_type"], found["attr_value"], strict=True)
    return [marks.get((str(kind), str(value))) for kind, value in pairs]


def told() -> str | None:
    """What waits for the next detection, in a sentence; None where nothing does."""
    counts = [
        f"{fmt.count(number)} {kind}{'' if number == 1 else 's'}"
        for kind in ("cluster", "account", "value")
        if (number := len(waiting(kind)))
    ]
    if not counts:
        return None
    return (
        f"On the allow-list since this detection: {fmt.listing(counts)}. They take effect at the"
        " next detection, and are counted here as before."
    )
