import json

import pytest

from hydrascope.warehouse.store import Warehouse
from tests import clusters

PAGES = {
    "clusters": "pages/clusters/clusters.py",
    "compare": "pages/clusters/compare.py",
    "account": "pages/accounts/account.py",
    "burst": "pages/bursts/burst.py",
    "volumes": "pages/volumes/volumes.py",
    "windows": "pages/volumes/compare.py",
}


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """Folders of warehouses by what the detection of clusters left in them."""
    made = {}

    def folder(case):
        if case not in made:
            made[case] = tmp_path_factory.mktemp(f"all_clusters_{case}")
            clusters.warehouse(made[case], case)
        return made[case]

    return folder


@pytest.fixture
def opened(app, found, monkeypatch, tmp_path):
    """Open one of the pages that show clusters: ``opened("compare", cluster="c0a1")``."""
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))

    def on(page="clusters", case="found", **address):
        return app(PAGES.get(page, page), folder=found(case), **address)

    return on


def figure(page, place=0):
    return json.loads(page.get("plotly_chart")[place].proto.spec)


def names(page, place=0):
    return [trace.get("name") for trace in figure(page, place)["data"]]


def links(page):
    return {link.proto.label: link.proto for link in page.get("page_link")}


def listed(page):
    return page.dataframe[0].value["cluster"].tolist()


def test_it_answers_in_one_sentence_then_lanes_leaderboard_and_waterfall(opened, words):
    page = opened()

    told = words(page)
    assert not page.exception
    assert "**2 clusters act as one**: 117 accounts, 10K requests, 33.4% of all" in told
    assert "2 others have an innocent explanation and 1 is unclear." in told
    assert {"Acts as one", "First sign-up", "Ramp", "Peak", "Accounts banned"} <= set(names(page))
    assert "Referrers are not available in this data." in told
    assert listed(page) == ["c0a1", "c0b2", "c0c3"]
    assert "3 clusters that act as one or are unclear, with something in the range." in told
    assert page.dataframe[0].value["cluster_kind"].tolist()[0] == "acts as one"
    assert {"Left", "Fell here"} <= set(names(page, 1))
    assert "**Two families**: At least two independent families speak for it." in told


def test_those_with_an_innocent_explanation_are_folded_away_and_counted(opened):
    page = opened()

    toggle = page.toggle(key="clusters_explained")
    assert toggle.label == "Show the 2 with an innocent explanation too"
    toggle.set_value(True).run()
    assert listed(page) == ["c0a1", "c0b2", "c0c3", "c0d4", "c0e5"]
    assert page.query_params["explained"] == "yes"
    page.number_input(key="clusters_members").set_value(30).run()
    toggle = page.toggle(key="clusters_explained")
    assert toggle.label == "Show the 1 with an innocent explanation too"
    toggle.set_value(False).run()
    assert "explained" not in page.query_params
    assert listed(page) == ["c0a1", "c0b2"]


def test_where_every_cluster_is_explained_none_is_shown_until_asked_for(opened, words):
    page = opened(case="innocent")

    assert not page.exception
    assert "No cluster acts as one or is unclear in this range." in words(page)
    page.toggle(key="clusters_explained").set_value(True).run()
    assert listed(page) == ["c0d4", "c0e5"]
    assert "Cluster timeline" in links(opened("overview", "innocent"))


def test_of_one_that_acts_as_one_another_explanation_is_a_doubt(opened):
    page = opened(explained="yes")

    told = page.dataframe[0].value.set_index("cluster")["explained_by"]
    assert told["c0b2"] == "A doubt: 35% use one client program: look at these first."
    assert told["c0d4"].startswith("Its accounts share one network prefix")


def test_each_control_changes_what_is_shown_and_the_address_keeps_it(opened):
    page = opened(explained="yes")

    page.multiselect(key="clusters_kinds").select("shared_app").run()
    assert listed(page) == ["c0e5"]
    assert page.query_params["kinds"] == "shared_app"
    page.multiselect(key="clusters_kinds").set_value([]).run()
    assert "kinds" not in page.query_params
    page.number_input(key="clusters_members").set_value(30).run()
    assert listed(page) == ["c0a1", "c0b2", "c0e5"]
    page.selectbox(key="clusters_order").select("Most requests first").run()
    assert listed(page) == ["c0a1", "c0e5", "c0b2"]


def test_an_address_holds_every_choice(opened, words):
    page = opened(kinds=["unclear", "nonsense"], members="3", order="Latest first seen")

    assert listed(page) == ["c0c3"]
    assert "**2 clusters act as one**" in words(page)  # the answer is of every kind


def test_a_range_narrows_sums_and_compares_with_the_days_before(opened, words):
    page = opened(**{"from": "2026-01-15T00:00", "to": "2026-01-25T00:00"})

    changes = page.dataframe[0].value.set_index("cluster")["cluster_change"]
    assert changes["c0a1"] == "×9.5"
    assert "Changes are against 2026-01-05 – 2026-01-14 UTC." in words(page)


def test_hours_are_widened_to_whole_days_and_filters_are_said_to_change_nothing(opened, words):
    page = opened(**{"from": "2026-01-17T04:00", "to": "2026-01-17T06:00", "country": "KR"})

    assert "whole UTC days, so the range is widened" in words(page)
    assert "Filters other than the range change nothing here." in words(page)
    assert page.dataframe[0].value["requests"].iloc[0] == 2333


