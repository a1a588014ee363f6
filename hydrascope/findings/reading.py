"""From the tables to the evidence that accounts show."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from hydrascope import db
from hydrascope.clusters.allowed import Allowed, spare
from hydrascope.clusters.arrays import Array
from hydrascope.clusters.evidence import Evidence, Shown
from hydrascope.clusters.gathering import coded, gather
from hydrascope.findings.kept import Kept

SIGNUP = (
    "payment", "phone", "email_norm", "email_domain", "email_pattern", "org", "address",
    "prefix", "asn", "user_agent", "ja4",
)  # fmt: skip
VERSION = r"[0-9]+(?:[._][0-9]+)*"
# How long after a release an account first used the new model: upper edges in hours.
LAGS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


def categories(conn: duckdb.DuckDBPyConnection, name: str, params: dict[str, Any]) -> pd.DataFrame:
    """A query's result with text as categories: a code per row, each value once."""
    table = conn.sql(db.sql(name), params=db.bound(name, params)).to_arrow_table()
    with ThreadPoolExecutor(max_workers=2) as pool:
        columns = list(pool.map(_coded, table.columns))
    frame: pd.DataFrame = pa.table(columns, names=table.column_names).to_pandas()
    return frame


def _coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.dictionary_encode() if pa.types.is_string(column.type) else column


def read_evidence(
    conn: duckdb.DuckDBPyConnection,
    sums: Kept,
    without: tuple[str, ...] = (),
    allowed: Allowed | None = None,
) -> tuple[Evidence, pd.DataFrame]:
    """Everything accounts show, and the accounts: key, created_at, requests and plan.

    ``sums``: what is kept of the requests. ``without`` names families that are left out; what is
    ``allowed`` is nothing to link by.
    """
    ahead = ThreadPoolExecutor(max_workers=1)  # reads on while what is read is put in order
    seen = [ahead.submit(_requests_of, conn.cursor(), sums, name) for name in _FROM_REQUESTS]
    used = ahead.submit(_used, conn.cursor(), sums)
    ahead.shutdown(wait=False)
    accounts = categories(conn, "detect/account_values", {})
    keys = accounts["account_key"].to_numpy()
    everyone = np.arange(len(keys))
    shown = [coded(everyone, accounts[name], name) for name in SIGNUP]
    shown.append(_hours(accounts))
    networks = seen[0].result()
    shown += _seen(networks, keys, ("request_prefix", "request_asn"))
    clients = seen[1].result()
    shown += _seen(clients, keys, ("request_agent", "request_ja4"))
    asked = accounts["requests"].to_numpy() > 0
    shown.append(_templates(used.result(), keys, _programs(clients, keys), asked))
    shown += _moves(conn, keys)
    shown += _signals(conn, keys)
    country = _countries(accounts["country"], networks, keys)
    facts = accounts[["account_key", "created_at", "requests", "plan"]]
    told = [one for one in shown if len(one.account) and one.family not in without]
    if not allowed:
        return gather(keys, country, told), facts
    told, spared = spare(told, allowed, _named(conn, keys, allowed))
    return gather(keys, country, [one for one in told if len(one.account)], spared), facts


def _named(conn: duckdb.DuckDBPyConnection, keys: Array, allowed: Allowed) -> dict[str, int]:
    """The place of each account the allow-list names, of those in the data."""
    found = db.run(conn, "detect/allowed_accounts", {"account_ids": allowed.account_ids()})
    at = places(keys, found["account_key"].to_numpy())
    return {
        str(name): place
        for name, place in zip(found["account_id"], at.tolist(), strict=True)
        if place >= 0
    }


_FROM_REQUESTS = ("networks", "clients")


def _requests_of(conn: duckdb.DuckDBPyConnection, sums: Kept, name: str) -> pd.DataFrame:
    sums.bring(conn, name)
    return categories(conn, f"detect/request_{name}", {})


def places(keys: Array, wanted: Array) -> Array:
    """Where in ``keys`` each wanted one stands, -1 when it is not there.

    Keys count from 0 or so: a table of all is looked up ten times as fast as millions are searched.
    """
    beyond = int(keys.max(initial=-1)) + 1
    place = np.full(beyond + 1, -1, dtype=np.int64)
    place[keys] = np.arange(len(keys))
    return place[np.where((wanted >= 0) & (wanted < beyond), wanted, beyond)]


def _hours(accounts: pd.DataFrame) -> Shown:
    """The hour of sign-up, for accounts whose file says when that was."""
    hour = accounts["created_at"].dt.floor("h").astype("category")
    return coded(np.arange(len(accounts)), hour, "signup_hour")


