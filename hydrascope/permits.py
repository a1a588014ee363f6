"""The allow-list people keep, as detection takes it: for whoever starts a detection, and for the
pages that say beforehand what the next one will take out."""

import datetime as dt
from pathlib import Path

import pandas as pd

from hydrascope import cases
from hydrascope.clusters.allowed import TWIN, Allowed, is_most

__all__ = ["allowed", "in_force", "is_most", "same_fact"]


def in_force(warehouse: Path, at: dt.datetime) -> Allowed:
    """What is allowed at a moment (UTC) in an installation; nothing where nobody said anything.

    Raises WarehouseError where the file of cases cannot be read: a detection without the list
    would bring back what people had settled.
    """
    return allowed(cases.AllowList(cases.of(warehouse)).in_force(at))


def allowed(found: pd.DataFrame) -> Allowed:
    """The entries of an allow-list, as detection takes them."""
    if found.empty:
        return Allowed()
    values = found[found["kind"] == "value"]
    return Allowed(
        values=frozenset(zip(values["attr_type"], values["attr_value"], strict=True)),
        accounts=frozenset(found.loc[found["kind"] == "account", "account_id"]),
        clusters=tuple(map(frozenset, found.loc[found["kind"] == "cluster", "members"])),
    )


def same_fact(attr_type: str) -> tuple[str, ...]:
    """The attributes an allowed value of one counts in: at sign-up and in requests."""
    return (attr_type, TWIN[attr_type]) if attr_type in TWIN else (attr_type,)
