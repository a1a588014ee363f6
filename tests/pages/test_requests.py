def test_it_counts_every_request_and_shows_a_page_of_them(app, words):
    page = app("requests", model="beta")

    assert not page.exception
    assert "3,429 requests, 2026-01-05 – 2026-01-24 UTC" in words(page)
    assert len(page.dataframe[0].value) == 50


def test_a_later_page_shows_later_rows(app):
    page = app("requests", model="beta")
    first = page.dataframe[0].value["ts"].max()

    page.session_state["requests_page"] = 3
    page.run()

    assert page.dataframe[0].value["ts"].min() >= first


def test_requests_of_one_account(app, words):
    page = app("requests")

    page.text_input(key="account").set_value(f"A-{350 * 7919 % 1048576:05X}").run()

    assert "100 requests" in words(page)
    assert page.dataframe[0].value["pseudonym"].nunique() == 1


def test_nothing_chosen_says_so(app, words):
    page = app("requests", model="no-such-model")

    assert "No request lies in this range" in words(page)
    assert not page.dataframe


def test_data_without_accounts_still_has_rows(app, words):
    page = app("requests", lacking=["accounts"])

    assert not page.exception
    assert "30,000 requests" in words(page)


def test_a_page_number_in_the_address_is_the_page_shown(app):
    first = app("requests", model="beta").dataframe[0].value["ts"].max()
    last = app("requests", model="beta", requests_page="999")

    assert last.dataframe[0].value["ts"].min() > first
    assert last.session_state["requests_page"] == 69
