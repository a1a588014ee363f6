import datetime as dt

import pytest

from hydrascope.workbench import specs
from hydrascope.workbench.saved import Saved


def test_a_spec_is_the_last_line_of_a_text_and_is_replaced():
    spec = {"kind": "bar", "x": "model", "y": "n"}

    text = specs.noted("select 1\n", spec)
    assert text == 'select 1\n-- chart: {"kind": "bar", "x": "model", "y": "n"}\n'
    assert specs.written(text) == spec
    assert specs.noted(text, {**spec, "kind": "line"}).count("-- chart") == 1
    assert specs.noted(text, None) == "select 1\n"


@pytest.mark.parametrize("text", ["select 1", "-- chart: {", '-- chart: {"kind": "pie"}'])
def test_a_text_without_a_readable_spec_has_none(text):
    assert specs.written(text) is None


def test_a_saved_query_keeps_its_chart(tmp_path):
    spec = {"kind": "line", "x": "day", "y": "n"}
    held = Saved(tmp_path)
    made = held.save(
        specs.noted("select 1", spec), title="T", author="A", at=dt.datetime(2026, 2, 1)
    )

    assert held.get(made.query_id).chart == spec
