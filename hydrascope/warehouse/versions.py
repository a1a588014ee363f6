"""The versions on disk: what each holds, and going back to one."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from hydrascope.errors import NoWarehouse, WarehouseError
from hydrascope.warehouse.store import SCHEMA_VERSION, Version, Warehouse, open_version

_FACTS = """
select
    (select value from dataset_facts where name = 'fingerprint'),
    (select value from dataset_facts where name = 'created_at'),
    (select value from dataset_facts where name = 'schema_version'),
    (select coalesce(sum(request_count), 0)::bigint from fact_requests),
    (select count(*) from known_accounts where account_id <> '(unknown)'),
    (select count(distinct sha256) from import_files)
"""


@dataclass(frozen=True)
class Stored:
    """One version on disk. ``problem`` says why it cannot be used; '' when it can."""

    path: Path
    fingerprint: str
    created_at: str
    requests: int
    accounts: int
    files: int
    bytes: int
    is_current: bool
    problem: str = ""

    @property
    def name(self) -> str:
        """What to call it: the file's name without its ending."""
        return self.path.stem


def stored(warehouse: Warehouse) -> list[Stored]:
    """Every version, the newest first; empty before the first import."""
    try:
        current = warehouse.current().path.name
    except WarehouseError:
        current = ""
    found = [_look(path, current) for path in warehouse.root.glob("usage-*.duckdb")]
    return sorted(found, key=lambda one: (one.created_at, one.path.stat().st_mtime), reverse=True)


def _look(path: Path, current: str) -> Stored:
    size, is_current = path.stat().st_size, path.name == current
    try:
        with open_version(path) as conn:
            told = conn.execute(_FACTS).fetchall()[0]
    except duckdb.Error:
        return Stored(path, "", "", 0, 0, 0, size, is_current, "it cannot be read")
    fingerprint, created_at, schema, requests, accounts, files = told
    problem = "" if schema == SCHEMA_VERSION else "another version of Hydrascope made it"
    return Stored(
        path, fingerprint or "", created_at or "", requests, accounts, files, size,
        is_current, problem,
    )  # fmt: skip


def switch(warehouse: Warehouse, name: str) -> Version:
    """Publish a version that is on disk; ``name`` is its file's name or its fingerprint.

    Raises WarehouseError when there is none of that name, several, or one that cannot be
    used; WarehouseBusy while an import runs, which would add to another version.
    """
    if not (versions := stored(warehouse)):
        raise NoWarehouse(
            f"There is no version in {warehouse.root}.", "Run `python -m hydrascope import PATH`."
        )
    wanted = name.removesuffix(".duckdb")
    fit = [one for one in versions if wanted in (one.name, one.fingerprint)]
    if len(fit) != 1:
        cause = f"Several versions are named {name!r}." if fit else f"No version is named {name!r}."
        known = ", ".join(one.name for one in versions)
        raise WarehouseError(cause, f"Choose one of: {known}.")
    if fit[0].problem:
        raise WarehouseError(
            f"{fit[0].path.name} cannot be used: {fit[0].problem}.", "Choose another version."
        )
    with warehouse.building():
        chosen = Version(fit[0].path, fit[0].fingerprint, fit[0].created_at)
        chosen.path.touch()  # the versions kept are those used last
        warehouse.point(chosen)
    return chosen


def drop_others(warehouse: Warehouse) -> list[str]:
    """Delete every version but the published one; names of those that could not be deleted."""
    current = warehouse.current().path.name
    left = []
    for path in warehouse.root.glob("usage-*.duckdb"):
        if path.name != current:
            try:
                path.unlink()
            except OSError:
                left.append(path.name)
    return left
