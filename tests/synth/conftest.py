"""Small simulations shared by the tests of the simulator, and a way to ask them questions."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from hydrascope.synth import simulate

Ask = Callable[[str], list[tuple]]


def opened(folder: Path) -> Ask:
    """A function that runs SQL over the exports (r, a, k, e) and the truth (t, w)."""
    conn = duckdb.connect()
    conn.execute("set threads = 2")
    files = {
        "r": "requests/*.parquet",
        "a": "accounts.parquet",
        "k": "account_aliases.parquet",
        "e": "events.parquet",
        "t": "truth/accounts.parquet",
        "w": "truth/waves.parquet",
    }
    for view, pattern in files.items():
        if list(folder.glob(pattern)):
            conn.execute(f"create view {view} as from '{folder}/{pattern}'")
    return lambda sql: conn.execute(sql).fetchall()


@pytest.fixture(scope="session")
def incident_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "incident"
    simulate("reported-2026", folder, scale=0.01, seed=3)
    return folder


@pytest.fixture(scope="session")
def incident(incident_folder) -> Iterator[Ask]:
    yield opened(incident_folder)


@pytest.fixture(scope="session")
def quiet_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "quiet"
    simulate("quiet", folder, scale=0.004, seed=3)
    return folder


@pytest.fixture(scope="session")
def simulated(tmp_path_factory) -> Callable[[str, float, int], Path]:
    """The folder of a simulation, made when first asked for."""
    known: dict[tuple[str, float, int], Path] = {}

    def made(scenario: str, scale: float, seed: int) -> Path:
        asked = (scenario, scale, seed)
        if asked not in known:
            known[asked] = tmp_path_factory.mktemp("synth") / scenario
            simulate(scenario, known[asked], scale=scale, seed=seed)
        return known[asked]

    return made
