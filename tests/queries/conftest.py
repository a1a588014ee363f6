import duckdb
import pytest

from tests import build


@pytest.fixture(scope="session")
def filled():
    """The small warehouse of tests/build.py, in memory."""
    with duckdb.connect(":memory:") as conn:
        build.fill(conn)
        yield conn


@pytest.fixture
def conn(filled):
    """A cursor on the small warehouse; what a test adds is gone after it."""
    with filled.cursor() as own:
        own.begin()
        yield own
        own.rollback()
