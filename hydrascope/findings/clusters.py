"""Clusters of accounts: from the tables to the judge and back into tables."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from hydrascope import db
from hydrascope.clusters.allowed import Allowed
from hydrascope.clusters.arrays import Array
from hydrascope.clusters.coaction import Met, met, sittings
from hydrascope.clusters.evidence import TIMING, Evidence
from hydrascope.clusters.jobs import Asked
from hydrascope.clusters.pooled import Crowd
from hydrascope.clusters.search import Found, Lives, search
from hydrascope.clusters.settings import Settings
from hydrascope.clusters.timing import Minutes
from hydrascope.findings import kept
from hydrascope.findings.cluster_tables import Told, keep
from hydrascope.findings.reading import places, read_evidence

# Raised when the search would find something else in the same data.
METHOD = 4
# An account is still active where it asked within so long before the data ends.
ACTIVE = pd.Timedelta(days=7)
# Accounts outside every group whose minutes are read, to know what is ordinary.
ORDINARY = 4000
# Requests looked at for pairs that meet, and how many of a crowd are paired with each.
MOST_ACTIONS = 3_000_000
CROWD = 10
LEAST_ORDINARY = 5  # requests of such an account


def look(
    conn: duckdb.DuckDBPyConnection, settings: Settings, allowed: Allowed | None = None
) -> tuple[Evidence, Found, Told]:
    """What there is to find in a warehouse; writes nothing but what is kept for the next time."""
    sums = kept.prepare(conn)
    evidence, accounts = read_evidence(conn, sums, settings.without, allowed)
    use = _use(conn, evidence.keys)
    drawn = _ordinary(use)
    together = _met(conn, evidence, settings)
    source = _Minutes(conn, sums, evidence, drawn, settings)
    make_crowd = partial(_crowd, conn, evidence, use, drawn, source)
    found = search(
        evidence,
        _lives(conn, evidence, accounts, use),
        make_crowd,
        source.read,
        settings,
        together,
        None if TIMING in settings.without else partial(_asked, conn, evidence, source),
    )
    source.wait()
    sums.settle(conn)
    return evidence, found, Told(accounts, use, source.first)


def detect(
    conn: duckdb.DuckDBPyConnection,
    settings: Settings | None = None,
    allowed: Allowed | None = None,
) -> dict[str, int]:
    """Find clusters in a warehouse being built and write their tables anew.

    Returns how many there are, in all and by kind. The same data, settings and allow-list give
    the same clusters under the same ids.
    """
    settings, allowed = settings or Settings(), allowed or Allowed()
    db.script(conn, "warehouse/clusters")
    if not _is_anybody(conn):
        keep_nothing(conn, "There are no accounts.")
        return {"clusters": 0}
    evidence, found, told = look(conn, settings, allowed)
    keep(conn, evidence, found, told, settings)
    _note_allowed(conn, allowed)
    kinds = pd.Series([one.kind.kind for one in found.clusters], dtype="str").value_counts()
    return {"clusters": len(found.clusters), **{str(kind): int(n) for kind, n in kinds.items()}}


def forget(conn: duckdb.DuckDBPyConnection) -> None:
    """Drop what was found in other data, and say that nothing was looked for."""
    db.script(conn, "warehouse/clusters")
    kept.forget(conn)
    conn.execute("insert into cluster_facts values ('not_run', '1')")


def _note_allowed(conn: duckdb.DuckDBPyConnection, allowed: Allowed) -> None:
    """Which allow-list was in force, so that another one can be told from it."""
    if allowed:
        conn.execute("insert into cluster_facts values ('allow_list', ?)", [allowed.digest()])


def keep_nothing(conn: duckdb.DuckDBPyConnection, note: str) -> None:
    conn.execute("insert into cluster_facts values ('note', ?)", [note])


def _is_anybody(conn: duckdb.DuckDBPyConnection) -> bool:
    told = conn.execute("select count(*) from known_accounts where account_id <> '(unknown)'")
    return bool(told.fetchall()[0][0])


def _use(conn: duckdb.DuckDBPyConnection, keys: Array) -> pd.DataFrame:
    """Requests, tokens, first and last request and ban of each account, by place."""
    last = conn.execute("select max(last_request_at) from account_totals").fetchall()[0][0]
    week_ago = (pd.Timestamp(last) if last else pd.Timestamp(0)) - ACTIVE
    use = db.run(conn, "detect/account_use", {"active_from": week_ago})
    return use.set_index("account_key").reindex(keys).reset_index()


def _lives(
    conn: duckdb.DuckDBPyConnection, evidence: Evidence, accounts: pd.DataFrame, use: pd.DataFrame
) -> Lives:
    names = conn.execute(
        "select account_id from known_accounts where account_id <> '(unknown)' order by account_key"
    ).fetchnumpy()["account_id"]
    began = use["first_request_at"].fillna(accounts["created_at"])
    programs = None
    if "template" in evidence.attrs:
        programs = evidence.strata[evidence.attrs.index("template")]
    return Lives(
        _hours(began),
        _hours(use["banned_at"]),
        programs,
        use["requests"].to_numpy(dtype=float),
        [str(name) for name in names],
    )


def _hours(moments: pd.Series) -> Array:
    """Hours since 1970, NaN for none."""
    return np.asarray((moments - pd.Timestamp(0)).dt.total_seconds() / 3600, dtype=float)


def _ordinary(use: pd.DataFrame) -> Array:
    """Some accounts with requests, drawn by a fixed seed, to compare groups with."""
    busy = np.flatnonzero(use["requests"].to_numpy() >= LEAST_ORDINARY)
    rng = np.random.default_rng(5)
    return np.sort(rng.choice(busy, min(ORDINARY, len(busy)), replace=False))


class _Minutes:
    """Reads the minutes of chosen accounts and of the ordinary ones."""

    def __init__(
        self,
        conn: duckdb.DuckDBPyConnection,
        sums: kept.Kept,
        evidence: Evidence,
        ordinary: Array,
        settings: Settings,
    ) -> None:
        self.evidence, self.ordinary = evidence, ordinary
        self.conn, self.sums = conn.cursor(), sums
        self.first, self.is_asked = 0, TIMING not in settings.without
        pool = ThreadPoolExecutor(max_workers=1)  # while accounts are compared with each other
        self.everybody = pool.submit(self._count)
        pool.shutdown(wait=False)

    def _count(self) -> pd.DataFrame:
        self.sums.bring(self.conn, "minutes")
        return db.run(self.conn, "detect/minutes_all")

    def wait(self) -> None:
        """Until everybody's minutes are counted, whether anybody asked or not."""
        self.everybody.result()

    def read(self, accounts: Array) -> Minutes | None:
        if not self.is_asked:
            return None
        everybody = self.everybody.result()
        if everybody.empty:
            return None
        self.first = int(everybody["minute"].iloc[0])
        keys = self.evidence.keys[np.union1d(accounts, self.ordinary)]
        mine = db.relation(self.conn, "detect/minutes", {"account_keys": keys.tolist()})
        found: dict[str, Any] = mine.fetchnumpy()
        span = int(everybody["minute"].iloc[-1]) - self.first + 1
        begin, minute, requests = _in_order(
            places(self.evidence.keys, found["account_key"]) * span + found["minute"] - self.first,
            found["requests"],
            np.arange(self.evidence.accounts + 1) * span,
        )
        lengths = np.diff(begin)
        return Minutes(
            begin=begin,
            minute=minute - np.repeat(np.arange(len(lengths)) * span, lengths),
            requests=requests.astype(float),
            everybody=np.bincount(everybody["minute"] - self.first, everybody["accounts"]).astype(
                float
            ),
        )


