import json

import pytest

from tests import build, bursts

PAGES = {
    "bursts": "pages/bursts/bursts.py",
    "burst": "pages/bursts/burst.py",
    "compare": "pages/bursts/compare.py",
}


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """Folders of warehouses with bursts, by what the sign-up time rests on."""
    made = {}

    def folder(basis):
        if basis not in made:
            made[basis] = tmp_path_factory.mktemp(basis)
            bursts.warehouse(made[basis], basis=basis)
        return made[basis]

    return folder


@pytest.fixture
def opened(app, found, monkeypatch, tmp_path):
    """Open one of the pages about bursts: ``opened("burst", burst="script")``."""
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))

    def on(page, basis="created_at", **address):
        return app(PAGES.get(page, page), folder=found(basis), **address)

    return on


def figure(page, place=0):
    return json.loads(page.get("plotly_chart")[place].proto.spec)


def names(page, place=0):
    return [trace.get("name") for trace in figure(page, place)["data"]]


def tiles(page):
    return {tile.label: tile.value for tile in page.metric}


def links(page):
    return {link.proto.label: link.proto for link in page.get("page_link")}


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("bursts", {}),
        ("burst", {"burst": "script"}),
        ("burst", {"burst": "slow"}),
        ("burst", {"burst": "small"}),
        ("compare", {"burst": "script", "other": "wave"}),
        ("compare", {}),
    ],
)
def test_every_page_opens_without_a_warning(opened, name, address):
    page = opened(name, **address)

    assert not page.exception
    assert not page.error
    assert page.title


def test_the_list_ranks_by_surprise_and_leaves_out_the_small_and_the_doubtful(opened):
    page = opened("bursts")

    table = page.dataframe[0].value
    assert table["score"].tolist() == [82.4, 20.0, 9.5]
    assert table["burst_among"].tolist()[:2] == ["all sign-ups", "mail domain mail0.example"]
    assert tiles(page)["Bursts"] == "3"
    assert tiles(page)["Scripted sign-ups likely"] == "2"
    assert tiles(page)["Accounts in bursts"] == "80"
    assert {"Expected", "In a burst", "Scripted sign-ups likely"} <= set(names(page))


def test_each_control_changes_which_bursts_are_shown(opened):
    page = opened("bursts")

    page.selectbox(key="bursts_sensitivity").select("Lenient").run()
    assert tiles(page)["Bursts"] == "4"
    page.number_input(key="bursts_least").set_value(5).run()
    assert tiles(page)["Bursts"] == "5"
    page.selectbox(key="bursts_inside").select("Among all sign-ups").run()
    assert tiles(page)["Bursts"] == "2"
    page.selectbox(key="bursts_sort").select("Latest first").run()
    assert page.dataframe[0].value["rank"].tolist() == [1, 2]
    assert page.query_params["sort"] == "Latest first"
    page.selectbox(key="bursts_sort").select("Most surprising first").run()
    assert "sort" not in page.query_params


def test_the_address_holds_the_choices(opened):
    page = opened("bursts", sensitivity="Lenient", least="15", inside="Inside one network prefix")

    assert not page.exception
    assert tiles(page)["Bursts"] == "1"


def test_a_country_filter_moves_the_bars_and_takes_the_band_away(opened, words):
    page = opened("bursts", country="KR")

    assert "Expected" not in names(page)
    assert "expected band is of all sign-ups and is not drawn" in words(page)
    assert tiles(page)["Bursts"] == "3"


def test_the_range_narrows_the_list(opened, words):
    page = opened("bursts", **{"from": "2026-01-17T04:00", "to": "2026-01-17T06:00"})

    assert "Sign-ups per minute (UTC)" in figure(page)["layout"]["title"]["text"]
    assert tiles(page)["Bursts"] == "3"
    later = opened("bursts", **{"from": "2026-01-24T00:00", "to": "2026-01-25T00:00"})
    assert "No burst in this range" in words(later)
    everything = later.button(key="bursts_beyond").click().run()
    assert tiles(everything)["Bursts"] == "3"


def test_choosing_a_row_opens_the_burst(opened):
    page = opened("bursts", sensitivity="Lenient", least="12")

    page.session_state["bursts_list"] = {"selection": {"rows": [1], "columns": []}}
    page.run()

    assert page.title[0].value == "Burst of 2026-01-17 04:57 UTC"
    assert page.query_params["burst"] == "wave"
    assert page.query_params["sensitivity"] == "Lenient"
    assert "least=12" in links(page)["All bursts"].query_string


def test_a_burst_may_be_opened_by_name(opened):
    page = opened("bursts", inside="Inside one mail domain")
    page.selectbox(key="bursts_open").select("slow").run()
    assert page.title[0].value.startswith("Burst of 2026-01-05 05:")


