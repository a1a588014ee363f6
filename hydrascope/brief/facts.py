"""The numbers of a briefing: named queries and what they answered, nothing else.

Each answer keeps its query and parameters, so that every figure can say where it comes from and
a test can ask again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from hydrascope import db
from hydrascope.brief.casefile import CaseFile
from hydrascope.errors import InputError, QueryError

MOST_CLUSTERS = 5  # told one by one; the rest are told together
LIFELINES = 24
SWITCH_HOURS = 168
LATEST_RELEASES = 3
NEVER = "not_run"


@dataclass(frozen=True)
class Answer:
    """One query, what was bound, and the rows it gave."""

    query: str
    params: Mapping[str, Any]
    rows: pd.DataFrame


@dataclass
class Facts:
    """Everything asked for one briefing, by a key of its own."""

    case: CaseFile
    dataset: Mapping[str, str]
    conn: duckdb.DuckDBPyConnection = field(repr=False)
    answers: dict[str, Answer] = field(default_factory=dict)
    release: str = ""  # the model whose release the switch is drawn for

    def ask(self, key: str, query: str, **params: Any) -> pd.DataFrame:
        """Run a query once and keep its answer under ``key``."""
        if key not in self.answers:
            values = db.bound(query, params)
            self.answers[key] = Answer(query, values, db.run(self.conn, query, values))
        return self.answers[key].rows

    def __getitem__(self, key: str) -> pd.DataFrame:
        return self.answers[key].rows

    def get(self, key: str) -> pd.DataFrame:
        """An answer, or no rows where it was not asked for."""
        return self.answers[key].rows if key in self.answers else pd.DataFrame()

    @property
    def cluster_ids(self) -> list[str]:
        return [str(name) for name in self["clusters"]["cluster_id"]]

    @property
    def told(self) -> list[str]:
        """The clusters told one by one: those with the most requests."""
        return self.cluster_ids[:MOST_CLUSTERS]

    @property
    def synthetic(self) -> str | None:
        return self.dataset.get("synthetic")

    @property
    def fingerprint(self) -> str:
        return str(self.dataset.get("fingerprint", "unknown"))

    def moved(self, cluster_id: str) -> pd.DataFrame:
        """How soon a cluster's accounts had used the chosen release; no rows where none is."""
        return self.get(f"moved:{cluster_id}:{self.release}")

    @property
    def judged(self) -> dict[str, Any]:
        """What the queries about counted accounts bind."""
        return {
            "cluster_ids": self.cluster_ids,
            "confirmed": [one.key for one in self.case.confirmed],
            "cleared": [one.key for one in self.case.cleared],
        }

    def letter(self, cluster_id: str) -> str:
        """A, B … Z, AA: a cluster's name within this briefing."""
        return letter(self.cluster_ids.index(cluster_id))

    def scale(self, standing: str, cluster_id: str | None = None) -> "pd.Series[Any] | None":
        """The row of one standing, of all clusters together or of one."""
        rows = self["scale"]
        if not len(rows):
            return None
        mine = rows["cluster_id"].isna() if cluster_id is None else rows["cluster_id"] == cluster_id
        found = rows[mine & (rows["standing"] == standing)]
        return found.iloc[0] if len(found) else None


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, a column an attribute."""
    return iter(frame.itertuples(index=False))


def letter(place: int) -> str:
    """The name of the cluster at a place, from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def gather(conn: duckdb.DuckDBPyConnection, case: CaseFile) -> Facts:
    """Ask everything a briefing needs. Raises InputError for a cluster that is not there."""
    dataset = dict(db.relation(conn, "shell/facts").fetchall())
    facts = Facts(case, dataset, conn)
    facts.ask("detection", "clusters/facts")
    if NEVER in set(facts["detection"]["name"]):
        raise QueryError(
            "Clusters have not been looked for in this dataset, so there is nothing to brief on.",
            "Run `python -m hydrascope detect`.",
        )
    wanted = list(case.clusters) or None
    facts.ask("clusters", "brief/clusters", cluster_ids=wanted)
    if gone := sorted(set(wanted or []) - set(facts.cluster_ids)):
        raise InputError(
            f"There is no cluster {', '.join(gone)} in this dataset.",
            "Another import or detection may have changed its members, and with them its name.",
        )
    _about_the_data(facts)
    if facts.cluster_ids:
        _about_the_clusters(facts)
        for cluster_id in facts.told:
            _about_one(facts, cluster_id)
        _lifelines(facts, facts.told[0])
        _switch(facts)
    return facts


