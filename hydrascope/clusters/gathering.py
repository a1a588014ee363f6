"""Everything accounts show, put together: the attributes as read become one sparse matrix."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from hydrascope.clusters.arrays import Array, counted
from hydrascope.clusters.evidence import Evidence, Shown, Spared

# Compared within a country. A card or a phone is not: an operator that is most of a small country
# would be its own background.
BY_COUNTRY = (
    "prefix", "asn", "request_prefix", "request_asn", "user_agent", "ja4", "request_agent",
    "request_ja4", "email_domain", "email_pattern", "signup_hour",
)  # fmt: skip
NOTHING = {
    "rows": np.zeros(0, np.int64),
    "cols": np.zeros(0, np.int64),
    "requests": np.zeros(0, np.float32),
    "attr": np.zeros(0, np.int64),
    "label": np.zeros(0, object),
    "users": np.zeros(0),
    "among": np.zeros(0),
    "stratum": np.zeros(0, np.int64),
}
MOSTLY = 0.8  # share of a value's accounts in one country that makes it that country's


def gather(
    keys: Array, country: Array, shown: Sequence[Shown], spared: Spared | None = None
) -> Evidence:
    """One matrix of all attributes. ``country`` is a code per account, -1 when unknown;
    ``spared`` says what the allow-list took out before."""
    accounts, parts, offset = len(keys), [], 0
    known = np.zeros((len(shown), accounts), dtype=bool)
    strata = np.full((len(shown), accounts), -1, dtype=np.int32)
    for number, one in enumerate(shown):
        known[number] = one.known if one.known is not None else False
        known[number, one.account] = True
        if one.strata is not None:
            strata[number] = one.strata
        elif one.attr_type in BY_COUNTRY:
            strata[number] = country
        part = _shared(one, number, offset, known[number], strata[number])
        offset += len(part["users"])
        parts.append(part)
    joined = {
        name: np.concatenate([*(part[name] for part in parts), nothing])
        for name, nothing in NOTHING.items()
    }
    shape = (accounts, offset)
    places = (joined.pop("rows"), joined.pop("cols"))
    requests = sparse.csr_array((joined.pop("requests"), places), shape=shape)
    requests.sort_indices()
    shows = sparse.csr_array(
        (np.ones(requests.nnz, np.float32), requests.indices, requests.indptr), shape=shape
    )
    return Evidence(
        keys=keys,
        attrs=[one.attr_type for one in shown],
        families=[one.family for one in shown],
        is_single=np.array([one.single for one in shown]),
        shows=shows,
        requests=requests.data,
        known=known,
        strata=strata,
        spared=spared or Spared(),
        **joined,
    )


def _shared(one: Shown, number: int, offset: int, known: Array, strata: Array) -> dict[str, Array]:
    """An attribute's values of two accounts or more, and what each is compared with."""
    users = np.bincount(one.code, minlength=len(one.labels))
    kept = _in_order(one, np.flatnonzero(users >= 2))
    place = np.full(len(one.labels), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    inside = place[one.code] >= 0
    rows, cols = one.account[inside], place[one.code[inside]]
    requests = np.ones(len(rows), np.float32)
    if one.requests is not None:
        requests = one.requests[inside].astype(np.float32)
    peers = np.bincount(strata[known & (strata >= 0)], minlength=int(strata.max(initial=0)) + 1)
    stratum = _home(cols, strata[rows], users[kept])
    among = np.where(stratum >= 0, peers[np.maximum(stratum, 0)], int(known.sum()))
    return {
        "rows": rows.astype(np.int64),
        "cols": cols + offset,
        "requests": requests,
        "attr": np.full(len(kept), number, dtype=np.int64),
        "label": np.asarray(one.labels, dtype=object)[kept],
        "users": users[kept].astype(float),
        "among": np.maximum(among, users[kept]).astype(float),
        "stratum": stratum,
    }


def _in_order(one: Shown, codes: Array) -> Array:
    """Codes in the order of the accounts that show them.

    Values are often keyed hashes: in their own order another installation's secret would decide
    which of two equal ways to part a group is found first.
    """
    first = np.full(len(one.labels), np.iinfo(np.int64).max)
    last = np.full(len(one.labels), -1)
    np.minimum.at(first, one.code, one.account)
    np.maximum.at(last, one.code, one.account)
    total = np.bincount(one.code, weights=one.account, minlength=len(one.labels))
    return codes[np.lexsort((codes, total[codes], last[codes], first[codes]))]


def _home(cols: Array, strata: Array, users: Array) -> Array:
    """The stratum of four in five of each value's accounts, or -1."""
    home = np.full(len(users), -1, dtype=np.int64)
    inside = strata >= 0
    if not inside.any():
        return home
    width = int(strata.max()) + 1
    pair, count = counted(cols[inside] * width + strata[inside])
    value, where = pair // width, pair % width
    most = count >= MOSTLY * users[value]
    home[value[most]] = where[most]
    return home


def coded(account: Array, values: pd.Series, attr_type: str, **more: Any) -> Shown:
    """An attribute from a column of values, missing ones left out."""
    category = (
        values if isinstance(values.dtype, pd.CategoricalDtype) else values.astype("category")
    )
    # Codes in the order of the values: how a query happened to deliver them must not matter.
    category = category.cat.reorder_categories(sorted(category.cat.categories))
    code = np.asarray(category.cat.codes)
    there = code >= 0
    requests = more.pop("requests", None)
    if requests is not None:
        requests = np.asarray(requests)[there]
    labels = category.cat.categories.to_numpy()
    return Shown(attr_type, account[there], code[there].astype(np.int64), labels, requests, **more)
