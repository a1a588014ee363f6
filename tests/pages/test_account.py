import pytest


@pytest.fixture
def name():
    """An account of the wave in tests/build.py: number 350."""
    return f"A-{350 * 7919 % 1048576:05X}"


def test_it_lists_accounts_page_by_page(app, words):
    page = app("account")

    assert not page.exception
    assert "400 accounts. Choose a row to open one." in words(page)
    first = page.dataframe[0].value
    assert len(first) == 50
    assert "account_id" not in first.columns


def test_the_list_agrees_with_the_overviews_tile(app, words):
    view = {"from": "2026-01-15T00:00", "model": "beta"}

    tile = next(tile for tile in app(**view).metric if tile.label == "Accounts")

    assert f"{tile.value} accounts." in words(app("account", **view))


def test_choosing_a_row_opens_the_account(app, words):
    page = app("account")
    chosen = page.dataframe[0].value["pseudonym"].iloc[2]

    page.session_state["accounts_names"] = page.dataframe[0].value["pseudonym"].tolist()
    page.text_input(key="account").set_value(chosen).run()

    assert chosen in [header.value for header in page.header]


def test_one_account_shows_its_lifeline_mix_and_attributes(app, words, name):
    page = app("account", account=name)
    if not page.text_input(key="account").value:
        page.text_input(key="account").set_value(name).run()

    assert not page.exception
    assert {tile.label: tile.value for tile in page.metric}["Requests in all the data"] == "100"
    assert len(page.get("plotly_chart")) == 1
    assert "What it shows of itself" in words(page)


def test_an_unknown_account_says_so(app, words):
    page = app("account")

    page.text_input(key="account").set_value("A-nobody").run()

    assert "No account is called A-nobody." in words(page)


def test_without_accounts_it_says_why_it_cannot(app, words):
    page = app("account", lacking=["accounts"])

    assert not page.exception
    assert "this data has no account column" in words(page)
    assert not page.dataframe


def test_a_page_number_in_the_address_is_the_page_shown(app):
    names = [
        set(page.dataframe[0].value["pseudonym"])
        for page in (app("account"), app("account", accounts_page="2"))
    ]

    assert not names[0] & names[1]


def test_a_page_beyond_the_last_shows_the_last(app, words):
    page = app("account", accounts_page="77")

    assert not page.exception
    assert "400 accounts" in words(page)
    assert page.session_state["accounts_page"] == 8
