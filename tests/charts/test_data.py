import pandas as pd
import pytest

from hydrascope.charts import data


@pytest.fixture
def days():
    """Two sources: one with a gap and a thin day, one whose last day is open."""
    at = pd.date_range("2026-02-01", periods=4)
    return pd.concat(
        [
            pd.DataFrame({"source": "a", "bucket_at": at, "requests": [100, 0, 10, 100],
                          "usual": 100.0, "is_incomplete": False}),
            pd.DataFrame({"source": "b", "bucket_at": at, "requests": [2, 2, 2, 1],
                          "usual": 2.0, "is_incomplete": [False] * 3 + [True]}),
        ]
    )  # fmt: skip


def test_gaps_thin_and_open_days_have_a_sign_of_their_own(days):
    before = days.copy()

    figure = data.calendar(days)

    squares, *signs = figure.data
    assert {sign.name: list(zip(sign.y, sign.x.astype("datetime64[D]").astype(str), strict=True))
            for sign in signs} == {
        "No requests": [("a", "2026-02-02")],
        "Under a quarter of a usual day": [("a", "2026-02-03")],
        "Not over yet: may still grow": [("b", "2026-02-04")],
    }  # fmt: skip
    assert len({sign.marker.symbol for sign in signs}) == 3
    assert squares.z.tolist()[0] == 1
    assert figure.layout.title.text == "Requests per day and source (UTC)"
    assert figure.layout.showlegend
    pd.testing.assert_frame_equal(days, before)


def test_without_anything_odd_there_is_no_legend(days):
    assert not data.calendar(days[days["source"] == "a"].iloc[[0, 3]]).layout.showlegend


def test_words_tell_gaps_and_an_open_end(days):
    told = data.calendar_in_words(days)

    assert "a: 2026-02-01" in told and "1 days without requests" in told
    assert "the last day is not over yet" in told and "no gap" in told