def test_choosing_a_row_or_a_name_opens_the_cluster(opened):
    page = opened()
    page.session_state["clusters_list"] = {"selection": {"rows": [1], "columns": []}}
    page.run()
    assert page.query_params["cluster"] == "c0b2"

    page = opened()
    page.selectbox(key="clusters_open").select("c0c3").run()
    assert page.query_params["cluster"] == "c0c3"


def test_nothing_like_that_says_what_to_change(opened, words):
    page = opened(kinds=["evaluation_like"])

    assert "No cluster is like that. Choose another kind or fewer accounts." in words(page)
    assert "From candidates to clusters" in words(page)


@pytest.mark.parametrize("page", ["clusters", "compare"])
@pytest.mark.parametrize("case", ["not_run", "older"])
def test_without_a_detection_the_page_says_how_to_run_it(opened, words, page, case):
    test = opened(page, case)

    assert not test.exception
    assert "Clusters have not been looked for in this data." in words(test)
    assert "python -m hydrascope detect" in words(test)
    assert not test.get("plotly_chart")


def test_when_nothing_was_found_the_page_says_so(opened, words):
    page = opened(case="nothing")

    assert "No cluster was found in this data." in words(page)
    assert "No cluster acts as one in this range." in words(page)


def test_two_clusters_side_by_side(opened, words):
    page = opened("compare", cluster="c0a1", other="c0b2")

    facts = page.table[0].value.set_index("")
    assert facts.columns.tolist() == ["This cluster: c0a1", "The other cluster: c0b2"]
    assert facts.loc["Accounts"].tolist() == ["80", "37"]
    assert facts.loc["Looks like"].iloc[0] == "acts as one, high confidence"
    assert names(page) == ["c0a1", "c0b2"]
    assert "1 value that marks the one marks the other too, and no account is in both" in words(
        page
    )
    assert page.dataframe[0].value["attr_type"].tolist() == ["prompt template"]
    assert links(page)["Open cluster c0b2"].query_string.endswith("cluster=c0b2")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ({}, "Choose two clusters"),
        ({"cluster": "c0a1"}, "Choose two clusters"),
        ({"cluster": "c0a1", "other": "c0a1"}, "Both are the same cluster."),
        ({"cluster": "nobody", "other": "c0a1"}, "Choose two clusters"),
    ],
)
def test_two_different_clusters_must_be_chosen(opened, words, address, told):
    page = opened("compare", **address)

    assert told in words(page)
    assert not page.get("plotly_chart")


def test_a_choice_of_the_other_cluster_goes_into_the_address(opened):
    page = opened("compare", cluster="c0a1")

    page.selectbox(key="clusters_compare_other").select("c0d4").run()

    assert page.query_params["other"] == "c0d4"
    assert page.get("plotly_chart")


def test_the_overview_shows_the_clusters_that_matter_and_their_part_of_the_days(opened, words):
    page = opened("overview")

    told = words(page)
    assert "Of them by clusters that act as one" in names(page)
    assert "**2 clusters act as one**" in told
    assert "acts as one, high confidence · 80 accounts · 24.7% of requests" in told
    assert "unclear, low confidence" in told
    assert {"Cluster c0a1", "Cluster c0b2", "Cluster c0c3"} <= set(links(page))
    assert "Cluster c0d4" not in links(page)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ({"country": "KR"}, "is not drawn under filters"),
        ({"bucket": "hour"}, "is kept by whole days"),
    ],
)
def test_the_overview_says_why_it_does_not_draw_their_part(opened, words, address, why):
    page = opened("overview", **address)

    assert why in words(page)
    assert "Of them by clusters that act as one" not in names(page)


@pytest.mark.parametrize("case", ["not_run", "older", "nothing"])
def test_the_overview_goes_on_without_clusters(opened, words, case):
    page = opened("overview", case)

    assert not page.exception
    assert not page.error
    assert "Top movers" in words(page)


def test_a_burst_says_which_clusters_its_accounts_are_in(opened, words):
    page = opened("burst", burst="script")

    assert "60 of its accounts are members of one cluster:" in words(page)
    assert "60 of its 80 accounts are in this burst" in words(page)
    assert "Cluster c0a1" in links(page)
    older = opened("burst", "older", burst="script")
    assert not older.exception
    assert "Clusters have not been looked for in this data." in words(older)


def test_an_account_says_in_which_burst_it_signed_up(opened, found, words):
    with Warehouse(found("found")).connect() as conn:
        ((name, outside),) = conn.execute("""
            select min(known.pseudonym) filter (where own.burst_id = 'script'),
                min(known.pseudonym) filter (where own.burst_id is null)
            from known_accounts as known left join found_burst_accounts as own using (account_key)
            where known.pseudonym like 'A-%'
        """).fetchall()

    page = opened("account", account=name)

    assert "Signed up in a burst of 60 accounts" in words(page)
    assert any(label.startswith("Burst of ") for label in links(page))
    assert "It signed up in no burst." in words(opened("account", account=outside))


def test_volumes_may_be_told_apart_by_cluster(opened, words):
    page = opened("volumes", by="Cluster", country="KR")

    assert not page.exception
    assert {"c0a1", "c0b2", "in no cluster"} <= set(names(page))
    assert "Of the clusters drawn c0a1 and c0b2 act as one." in words(page)
    assert "filters other than the range change nothing" in words(page)
    assert "What makes the change" not in words(page)
    windows = opened("windows", by="Cluster")
    assert not windows.exception  # the other pages have no such choice
    older = opened("volumes", "older", by="Cluster")
    assert not older.exception
    assert "c0a1" not in names(older)
