"""Named queries against the published version, each run once per set of parameters.

The pointer is read on every rerun, so an open page moves to a new import by itself. The
version's path is part of every key, so nothing shown can be stale.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from hydrascope import db
from hydrascope.warehouse.store import Version, Warehouse, open_version

DEFAULT_WAREHOUSE = "data/warehouse"
KEPT_RESULTS = 400


def root() -> Path:
    """The warehouse's folder: HYDRASCOPE_WAREHOUSE, else the usual one."""
    return Path(os.environ.get("HYDRASCOPE_WAREHOUSE", DEFAULT_WAREHOUSE))


def version() -> Version:
    """The published version. Raises NoWarehouse before the first import."""
    return Warehouse(root()).current()


@st.cache_resource(max_entries=2, show_spinner=False)
def opened(path: str) -> duckdb.DuckDBPyConnection:
    """The one connection to a version; take a cursor of your own."""
    return open_version(Path(path))


def cursor() -> duckdb.DuckDBPyConnection:
    """A cursor of its own on the published version; connections are not for sharing."""
    return opened(str(version().path)).cursor()


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def _result(path: str, name: str, values: dict[str, Any]) -> pd.DataFrame:
    with opened(path).cursor() as own:
        return db.run(own, name, values)


def query(name: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The result of ``queries/<name>.sql``; ``params`` may hold more than it binds."""
    return _result(str(version().path), name, db.bound(name, params or {}))


def let_go() -> None:
    """Close every version and drop every result: what is erased must not live on in here."""
    opened.clear()
    _result.clear()


def facts() -> dict[str, str]:
    """What the version says about itself: fingerprint, when it was made, synthetic or not."""
    rows = query("shell/facts")
    return dict(zip(rows["name"], rows["value"], strict=True))
