"""The Data page says what two systems both saw, and lets a person say which goes first."""

import datetime as dt

import pytest

from hydrascope import audit, db
from hydrascope.ingest.pipeline import run_import
from hydrascope.ui import data_jobs
from hydrascope.warehouse.store import Warehouse
from tests.ingest.test_overlap import calls, cloud, gateway
from tests.ingest.test_sums import day_of, report

PAGE = "pages/data/data.py"


@pytest.fixture
def loaded(tmp_path):
    """Forty calls through one gateway, thirty through another, ten of them the same; a report."""
    made, folder = calls(60), tmp_path / "in"
    files = [
        gateway(folder / "spend.json", made[:40]),
        cloud(folder / "invocations.jsonl", made[30:], ids="second"),
        report(folder / "usage.csv", day_of(made)),
    ]
    warehouse = Warehouse(tmp_path / "warehouse")
    run_import(files, warehouse, now=dt.datetime(2026, 3, 1), detection=False)
    return warehouse


def counted(warehouse):
    with warehouse.connect() as conn:
        return dict(
            conn.execute(
                "select source, sum(request_count)::int from requests group by 1"
            ).fetchall()
        )


def finished(warehouse):
    job = data_jobs.latest(warehouse.root)
    data_jobs._started()[job.pid].wait(timeout=60)
    return data_jobs.latest(warehouse.root)


def test_a_person_says_which_goes_first_and_takes_it_back(app, words, loaded):
    before = {"litellm_spend": 40, "bedrock": 20}
    assert counted(loaded) == before
    page = app(PAGE, folder=loaded.root)
    assert "70 were; the other records are kept apart" in words(page)
    assert "do not agree" not in words(page)
    source = page.selectbox(key="data_primary_source")
    assert source.options == ["bedrock", "canonical", "litellm_spend"]

    source.set_value("canonical")
    page.date_input(key="data_primary_to").set_value(dt.date(2026, 2, 4))
    button(page, "Let it go first").click().run()
    assert finished(loaded).error == ""
    assert counted(loaded) == {"canonical": 60}
    page = app(PAGE, folder=loaded.root)
    assert "Letting canonical go first: done" in words(page)
    assert "In force: canonical first, until before 2026-02-04." in words(page)
    assert "do not agree" not in words(page)

    button(page, "Take back what was said").click().run()
    assert finished(loaded).error == ""
    assert counted(loaded) == before
    entries = audit.of(loaded.root).entries(acts=["primary"])
    assert entries["subject"].tolist() == ["reset", "canonical"]
    with loaded.connect() as conn:
        assert db.run(conn, "data/preferred").empty


def test_days_the_wrong_way_round_are_refused_in_words(app, words, loaded):
    page = app(PAGE, folder=loaded.root)
    page.date_input(key="data_primary_from").set_value(dt.date(2026, 2, 4))
    page.date_input(key="data_primary_to").set_value(dt.date(2026, 2, 3))
    page = button(page, "Let it go first").click().run()

    assert "The first day is not before the last." in words(page)
    assert data_jobs.latest(loaded.root) is None


def button(page, label):
    return next(one for one in page.button if one.label == label)
