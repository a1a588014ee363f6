"""The allow-list people keep, as detection takes it: for whoever starts a detection."""

import datetime as dt
from pathlib import Path

from hydrascope import cases
from hydrascope.clusters.allowed import Allowed


def in_force(warehouse: Path, at: dt.datetime) -> Allowed:
    """What is allowed at a moment (UTC) in an installation; nothing where nobody said anything.

    Raises WarehouseError where the file of cases cannot be read: a detection without the list
    would bring back what people had settled.
    """
    found = cases.AllowList(cases.of(warehouse)).in_force(at)
    values = found[found["kind"] == "value"]
    return Allowed(
        values=frozenset(zip(values["attr_type"], values["attr_value"], strict=True)),
        accounts=frozenset(found.loc[found["kind"] == "account", "account_id"]),
        clusters=tuple(map(frozenset, found.loc[found["kind"] == "cluster", "members"])),
    )