def _about_the_data(facts: Facts) -> None:
    span = facts.ask("span", "shell/span").iloc[0]
    facts.ask("filters", "clusters/filters")
    facts.ask("coverage", "overview/coverage")
    facts.ask("availability", "overview/availability")
    facts.ask("sources", "status/sources")
    facts.ask("rejects", "status/rejects")
    start_at, end_at = _days(span["first_at"]), _days(span["last_at"], over=True)
    facts.ask("totals", "clusters/totals", start_at=start_at, end_at=end_at)
    facts.ask("events", "overview/events", start_at=start_at, end_at=end_at, model_in=None)


def _about_the_clusters(facts: Facts) -> None:
    for name in ("scale", "days", "mix", "hours", "cost_origin", "bursts"):
        facts.ask(name, f"brief/{name}", **facts.judged)


def _about_one(facts: Facts, cluster_id: str) -> None:
    for name in ("families", "tests", "values"):
        facts.ask(
            f"{name}:{cluster_id}", f"clusters/one_{name}", cluster_id=cluster_id, family=None
        )


def _lifelines(facts: Facts, cluster_id: str) -> None:
    """The lives of the first accounts of the largest cluster, chains of succession first."""
    chains = facts.ask(
        "chains", "clusters/one_chains", cluster_id=cluster_id, page_rows=LIFELINES, skip_rows=0
    )
    keys = [int(key) for key in chains["account_key"]]
    if keys:
        facts.ask("lifelines", "clusters/one_lifelines", cluster_id=cluster_id, account_keys=keys)


def _switch(facts: Facts) -> None:
    """How the told clusters moved to the release most accounts of the largest lived through."""
    releases = facts.ask("releases", "volumes/releases")
    cluster = facts["clusters"].iloc[0]
    lived = releases[
        releases["release_at"].between(cluster["first_seen_at"], cluster["last_seen_at"])
    ].head(LATEST_RELEASES)
    active = {
        str(model): int(rows["active_accounts"].max() or 0)
        for model in lived["model_name"]
        if len(rows := _moved(facts, facts.told[0], lived, str(model)))
    }
    facts.release = max(active, key=lambda model: active[model], default="")
    for model in set(active) - {facts.release}:
        del facts.answers[f"moved:{facts.told[0]}:{model}"]
    if not active.get(facts.release):
        facts.release = ""
        return
    for cluster_id in facts.told:
        _moved(facts, cluster_id, lived, facts.release)


def _moved(facts: Facts, cluster_id: str, releases: pd.DataFrame, model: str) -> pd.DataFrame:
    """By hour since a release, how many of a cluster had used the new model."""
    released = releases.loc[releases["model_name"] == model, "release_at"].iloc[0]
    return facts.ask(
        f"moved:{cluster_id}:{model}",
        "clusters/one_switch",
        cluster_id=cluster_id,
        model=model,
        hour_at=pd.Timestamp(released).floor("h").to_pydatetime(),
        hours=SWITCH_HOURS,
    )


def _days(at: Any, *, over: bool = False) -> dt.datetime:
    """The midnight before a moment, or the one after; a fixed one where there is no data."""
    if pd.isna(at):
        return dt.datetime(2000, 1, 1) + dt.timedelta(days=int(over))
    moment = pd.Timestamp(at)
    return (moment.ceil("D") if over else moment.floor("D")).to_pydatetime()