def test_a_burst_says_what_is_shared_how_sure_and_what_else(opened, words):
    page = opened("burst", burst="script")

    told = words(page)
    assert "41 of 55 (75%) share the payment method `aabbccdd…`; among comparable" in told
    assert "310 times as many (95% interval 120 to 800)" in told
    assert "**Scripted sign-ups likely**, high confidence. 60 accounts signed up within" in told
    assert "Sign-ups follow one another evenly. :gray[+2]" in told
    assert "**What limits this**: Referrers are not available in this data." in told
    assert "The points below add up to **+3**" in told
    assert "4 or more, from two kinds of evidence, is “scripted sign-ups likely”" in told
    assert "5 still active (a request in the last week of the data), 2 banned." in told
    assert "A release was announced the week before." in told
    assert "Clusters have not been looked for in this data." in told
    titles = [figure(page, place)["layout"]["title"]["text"] for place in range(4)]
    assert titles == [
        "Shared beyond comparable sign-ups",
        "How varied the accounts are",
        "Sign-ups per minute around the burst (UTC)",
        "Requests per account and day of age",
    ]
    assert [header.value for header in page.header][:2] == [
        "How sure, and what else could it be",
        "What its accounts share",
    ]


def test_a_burst_leads_to_its_waves_and_its_accounts(opened):
    page = opened("burst", burst="script")

    wave = page.button(key="burst_wave_wave").click().run()
    assert wave.title[0].value == "Burst of 2026-01-17 04:57 UTC"
    assert page.query_params["burst"] == "wave"
    page.button(key="burst_up_script").click().run()
    accounts = page.dataframe[-1].value
    assert len(accounts) == 50

    page.session_state["burst_accounts"] = {"selection": {"rows": [2], "columns": []}}
    page.run()

    assert page.title[0].value == "Accounts"
    assert page.header[0].value == accounts["pseudonym"].iloc[2]


def test_a_burst_without_evidence_says_so(opened, words):
    told = words(opened("burst", burst="slow"))
    assert "Nothing is shared beyond what comparable sign-ups share." in told
    assert "No reason was written down for this verdict." in told
    assert "It stands alone" in told


def test_a_burst_that_is_not_there_is_said(opened, words):
    assert "There is no burst gone in this dataset." in words(opened("burst", burst="gone"))
    assert "No burst is chosen." in words(opened("burst"))


def explain(page, reason, author):
    page.text_input(key="explain_reason").set_value(reason)
    page.text_input(key="explain_author").set_value(author)
    return page.button[-1].click().run()


def test_an_explained_burst_is_grey_everywhere_and_still_counted(opened, words):
    page = explain(opened("burst", burst="slow"), "A campus promotion", "Ada")

    assert "Explained by Ada" in words(page)
    listed = opened("bursts")
    assert tiles(listed)["Bursts"] == "3"
    assert tiles(listed)["Explained"] == "1"
    assert tiles(listed)["Promotion or event likely"] == "0"
    assert "In an explained burst" in names(listed)
    assert "A campus promotion" in listed.dataframe[0].value["burst_said"].tolist()
    assert "1 explained by a person" in words(opened("overview"))

    back = explain(opened("burst", burst="slow"), "It was not", "Ada")
    assert "Explained by" not in words(back)
    assert tiles(opened("bursts"))["Explained"] == "0"


def test_an_explanation_needs_a_reason_and_an_author(opened):
    page = explain(opened("burst", burst="slow"), "", "Ada")

    assert len(page.error) == 1


def test_a_broken_store_of_judgements_is_said_and_the_bursts_stay(opened, tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/cases.sqlite").write_text("no database")

    page = opened("bursts")

    assert page.error
    assert tiles(page)["Bursts"] == "3"


def test_two_bursts_are_set_side_by_side(opened, words):
    page = opened("compare", burst="script", other="wave")

    told = words(page)
    assert "12 accounts are in both." in told
    assert "They are waves of one series" in told
    assert "1 of 2 over-represented values are so in both bursts." in told
    facts = page.table[0].value.set_index("")
    assert facts.columns.tolist() == ["This burst", "The other burst"]
    assert facts.loc["Accounts"].tolist() == ["60", "12"]

    page.selectbox(key="compare_other").select("slow").run()

    assert "No account is in both." in words(page)
    assert page.query_params["other"] == "slow"


def test_first_requests_standing_in_for_sign_ups_are_said(opened, words):
    for page in (opened("bursts", "first_seen"), opened("burst", "first_seen", burst="script")):
        assert "first request stands in for its sign-up" in words(page)


def test_where_nothing_was_looked_for_the_remedy_is_named(app, words):
    for page in PAGES.values():
        told = words(app(page))
        assert "Bursts have not been looked for in this data." in told
        assert "python -m hydrascope detect" in told
    assert "python -m hydrascope detect" in words(app())


def test_the_overview_counts_the_bursts_and_leads_there(opened, words):
    page = opened("overview")

    assert "3 bursts of sign-ups in this range: scripted sign-ups likely in 2, 0" in words(page)
    assert "Account bursts" in links(page)


def test_without_accounts_nothing_breaks(app, words, tmp_path_factory):
    root = tmp_path_factory.mktemp("nameless")
    build.warehouse(root, accounts=False)

    page = app(PAGES["bursts"], folder=root)

    assert not page.exception
