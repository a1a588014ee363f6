"""The questions that come with Hydrascope: there are enough, and each can be asked."""

import datetime as dt

import pytest

from hydrascope.sandbox.limits import Limits
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench import saved
from hydrascope.workbench.bench import Workbench
from tests import clusters
from tests.build import DAYS, FIRST

GALLERY = saved.gallery()
GROUPS = {"bursts", "volumes", "clusters", "succession", "templates", "cost", "quality"}
GIVEN = {
    "start_at": FIRST,
    "end_at": FIRST + dt.timedelta(days=DAYS),
    "top": 10,
    "cluster_id": clusters.ACTING,
    "plan": "free",
}
# What the small warehouse of the tests has nothing of, and so must answer with no rows.
NOTHING_HERE = {"quality/gaps", "succession/after_bans", "templates/one_trick"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A warehouse with bursts and clusters."""
    folder = tmp_path_factory.mktemp("gallery")
    clusters.warehouse(folder)
    with Workbench(Warehouse(folder), limits=Limits(seconds=30), slots=1) as held:
        yield held


def test_there_are_twenty_questions_of_every_kind():
    assert len(GALLERY) >= 20
    assert {query.group for query in GALLERY} == GROUPS
    assert len({query.query_id for query in GALLERY}) == len(GALLERY)
    assert all(query.title.endswith("?") and query.text for query in GALLERY)


@pytest.mark.parametrize("query", GALLERY, ids=lambda query: query.query_id)
def test_each_is_answered_with_its_parameters(bench, query):
    asked = bench.inspect(query.text, owner="somebody")

    found = bench.run(query.text, GIVEN, owner="somebody")

    assert asked.parameters.keys() <= GIVEN.keys()
    assert all(
        kind
        == {"start_at": "TIMESTAMP", "end_at": "TIMESTAMP", "top": "BIGINT"}.get(name, "VARCHAR")
        for name, kind in asked.parameters.items()
    )
    assert (found.rows.num_rows == 0) == (query.query_id in NOTHING_HERE)
