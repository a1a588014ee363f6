import pytest

from hydrascope.sandbox.limits import Limits
from hydrascope.workbench.bench import Workbench
from tests.hostile import TIGHT, World


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A published warehouse, and secrets around it."""
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def pool(world):
    """Two workers with tight limits."""
    held = world.pool(slots=2, per_owner=2)
    yield held
    held.close()


@pytest.fixture(scope="session")
def bench(world):
    """A workbench with ordinary limits."""
    with Workbench(world.warehouse, limits=Limits(seconds=30), slots=2) as held:
        yield held


@pytest.fixture(scope="session")
def tight(world):
    """A workbench whose limits are soon reached."""
    with Workbench(world.warehouse, limits=TIGHT, slots=2) as held:
        yield held
