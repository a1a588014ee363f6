import json

import pytest

from tests import clusters

PAGE = "pages/clusters/cluster.py"


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """Folders of warehouses by what the detection of clusters left in them."""
    made = {}

    def folder(case):
        if case not in made:
            made[case] = tmp_path_factory.mktemp(f"clusters_{case}")
            clusters.warehouse(made[case], case)
        return made[case]

    return folder


@pytest.fixture
def opened(app, found):
    """Open the page about one cluster: ``opened(cluster="c0a1")``."""

    def on(case="found", **address):
        return app(PAGE, folder=found(case), **address)

    return on


@pytest.fixture
def account(app, found):
    """Open the page about the account of a number in tests/build.py."""

    def on(number, case="found"):
        name = f"A-{number * 7919 % 1048576:05X}"
        page = app("account", folder=found(case))
        return page.text_input(key="account").set_value(name).run()

    return on


def tiles(page):
    return {tile.label: tile.value for tile in page.metric}


def figures(page):
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return {spec["layout"]["title"]["text"]: spec for spec in specs}


def links(page):
    return {link.proto.label: link.proto for link in page.get("page_link")}


@pytest.mark.parametrize("cluster_id", [clusters.ACTING, clusters.CAMPUS, clusters.UNCLEAR])
def test_every_cluster_opens_without_a_warning(opened, cluster_id):
    page = opened(cluster=cluster_id)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == f"Cluster {cluster_id}"


def test_the_headline_says_what_it_is_how_big_and_who_is_counted(opened, words):
    page = opened(cluster=clusters.ACTING)

    assert "**Acts as one**, high confidence." in words(page)
    assert "of whom none is *confirmed* by a person yet" in words(page)
    assert "4 *possible* members" in words(page)
    told = tiles(page)
    assert told["Accounts"] == "80"
    assert told["Requests"] == "7,411"
    assert told["Share of all requests"] == "24.7%"
    assert told["Until (UTC)"].startswith("2026-01-24")


@pytest.mark.parametrize(
    ("part", "drawn"),
    [
        (
            None,
            {
                "Evidence of the median member, by family",
                "Who shows which shared values",
                "Against other groups of the same size",
            },
        ),
        (
            "How it lives",
            {
                "Requests, sign-ups and bans per day (UTC)",
                "Lifelines (UTC)",
                "From the stop of one account to the next sign-up",
            },
        ),
        (
            "What it asks",
            {
                "Requests by hour of the week (UTC)",
                "Against everybody outside clusters (UTC)",
                "Requests by task",
                "Requests by model",
                "Shared prompt templates",
                "Accounts that had used alpha-large",
            },
        ),
    ],
)
def test_each_part_draws_what_it_is_about_and_nothing_else(opened, part, drawn):
    address = {"part": part} if part else {}

    assert set(figures(opened(cluster=clusters.ACTING, **address))) == drawn


def test_a_release_while_it_lived_is_drawn_against_everybody_else(opened, words):
    page = opened(cluster=clusters.SECOND, part="What it asks")

    assert not page.exception
    lines = figures(page)["Accounts that had used alpha-large"]["data"]
    assert [line["name"] for line in lines] == ["This cluster", "Everybody outside clusters"]
    assert "asked both in the week before the release and in the week after" in words(page)


def test_a_cluster_that_saw_no_release_says_so(opened, words):
    page = opened("unreleased", cluster=clusters.ACTING, part="What it asks")

    assert "No model was released, or first used, while it lived." in words(page)


def test_what_else_it_could_be_is_said(opened, words):
    assert "a campus or an office" in words(opened(cluster=clusters.CAMPUS))
    acting = words(opened(cluster=clusters.ACTING))
    assert "No other explanation that was tested fits the cluster as a whole." in acting
    assert "Referrers are not available in this data." in acting


def test_the_address_chooses_a_value_and_its_accounts_are_drawn(opened):
    page = opened(cluster=clusters.ACTING, drawn="value 1")

    assert not page.exception
    assert any(title.endswith(" accounts") for title in figures(page))
    page.selectbox(key="cluster_drawn").select("value 3").run()
    assert page.query_params["drawn"] == "value 3"


def test_a_group_holds_as_many_accounts_as_its_circle_says(opened):
    page = opened(cluster=clusters.ACTING)
    circles = figures(page)["Who shows which shared values"]["data"][-1]["text"]
    page.selectbox(key="cluster_drawn").set_value("group 1.2").run()

    many = circles[0].split()[0]
    assert f"{many} of {many} accounts" in figures(page)


def test_what_comes_close_to_another_explanation_is_a_doubt(opened, words):
    told = words(opened(cluster=clusters.SECOND))

    assert "**A doubt remains**: 35% use one client program: look at these first." in told


def test_members_are_filtered_and_one_of_them_is_explained(opened, words):
    page = opened(cluster=clusters.ACTING, part="Its accounts")
    page.segmented_control(key="membership").set_value("possible").run()

    table = next(t.value for t in page.dataframe if "match_weight" in t.value)
    assert set(table["membership"]) == {"near miss"}
    page.text_input(key="member").set_value(table["pseudonym"].iloc[0]).run()
    assert "Near miss" in words(page)
    assert "It lacks a second independent family." in words(page)
    name = table["pseudonym"].iloc[0]
    assert f"account={name}" in links(page)["Its requests, row by row"].query_string
    assert f"account={name}" in links(page)[f"Everything about {name}"].query_string


def test_choosing_a_row_explains_that_account(opened):
    page = opened(cluster=clusters.ACTING, part="Its accounts")
    table = next(t.value for t in page.dataframe if "match_weight" in t.value)

    page.text_input(key="member").set_value(table["pseudonym"].iloc[2]).run()

    assert f"Evidence for {table['pseudonym'].iloc[2]}, by family" in figures(page)


@pytest.mark.parametrize(
    ("case", "address", "told"),
    [
        ("found", {}, "No cluster is chosen."),
        ("found", {"cluster": "c999"}, "There is no cluster c999 in this dataset."),
        ("nothing", {"cluster": "c0a1"}, "There is no cluster c0a1 in this dataset."),
        ("not_run", {"cluster": "c0a1"}, "Clusters have not been looked for in this data."),
        ("older", {"cluster": "c0a1"}, "python -m hydrascope detect"),
    ],
)
def test_what_is_not_there_is_said_with_a_remedy(opened, words, case, address, told):
    page = opened(case, **address)

    assert not page.exception
    assert told in words(page)


def test_the_account_page_names_its_cluster_and_its_neighbours(account, words):
    page = account(350)

    assert not page.exception
    assert "In a cluster of 80 accounts (acts as one, high confidence)." in words(page)
    assert "cluster=c0a1" in links(page)["Cluster c0a1"].query_string
    assert "Evidence for its cluster, by family" in figures(page)
    neighbours = next(t.value for t in page.dataframe if "total_bits" in t.value)
    assert set(neighbours["cluster_id"]) == {"c0a1"}


def test_an_account_in_no_cluster_says_so(account, words):
    page = account(90)

    assert "It is in no cluster" in words(page)


@pytest.mark.parametrize("case", ["not_run", "older"])
def test_the_account_page_needs_no_clusters(account, words, case):
    page = account(350, case)

    assert not page.exception
    assert not page.error
    assert "Clusters have not been looked for" in words(page)
