"""Cases when time has passed: own SQL asked again, clusters renamed, the trail checked."""

import datetime as dt

import pandas as pd

from hydrascope.cases import Work, figures, verdicts
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.history import History
from tests import clusters

NOW = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
SAID = {"author": "mk", "at": NOW, "fingerprint": "0123456789abcdef"}


def table(page, column):
    """The rows of the table that has such a column."""
    return next(one.value for one in page.dataframe if column in one.value)


def check(page, noted):
    """The page after the trail was checked against a head."""
    page.text_input(key="trail_noted").set_value(noted)
    return next(one for one in page.button if one.label == "Check that it is whole").click().run()


def test_own_sql_is_asked_again_and_says_which_numbers_moved(opened_on, words, book, clustered):
    work = Work(book)
    work.open("A swarm", **SAID)
    history = History(book.path.with_name("queries.sqlite"))
    for text in (
        "select $cluster_id as cluster, count(*) as n from requests group by all",
        "select nothing from requests",
    ):
        params = {"cluster_id": "c000"}
        query_id = history.store(text, params, author="mk", at=NOW)
        work.collect(1, "query", "Mine", query_id=query_id, params=params,
                     figures=figures.kept(pd.DataFrame({"cluster": ["c000"], "n": [5]})),
                     **SAID | {"fingerprint": "old"})  # fmt: skip
    page = opened_on("pages/cases/case.py", case="1")
    assert "moved" not in words(page).replace("numbers moved.", "")
    page = page.button(key="moved_1_ask").click().run()

    assert not page.exception
    assert "one number moved." in words(page)
    moved = table(page, "then")
    assert (moved["then"].tolist(), moved["now"].tolist()) == ([5], [30_000])
    assert book.trail.entries(acts=["query"]).shape[0] == 1
    page = page.button(key="moved_2_ask").click().run()
    assert "It cannot be compared with today's data:" in words(page)


def test_verdicts_of_a_cluster_that_was_renamed_are_on_its_page(opened_on, words, book, clustered):
    with Warehouse(clustered).connect() as conn:
        rows = conn.execute(
            "select account_id from cluster_accounts where membership = 'probable'"
            " and cluster_id = ?", [clusters.ACTING]
        ).fetchall()  # fmt: skip
    inside = [account_id for (account_id,) in rows]
    given = {"likelihood": "likely", "confidence": "low", "author": "mk", "at": NOW}
    verdicts.give(book, "c000", "kind", "distillation", members=inside, **given)
    verdicts.give(book, clusters.ACTING, "who", "others", members=["acct_nobody"], **given)
    page = opened_on("pages/clusters/cluster.py", cluster=clusters.ACTING, part="What people say")

    assert not page.exception
    assert "distillation: likely" in words(page)
    assert "Some were given when this cluster was called c000" in words(page)
    assert "others: likely" not in words(page)


def test_the_audit_trail_is_filtered_and_checked(opened_on, words, book):
    work = Work(book)
    work.open("A swarm", **SAID)
    work.note(1, "a note", **SAID)
    page = opened_on("pages/cases/cases.py", cases_part="Audit trail")
    rows = table(page, "act")
    assert rows["act"].tolist() == ["note", "case"]
    page = page.multiselect(key="trail_acts").set_value(["note"]).run()
    rows = table(page, "act")
    assert rows["act"].tolist() == ["note"]
    page = check(page, "")
    assert "The audit trail is whole" in page.success[0].value
    head = str(book.trail.head())
    assert head in [one.value for one in page.code]
    for noted, said in (
        (head[:12], "noted earlier"),
        ("1:0123456789", "is not the one known from earlier"),
        ("99:0123456789", "known from earlier, is missing"),
        ("nonsense", "is no head of an audit trail"),
    ):
        page = check(page, noted)
        assert said in "".join(one.value for one in (*page.success, *page.error))
    assert not page.exception
