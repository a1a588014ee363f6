import datetime as dt

import pandas as pd

from hydrascope.charts import accounts


def test_lifeline_stacks_what_failed_and_spans_the_window():
    counts = pd.DataFrame(
        {
            "bucket_at": pd.to_datetime(["2026-01-05", "2026-01-09"]),
            "requests": [10, 6],
            "failed_requests": [2, 0],
        }
    )
    window = (dt.datetime(2026, 1, 1), dt.datetime(2026, 2, 1))

    figure = accounts.lifeline(counts, per="day", window=window)

    answered, failed = figure.data
    assert list(answered.y) == [8, 6]
    assert list(failed.y) == [2, 0]
    assert failed.marker.pattern.shape == "/"
    assert tuple(figure.layout.xaxis.range) == window
