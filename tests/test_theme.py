import tomllib
from pathlib import Path

import pytest

from hydrascope import theme

CONFIG = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "colours"), [("light", theme.LIGHT), ("dark", theme.DARK)])
def test_the_settings_repeat_the_theme(name, colours):
    assert CONFIG["theme"][name] == colours
    assert CONFIG["theme"]["chartCategoricalColors"] == list(theme.SERIES)


def test_the_server_stays_on_this_machine_and_keeps_quiet():
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["showErrorLinks"] is False
    assert CONFIG["runner"]["postScriptGC"] is False


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_text_and_links_stand_out_from_both_backgrounds(colours):
    for text in ("textColor", "linkColor", "primaryColor"):
        for ground in ("backgroundColor", "secondaryBackgroundColor"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_first_four_series_stand_out_from_the_background(colours):
    for series in theme.SERIES[:4]:
        assert contrast(series, colours["backgroundColor"]) >= 2.9, series


def test_every_series_has_a_second_channel():
    styles = theme.series_style([f"s{n}" for n in range(8)])

    assert len({style["dash"] for style in list(styles.values())[:6]}) == 6
    assert styles["s7"]["color"] == theme.GREY


def test_a_figures_layout_brings_no_text_colour_of_its_own():
    layout = theme.layout("Requests").to_plotly_json()

    assert "color" not in layout["title"]
    assert layout["template"]["layout"].get("font") is None


def test_a_layer_of_an_area_looks_as_its_bar_does():
    area = theme.area(theme.BLUE, "/")

    assert area["fillpattern"] == {**theme.pattern("/"), "bgcolor": theme.BLUE}
    assert area["fillcolor"] == theme.BLUE
    assert theme.area(theme.BLUE, "")["fillpattern"] is None
