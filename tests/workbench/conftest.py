import pytest

from hydrascope.sandbox.limits import Limits
from hydrascope.workbench.bench import Workbench
from tests.hostile import World


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A published warehouse."""
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def bench(world):
    """A workbench over it."""
    with Workbench(world.warehouse, limits=Limits(seconds=30, rows=1000), slots=2) as held:
        yield held
