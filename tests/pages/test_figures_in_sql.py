"""Every figure's query, opened in the workbench as its button does, gives the page's numbers."""

import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hydrascope import db
from hydrascope.sandbox.limits import Limits
from hydrascope.ui import links, panels
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.history import History
from tests import clusters
from tests.build import FIRST

ROOT = Path(__file__).resolve().parents[2]
RANGE = {"from": "2026-01-17T00:00", "to": "2026-01-21T00:00"}
ONE = f"A-{350 * 7919 % 1048576:05X}"
BOTH = {"cluster": clusters.ACTING, "other": clusters.SECOND}
VISITS = [
    ("overview", {}),
    ("overview", {**RANGE, "model": "beta"}),
    ("bursts", {}),
    ("burst", {"burst": "script"}),
    ("burst", {"burst": "slow"}),
    ("bursts_compare", {"burst": "script", "other": "wave"}),
    ("volumes", {**RANGE}),
    ("volumes", {"country": "KR", "bucket": "hour", **RANGE}),
    ("volumes_compare", {**RANGE, "per_account": "true"}),
    ("volumes_rhythm", {}),
    ("volumes_switch", {}),
    ("volumes_accounts", {**RANGE}),
    ("clusters", {"explained": "yes"}),
    ("cluster", {"cluster": clusters.ACTING}),
    ("cluster", {"cluster": clusters.ACTING, "part": "Its accounts", "member": ONE}),
    ("cluster", {"cluster": clusters.ACTING, "part": "How it lives"}),
    ("cluster", {"cluster": clusters.ACTING, "part": "What it asks"}),
    ("cluster", {"cluster": clusters.SECOND, "part": "What it asks"}),
    ("clusters_compare", BOTH),
    ("briefing", {}),
    ("briefing", {"cluster": clusters.SECOND}),
    ("account", {}),
    ("account", {"accounts_show": "all"}),
    ("account", {**RANGE, "model": "beta"}),
    ("account", {"account": ONE}),
    ("requests", {**RANGE}),
    ("requests", {"account": ONE}),
    ("data", {}),
]
# What has to be opened first.
OPENED = {"clusters": "clusters_fallen"}
NAMED = re.compile(r"""(?:sources\(\s*|sql=)(?P<f>f?)"(?P<name>[\w/{}]+)\"""")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A warehouse with bursts and clusters."""
    made = tmp_path_factory.mktemp("figures")
    clusters.warehouse(made)
    return made


@pytest.fixture(scope="module")
def bench(folder):
    """A workbench that shows as much as a page does."""
    with Workbench(Warehouse(folder), limits=Limits(rows=50_000, seconds=30), slots=1) as held:
        yield held


@pytest.fixture(scope="module")
def asked():
    """Names of the queries met so far."""
    return set()


@pytest.fixture(scope="module")
def visited():
    """The visits this process has made."""
    return []


@pytest.fixture
def figures(app, folder, monkeypatch):
    """Query and parameters of everything a page could open in the workbench."""

    def met(page, address):
        found = []
        monkeypatch.setattr(
            panels, "sources", lambda name, params, *_, **__: found.append((name, dict(params)))
        )
        file = links.PAGES[page].file
        shown = app(page if page == "overview" else file, folder=folder, **address)
        if page in OPENED:
            shown.session_state[OPENED[page]] = True
            shown.run()
        assert not shown.exception
        return found

    return met


def plain(value):
    """A value as both sides can have it."""
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(one) for one in value]
    if pd.isna(value):
        return None
    return float(value) if isinstance(value, int | float | Decimal | np.number) else str(value)


@pytest.mark.parametrize(("place", "address"), VISITS, ids=lambda part: str(part)[:60])
def test_row_by_row(place, address, figures, folder, bench, asked, visited, tmp_path):
    held = History(tmp_path / "queries.sqlite")
    found = figures(place, address)
    assert found
    for name, params in found:
        values = db.bound(name, params)
        kept = held.query(held.store(db.sql(name), values, author="a figure", at=FIRST))
        with Warehouse(folder).connect() as conn:
            shown = db.run(conn, name, values)

        answer = bench.run(kept.text, kept.params, owner="somebody").frame()

        assert list(answer.columns) == list(shown.columns), name
        assert len(answer) == len(shown), name
        for column in shown:
            ours, theirs = map(plain, answer[column]), map(plain, shown[column])
            for row, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                same = pytest.approx(other, rel=1e-9) if isinstance(other, float) else other
                assert one == same, (name, column, row)
        asked.add(name)
    visited.append(place)


def test_that_was_every_query_a_page_names(asked, visited):
    if len(visited) < len(VISITS):
        pytest.skip("needs all the tests above, in one process")
    files = [*(ROOT / "hydrascope/ui").glob("*.py"), *(ROOT / "pages").rglob("*.py")]
    named = {
        found["name"]
        for file in files
        for found in NAMED.finditer(file.read_text(encoding="utf-8"))
        if "/" in found["name"] and not found["f"]
    }

    assert named - asked == set()
    assert len(asked) >= 40
