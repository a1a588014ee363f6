"""From the tables to the evidence that accounts show."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from hydrascope import db
from hydrascope.clusters.evidence import Array, Evidence, Shown, coded, gather

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
    conn: duckdb.DuckDBPyConnection, without: tuple[str, ...] = ()
) -> tuple[Evidence, pd.DataFrame]:
    """Everything accounts show, and the accounts: key, created_at, requests and plan.

    ``without`` names families that are left out.
    """
    accounts = categories(conn, "detect/account_values", {})
    keys = accounts["account_key"].to_numpy()
    everyone = np.arange(len(keys))
    shown = [coded(everyone, accounts[name], name) for name in SIGNUP]
    shown.append(_hours(accounts))
    networks = categories(conn, "detect/request_networks", {})
    shown += _seen(networks, keys, ("request_prefix", "request_asn"))
    clients = categories(conn, "detect/request_clients", {})
    shown += _seen(clients, keys, ("request_agent", "request_ja4"))
    shown.append(_templates(conn, keys, _programs(clients, keys)))
    shown += _moves(conn, keys)
    shown += _signals(conn, keys)
    country = _countries(accounts["country"], networks, keys)
    facts = accounts[["account_key", "created_at", "requests", "plan"]]
    used = [one for one in shown if len(one.account) and one.family not in without]
    return gather(keys, country, used), facts


def places(keys: Array, wanted: Array) -> Array:
    """Where in the sorted ``keys`` each wanted one stands, -1 when it is not there."""
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def _hours(accounts: pd.DataFrame) -> Shown:
    """The hour of sign-up, for accounts whose file says when that was."""
    hour = accounts["created_at"].dt.floor("h").astype("category")
    return coded(np.arange(len(accounts)), hour, "signup_hour")


def _seen(frame: pd.DataFrame, keys: Array, names: tuple[str, ...]) -> list[Shown]:
    """What requests showed: each account and value once."""
    found = []
    for name in names:
        part = frame[["account_key", name, "requests"]].dropna(subset=[name])
        grouped = part.groupby(["account_key", name], observed=True, sort=False)["requests"]
        once = grouped.sum().reset_index()
        account = places(keys, once["account_key"].to_numpy())
        once, account = once[account >= 0], account[account >= 0]
        found.append(
            coded(account, once[name], name, requests=once["requests"].to_numpy(), single=False)
        )
    return found


def _programs(clients: pd.DataFrame, keys: Array) -> Array:
    """The program, without its version, that made most of each account's requests."""
    agents = clients["request_agent"]
    names = agents.cat.categories.to_series().str.replace(VERSION, "#", regex=True)
    number = np.append(pd.factorize(names, sort=True)[0], -1)  # the last is for a missing string
    used = clients.assign(program=number[agents.cat.codes.to_numpy()])
    used = used.groupby(["account_key", "program"], sort=True)["requests"].sum().reset_index()
    used = used[used["program"] >= 0].sort_values(["requests", "program"], kind="stable")
    told = used.drop_duplicates("account_key", keep="last").set_index("account_key")["program"]
    return np.asarray(told.reindex(keys).fillna(-1), dtype=np.int64)


def _templates(conn: duckdb.DuckDBPyConnection, keys: Array, programs: Array) -> Shown:
    found = conn.sql(db.sql("detect/templates")).fetchnumpy()
    account = places(keys, found["account_key"])
    labels, code = np.unique(found["template"], return_inverse=True)
    known = account >= 0
    return Shown(
        "template",
        account[known],
        code[known],
        labels,
        found["requests"][known],
        single=False,
        strata=programs,
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
    text = at_signup.astype(object)
    if len(networks):
        told = networks.dropna(subset=["country"])
        told = told.groupby(["account_key", "country"], observed=True)["requests"].sum()
        told = told.reset_index().sort_values(["requests", "country"], kind="stable")
        last = told.drop_duplicates("account_key", keep="last")
        usual = pd.Series(last["country"].astype(object).to_numpy(), index=last["account_key"])
        text = text.fillna(pd.Series(usual.reindex(keys).to_numpy(), index=text.index))
    return np.asarray(text.astype("category").cat.codes, dtype=np.int64)
