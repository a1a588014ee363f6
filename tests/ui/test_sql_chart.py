import pytest

from hydrascope.ui import sql_chart


def test_a_spec_is_the_last_line_of_a_text_and_is_replaced():
    spec = {"kind": "bar", "x": "model", "y": "n"}

    text = sql_chart.noted("select 1\n", spec)
    assert text == 'select 1\n-- chart: {"kind": "bar", "x": "model", "y": "n"}\n'
    assert sql_chart.written(text) == spec
    assert sql_chart.noted(text, {**spec, "kind": "line"}).count("-- chart") == 1
    assert sql_chart.noted(text, None) == "select 1\n"


@pytest.mark.parametrize("text", ["select 1", "-- chart: {", '-- chart: {"kind": "pie"}'])
def test_a_text_without_a_readable_spec_has_none(text):
    assert sql_chart.written(text) is None
