"""All detection on one version: bursts of sign-ups, then clusters of accounts."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from hydrascope.clusters.allowed import Allowed
from hydrascope.clusters.settings import Settings as ClusterSettings
from hydrascope.detect.bursts import Settings as BurstSettings
from hydrascope.findings import bursts, clusters
from hydrascope.warehouse.store import open_version

Stage = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """With what detection is run; the defaults are what `import` uses."""

    bursts: BurstSettings = field(default_factory=BurstSettings)
    clusters: ClusterSettings = field(default_factory=ClusterSettings)


@dataclass(frozen=True)
class Counts:
    """How many were found: in all, by verdict or kind."""

    bursts: dict[str, int]
    clusters: dict[str, int]


def detect(
    conn: duckdb.DuckDBPyConnection,
    settings: Settings | None = None,
    stage: Stage | None = None,
    *,
    allowed: Allowed | None = None,
) -> Counts:
    """Find everything in a warehouse being built and write the tables anew.

    ``stage`` is told what begins. ``allowed`` is the allow-list, nothing unless given. The same
    data, settings and allow-list give the same findings.
    """
    settings, tell = settings or Settings(), stage or (lambda _: None)
    tell("bursts")
    found = bursts.detect(conn, settings.bursts)
    tell("clusters")
    return Counts(found, clusters.detect(conn, settings.clusters, allowed))


def forget(conn: duckdb.DuckDBPyConnection) -> None:
    """Drop what was found in other data, and say that nothing was looked for."""
    bursts.forget(conn)
    clusters.forget(conn)


def was_run(version: Path) -> bool:
    """Whether a published version has been searched for bursts and for clusters."""
    with open_version(version) as conn:
        there = conn.execute(
            "select count(*) from information_schema.tables where table_name = 'cluster_facts'"
        )
        if not there.fetchall()[0][0]:
            return False
        told = conn.execute(
            "select (select count(*) from detection_facts where name = 'not_run')"
            " + (select count(*) from cluster_facts where name = 'not_run')"
        )
        return not told.fetchall()[0][0]


def digest(settings: Settings | None = None, allowed: Allowed | None = None) -> str:
    """A short name of how detection was run: its methods, its settings and the allow-list."""
    told = f"{bursts.METHOD}|{clusters.METHOD}|{settings or Settings()}"
    if allowed:
        told += f"|{allowed.digest()}"
    return hashlib.sha256(told.encode()).hexdigest()[:8]
