import json

import pytest

from tests import build


def tiles(app):
    return {tile.label: tile.value for tile in app.metric}


def test_it_answers_with_tiles_a_timeline_and_coverage(app, words):
    page = app()

    assert not page.exception
    assert tiles(page)["Requests"] == "30K"
    assert tiles(page)["Accounts"] == "400"
    assert tiles(page)["Cost as reported"] == "$66.43"
    assert "Known for a part only: model (54%)" in words(page)
    assert "Synthetic data" in words(page)
    assert len(page.get("plotly_chart")) == 2


def test_over_all_the_data_no_change_is_made_up(app, words):
    page = app()

    assert "does not reach back" in words(page)
    assert not any(tile.delta for tile in page.metric)


def test_a_range_with_a_period_before_shows_the_change(app, words):
    page = app(**{"from": "2026-01-15T00:00"})

    deltas = {tile.label: tile.delta for tile in page.metric}
    assert deltas["Requests"] == "+49.9%"
    assert "Changes are against 2026-01-05 – 2026-01-14 UTC." in words(page)


def test_chips_narrow_every_number_and_can_be_removed(app):
    page = app(country="KR")
    assert tiles(page)["Requests"] == "10.8K"

    page.button(key="chip_country_KR").click().run()

    assert tiles(page)["Requests"] == "30K"
    assert "chip_country_KR" not in [button.key for button in page.button]


def test_the_timeline_adds_up_to_the_tile(app):
    page = app(model="beta")

    spec = json.loads(page.get("plotly_chart")[0].proto.spec)
    named = {trace["name"]: trace for trace in spec["data"]}
    assert tiles(page)["Requests"] == "3,429"
    assert named["Requests"]["y"]


@pytest.mark.parametrize("lacking", [["cost"], ["accounts"]])
def test_what_the_data_lacks_is_not_available_rather_than_zero(app, lacking):
    page = app(lacking=lacking)

    shown = {"cost": ["Cost as reported"], "accounts": ["Accounts", "New accounts"]}[lacking[0]]
    assert not page.exception
    assert [tiles(page)[label] for label in shown] == ["not available"] * len(shown)
    assert tiles(page)["Requests"] == "30K"


def test_a_range_without_anything_says_so(app, words):
    page = app(**{"from": "2020-01-01T00:00", "to": "2020-02-01T00:00"})

    assert "Nothing happened in this range" in words(page)
    assert not page.get("plotly_chart")


def test_a_range_that_ends_before_it_begins_says_so(app, words):
    page = app(**{"from": "2026-01-20T00:00", "to": "2026-01-10T00:00"})

    assert "ends before it begins" in words(page)
    assert not page.metric


def test_without_a_warehouse_it_says_how_to_import(app, words, tmp_path):
    page = app(folder=tmp_path)

    assert not page.exception
    assert "No data has been imported yet" in words(page)
    assert any("hydrascope import" in block.value for block in page.code)


def test_a_damaged_pointer_says_what_to_do(app, words, tmp_path):
    (tmp_path / "current.json").write_text("{")

    page = app(folder=tmp_path)

    assert "is damaged" in words(page)


def test_presets_count_back_from_the_end_of_the_data(app, words):
    page = app()

    page.button(key="preset_Last 7 days").click().run()

    assert "Changes are against 2026-01-11 – 2026-01-17 UTC." in words(page)


def test_an_open_page_moves_to_a_new_import(app, words, tmp_path):
    build.warehouse(tmp_path)
    page = app(folder=tmp_path)
    assert "0123456789ab" in words(page)
    assert tiles(page)["Cost as reported"] == "$66.43"

    build.warehouse(tmp_path, cost=False, fingerprint="feedfacefeedface")
    page.run()

    assert "feedfacefeed" in words(page)
    assert tiles(page)["Cost as reported"] == "not available"


def test_a_window_compared_with_outside_the_data_is_said(app, words):
    view = {"from": "2026-01-15T00:00", "vs_from": "2027-01-01T00:00", "vs_to": "2027-01-05T00:00"}

    assert "does not lie inside the data" in words(app(**view))


def test_an_impossible_time_in_an_address_is_no_error(app):
    page = app(**{"from": "0001-01-01", "to": "9999-12-31T23:00-05:00"})

    assert not page.exception
    assert tiles(page)["Requests"] == "30K"
