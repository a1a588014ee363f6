import json

import pytest

PAGES = {
    "volumes": "pages/volumes/volumes.py",
    "compare": "pages/volumes/compare.py",
    "rhythm": "pages/volumes/rhythm.py",
    "switch": "pages/volumes/switch.py",
    "accounts": "pages/volumes/accounts.py",
}


@pytest.fixture
def opened(app):
    """Open one of the pages about volumes: ``opened("rhythm", country="KR")``."""

    def on(page, **address):
        return app(PAGES[page], **address)

    return on


def figure(page, place=0):
    return json.loads(page.get("plotly_chart")[place].proto.spec)


def names(page, place=0):
    return [trace["name"] for trace in figure(page, place)["data"]]


def box(page, start, end):
    page.session_state["volumes_over_time"] = {
        "selection": {
            "points": [],
            "point_indices": [],
            "box": [{"x": [start, end]}],
            "lasso": [],
        }
    }


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_without_a_warning(opened, words, name):
    page = opened(name)

    assert not page.exception
    assert not page.error
    assert page.title


def test_volumes_stack_the_models_and_name_what_makes_the_change(opened, words):
    page = opened("volumes", **{"from": "2026-01-17T00:00", "to": "2026-01-19T00:00"})

    assert set(names(page)) == {"alpha-large", "not known", "alpha-small", "beta"}
    assert "of all change is model alpha-large" in words(page)
    assert "2026-01-17 – 2026-01-18 UTC against 2026-01-15 – 2026-01-16 UTC" in words(page)


def test_another_dimension_and_measure_redraw_the_stack(opened, words):
    page = opened("volumes")

    page.selectbox(key="by").select("country").run()
    page.selectbox(key="measure").select("cost_usd").run()

    assert "KR" in names(page)
    assert figure(page)["layout"]["title"]["text"] == "Cost per day by country (UTC)"
    assert "requests report no cost" in words(page)


def test_a_measure_the_data_lacks_is_not_available_rather_than_zero(opened, words):
    page = opened("volumes", lacking=["cost"])

    page.selectbox(key="measure").select("cost_usd").run()

    assert "Cost, as the source reports it: not available in this data" in words(page)
    assert not page.get("plotly_chart")


def test_an_empty_range_says_so(opened, words):
    page = opened("volumes", **{"from": "2030-01-01T00:00", "to": "2030-01-02T00:00"})

    assert "Nobody asked anything in this range." in words(page)


def test_windows_are_chosen_or_thirds(opened, words):
    everything = opened("compare")
    chosen = opened("compare", **{"from": "2026-01-17T00:00", "to": "2026-01-19T00:00"})

    assert "Before: 2026-01-05 – 2026-01-10 UTC" in words(everything)
    assert "After: 2026-01-19 – 2026-01-20 UTC" in words(chosen)
    values = {tile.label: tile.value for tile in chosen.metric}
    assert values == {
        "Before, requests per day": "1,200",
        "During, requests per day": "3,826",
        "After, requests per day": "1,574",
    }


def test_a_window_outside_the_data_is_said(opened, words):
    page = opened("compare", **{"from": "2026-01-21T00:00", "to": "2026-01-25T00:00"})

    assert "The data has nothing of the window after." in words(page)


def test_a_rhythm_is_set_against_all_requests_once_filtered(opened, words):
    plain, filtered = opened("rhythm"), opened("rhythm", country="KR")

    assert "nothing to set against all requests" in words(plain)
    assert len(plain.get("plotly_chart")) == 1
    assert len(filtered.get("plotly_chart")) == 2


def test_the_switch_follows_the_announced_release(opened, words):
    page = opened("switch")

    assert "the release of alpha-large at 2026-01-10 00:00 UTC" in words(page)
    assert names(page)[0] == "all requests"

    page.selectbox(key="release").select("other").run()

    assert "No model release is known" in words(page)


def test_a_model_chip_does_not_hide_the_switch(opened, words):
    page = opened("switch", model="alpha-large")

    assert "The filter by model is left aside here" in words(page)


def test_accounts_are_listed_and_lead_to_their_requests(opened, words):
    page = opened("accounts", **{"from": "2026-01-17T00:00", "to": "2026-01-19T00:00"})
    table = page.dataframe[0].value
    assert "400 accounts by requests" in words(page)

    page.session_state["volumes_accounts"] = {"selection": {"rows": [2], "columns": []}}
    page.run()

    links = [link.proto.label for link in page.get("page_link")]
    assert f"Raw requests of {table['pseudonym'].iloc[2]} in this range" in links


def test_accounts_may_be_ordered_by_their_rise(opened):
    page = opened("accounts", **{"from": "2026-01-17T00:00", "to": "2026-01-19T00:00"})

    page.segmented_control(key="volumes_accounts_sort").set_value("rise").run()

    excess = page.dataframe[0].value["excess"]
    assert excess.is_monotonic_decreasing
    assert excess.iloc[0] > 0


def test_without_accounts_the_table_says_why(opened, words):
    page = opened("accounts", lacking=["accounts"])

    assert "every request of this data is of an unknown account" in words(page)
    assert not page.dataframe


def test_the_chart_adds_up_to_what_is_asked(opened):
    page = opened("volumes", country="KR")
    stacked = sum(sum(trace["y"]) for trace in decoded(figure(page)))

    raw = page.switch_page("pages/requests/requests.py").run()

    assert f"{stacked:,.0f} requests" in "\n".join(caption.value for caption in raw.caption)


def decoded(spec):
    """Traces with their numbers as lists, however Plotly packed them."""
    import base64

    import numpy as np

    for trace in spec["data"]:
        packed = trace["y"]
        if isinstance(packed, dict):
            numbers = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])
            yield {**trace, "y": numbers.tolist()}
        else:
            yield trace


def test_figures_per_account_are_counted_only_when_asked_for(opened, words):
    page = opened("compare")
    assert not [toggle for toggle in page.toggle if toggle.value]
    assert not page.dataframe

    page.toggle(key="per_account").set_value(True).run()

    assert not page.exception
    counted = page.dataframe[0].value
    assert counted["period"].tolist() == ["Before", "During", "After"]
    assert (counted["active_accounts"] > 0).all()


def test_a_page_number_in_the_address_is_the_page_shown(app):
    first = app(PAGES["accounts"])
    third = app(PAGES["accounts"], volumes_accounts_page="3")

    names = [set(page.dataframe[0].value["pseudonym"]) for page in (first, third)]
    assert not names[0] & names[1]


def test_a_page_beyond_the_last_shows_the_last(app, words):
    page = app(PAGES["accounts"], volumes_accounts_page="99")

    assert not page.exception
    assert "400 accounts by requests" in words(page)
    assert page.session_state["volumes_accounts_page"] == 8


def test_tabs_carry_the_choices_of_the_address_on_the_first_run(app):
    page = app(PAGES["volumes"], measure="Tokens", by="Country")

    tabs = [link.proto for link in page.get("page_link") if link.proto.label == "Model switch"]
    assert "measure=Tokens" in str(tabs[0])
    assert "by=Country" in str(tabs[0])