def _in_order(moment: Array, requests: Array, edges: Array) -> tuple[Array, Array, Array]:
    """Where each edge stands among the sorted moments, the moments, and their requests.

    Both numbers share one word while they fit: sorting words is much quicker than sorting places.
    """
    room = int(requests.max(initial=1)).bit_length()
    last = max(int(moment.max(initial=0)), int(edges.max(initial=0)))
    if last.bit_length() + room > 62:
        order = np.argsort(moment, kind="stable")
        return np.searchsorted(moment[order], edges), moment[order], requests[order]
    word = (moment << room) | requests
    word.sort()
    return np.searchsorted(word, edges << room), word >> room, word & ((1 << room) - 1)


def _actions(
    conn: duckdb.DuckDBPyConnection, evidence: Evidence, columns: Array
) -> tuple[Array, Array, Array]:
    """Single requests for some templates: place of the account and of the template, seconds."""
    labels = np.array([int(label) for label in evidence.label[columns]], dtype=np.uint64)
    order = np.argsort(labels)
    acts = db.run(conn, "detect/actions", {"templates": labels[order].tolist()})
    account = places(evidence.keys, acts["account_key"].to_numpy())
    template = columns[order[np.searchsorted(labels[order], acts["template"].to_numpy())]]
    known = account >= 0
    return account[known], template[known], acts["seconds"].to_numpy(dtype=float)[known]


def _asked(
    conn: duckdb.DuckDBPyConnection, evidence: Evidence, source: _Minutes, columns: Array
) -> Asked:
    account, template, seconds = _actions(conn, evidence, columns)
    return Asked(account, template, seconds.astype(np.int64) // 60 - source.first)


def _met(conn: duckdb.DuckDBPyConnection, evidence: Evidence, settings: Settings) -> Met | None:
    """Pairs that used the same rare template at nearly the same time, the rarest first."""
    columns = evidence.columns("template")
    if TIMING in settings.without or not len(columns):
        return None
    requests = np.bincount(
        evidence.shows.indices, evidence.requests, minlength=evidence.shows.shape[1]
    )[columns]
    order = np.lexsort((columns, evidence.users[columns]))
    rare = columns[order[np.cumsum(requests[order]) <= MOST_ACTIONS]]
    if not len(rare):
        return None
    account, template, seconds = _actions(conn, evidence, rare)
    thing = np.searchsorted(np.sort(rare), template)
    kept = sittings(account, thing, seconds)
    return met(account[kept], thing[kept], seconds[kept], crowd=CROWD)


def _crowd(
    conn: duckdb.DuckDBPyConnection,
    evidence: Evidence,
    use: pd.DataFrame,
    drawn: Array,
    source: _Minutes,
    minutes: Minutes | None,
    others: Array,
) -> Crowd:
    mix = db.run(conn, "detect/account_mix")
    task = mix["task"].astype("category")
    tasks = np.zeros((evidence.accounts, max(len(task.cat.categories), 1)))
    tasks[places(evidence.keys, mix["account_key"].to_numpy()), task.cat.codes] = mix["requests"]
    return Crowd(
        evidence=evidence,
        minutes=minutes,
        requests=use["requests"].to_numpy(dtype=float),
        input_tokens=use["input_tokens"].to_numpy(dtype=float, na_value=0),
        output_tokens=use["output_tokens"].to_numpy(dtype=float, na_value=0),
        tasks=tasks,
        others=np.intersect1d(drawn, others),
        first_minute=source.first,
    )
