import pandas as pd
import pytest

from hydrascope.charts import own
from hydrascope.workbench.specs import KINDS

FRAME = pd.DataFrame(
    {
        "at": pd.to_datetime(["2026-01-02", "2026-01-01", "2026-01-01"]),
        "until": pd.to_datetime(["2026-01-03", "2026-01-02", "2026-01-04"]),
        "model": ["alpha", "alpha", "beta"],
        "n": [3, 1, 2],
    }
)


def test_what_suits_the_columns_is_proposed():
    assert own.fitting(FRAME) == {"kind": "line", "x": "at", "y": "n", "by": "model"}
    assert own.fitting(FRAME[["model", "n"]])["kind"] == "bar"
    assert own.fitting(FRAME[["n"]])["x"] == "n"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_and_leaves_the_rows_alone(kind):
    spec = {
        "heat map": {"x": "at", "y": "model", "by": "n"},
        "timeline": {"x": "at", "y": "model", "by": "until"},
    }.get(kind, {"x": "at", "y": "n", "by": "model"})
    before = FRAME.copy()

    figure = own.drawn(FRAME, {"kind": kind, **spec})

    assert figure.data
    assert figure.layout.title.text
    pd.testing.assert_frame_equal(FRAME, before)


def test_lines_run_in_order_of_time():
    figure = own.drawn(FRAME, {"kind": "line", "x": "at", "y": "n", "by": "model"})

    assert [one.name for one in figure.data] == ["alpha", "beta"]
    assert list(figure.data[0].y) == [1, 3]