def _seen(frame: pd.DataFrame, keys: Array, names: tuple[str, ...]) -> list[Shown]:
    """What requests showed: each account and value once."""
    account, requests = places(keys, frame["account_key"].to_numpy()), _requests(frame)
    found = []
    for name in names:
        code, labels = _sorted(frame[name])
        who, what, often = _added(account, code, requests)
        found.append(Shown(name, who, what, labels, often, single=False))
    return found


def _requests(frame: pd.DataFrame) -> Array:
    return frame["requests"].to_numpy(dtype=float)


def _sorted(values: pd.Series) -> tuple[Array, Array]:
    """Codes in the order of the values, -1 for missing, and the values."""
    labels = values.cat.categories.to_numpy().astype(object)
    order = np.argsort(labels.astype(str), kind="stable")
    rank = np.empty(len(labels) + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(len(labels)), -1
    return rank[values.cat.codes.to_numpy()], labels[order]


def _added(account: Array, code: Array, requests: Array) -> tuple[Array, Array, Array]:
    """Each account and code once, with its requests; unknown ones (-1) left out."""
    there = (account >= 0) & (code >= 0)
    width = int(code.max(initial=0)) + 1
    key, place = np.unique(account[there] * width + code[there], return_inverse=True)
    return key // width, key % width, np.bincount(place, requests[there], minlength=len(key))


def _usual(frame: pd.DataFrame, keys: Array, code: Array) -> Array:
    """Of each account the code most of its requests came with, -1 when none is known."""
    who, what, often = _added(places(keys, frame["account_key"].to_numpy()), code, _requests(frame))
    order = np.lexsort((what, often, who))
    found = np.full(len(keys), -1, dtype=np.int64)
    found[who[order]] = what[order]  # the last of each account stays
    return found


def _programs(clients: pd.DataFrame, keys: Array) -> Array:
    """The program, without its version, that made most of each account's requests."""
    code, agents = _sorted(clients["request_agent"])
    names = pd.Series(agents, dtype="str").str.replace(VERSION, "#", regex=True)
    number = np.append(pd.factorize(names, sort=True)[0], -1)  # the last is for a missing string
    return _usual(clients, keys, number[code])


def _used(conn: duckdb.DuckDBPyConnection, sums: Kept) -> dict[str, Array]:
    sums.bring(conn, "templates")
    return conn.sql(db.sql("detect/templates")).fetchnumpy()


def _templates(found: dict[str, Array], keys: Array, programs: Array, asked: Array) -> Shown:
    account = places(keys, found["account_key"])
    code, labels = pd.factorize(found["template"], sort=True)
    known = account >= 0
    return Shown(
        "template",
        account[known],
        code[known],
        labels,
        found["requests"][known],
        single=False,
        strata=programs,
        known=asked,  # whoever asked could have used a template others use
    )


def _moves(conn: duckdb.DuckDBPyConnection, keys: Array) -> list[Shown]:
    """How soon after each release an account moved to the new model; not at all is a value."""
    frame = db.run(conn, "detect/first_use_of_models")
    found = []
    for model, part in frame.groupby("model"):
        hours = (part["first_use_at"] - part["released_at"]).dt.total_seconds() / 3600
        bins = np.searchsorted(np.array(LAGS), hours.fillna(1e9).to_numpy())
        names = [f"within {edge} h" for edge in LAGS] + ["later or never"]
        account = places(keys, part["account_key"].to_numpy())
        seen = account >= 0
        found.append(Shown(f"moved:{model}", account[seen], bins[seen], names))
    return found


def _signals(conn: duckdb.DuckDBPyConnection, keys: Array) -> list[Shown]:
    """What a team brought itself. Known types join their family under a name of their own."""
    frame = categories(conn, "detect/signals_all", {})
    found = []
    for name, part in frame.groupby("attr_type", observed=True):
        account = places(keys, part["account_key"].to_numpy())
        part, account = part[account >= 0], account[account >= 0]
        values = part["attr_value"].cat.remove_unused_categories()
        found.append(coded(account, values, str(name), single=False))
    return found


def _countries(at_signup: pd.Series, networks: pd.DataFrame, keys: Array) -> Array:
    """Country code of each account: of the sign-up, else where most requests came from."""
    code, names = _sorted(networks["country"])
    own, known = _sorted(at_signup)
    every = np.unique(np.concatenate([names, known]).astype(str))
    there = np.append(np.searchsorted(every, known.astype(str)), -1)[own]
    later = np.append(np.searchsorted(every, names.astype(str)), -1)
    return np.asarray(np.where(there >= 0, there, later[_usual(networks, keys, code)]))
