import pandas as pd
import pytest

from hydrascope.charts import events as events_drawn
from hydrascope.charts import overview


@pytest.fixture
def counts():
    return pd.DataFrame(
        {
            "bucket_at": pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-07"]),
            "requests": [100, 900, 120],
            "new_accounts": [3, 40, 2],
            "bans": [0, 0, 7],
        }
    )


@pytest.fixture
def events():
    return pd.DataFrame(
        {
            "ts": pd.to_datetime(["2026-01-06 12:00", "2026-01-07 00:00"]),
            "event_type": ["model_launch", "policy_change"],
            "event_label": ["alpha launched", "Limits lowered"],
        }
    )


def test_timeline_shows_requests_signups_and_bans_apart(counts, events):
    kept = counts.copy()

    figure = overview.timeline(counts, events, per="day")

    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["Requests"].y) == [100, 900, 120]
    assert list(traces["Sign-ups"].y) == [3, 40, 2]
    assert traces["Accounts banned"].marker.symbol == "x"
    assert traces["Requests"].yaxis != traces["Sign-ups"].yaxis
    assert figure.layout.title.text == "Requests and sign-ups per day (UTC)"
    assert [figure.layout.yaxis.title.text, figure.layout.yaxis2.title.text] == [
        "Requests",
        "Accounts",
    ]
    assert counts.equals(kept)


def test_each_event_is_a_line_with_its_name_and_kind(counts, events):
    figure = overview.timeline(counts, events, per="day")

    assert len(figure.layout.shapes) == 2
    assert [a.text for a in figure.layout.annotations] == ["alpha launched", "Limits lowered"]
    assert {"Model release", "Policy or price change"} <= {trace.name for trace in figure.data}
    assert len({shape.line.dash for shape in figure.layout.shapes}) == 2


def test_many_events_do_not_cover_one_another(counts, events):
    many = pd.concat([events] * 15, ignore_index=True)

    figure = overview.timeline(counts, many, per="day")

    assert len(figure.layout.shapes) == 30
    assert len(figure.layout.annotations) == events_drawn.LABELLED


def test_without_bans_or_events_nothing_stands_for_them(counts, events):
    counts["bans"] = 0

    figure = overview.timeline(counts, events.head(0), per="day")

    assert [trace.name for trace in figure.data] == ["Requests", "Sign-ups"]


def test_timeline_in_words_gives_totals_peak_and_events(counts, events):
    told = overview.timeline_in_words(counts, events, per="day")

    assert "1,120 requests and 45 sign-ups" in told
    assert "most requests at 2026-01-06 UTC: 900" in told
    assert "alpha launched" in told


def test_movers_tell_more_from_fewer_by_pattern_too():
    changes = pd.DataFrame(
        {
            "series": ["KR", "US", "DE"],
            "requests": [900, 10, 50],
            "before_requests": [100.0, 60.0, 50.0],
            "requests_change": [800.0, -50.0, 0.0],
            "share_of_excess": [0.94, -0.06, 0.0],
        }
    )

    figure = overview.movers(changes, dimension="country")

    more, fewer = figure.data
    assert list(more.y) == ["DE", "KR"]
    assert list(fewer.x) == [-50.0]
    assert more.marker.pattern.shape != fewer.marker.pattern.shape
    assert list(figure.layout.yaxis.categoryarray) == ["DE", "US", "KR"]
    assert "KR +800" in overview.movers_in_words(changes)


def test_labels_of_close_events_stand_in_lines_of_their_own(counts, events):
    close = pd.concat([events.head(1)] * events_drawn.ROWS, ignore_index=True)

    figure = overview.timeline(counts, close, per="day")

    lines = [note.yshift for note in figure.layout.annotations]
    assert len(set(lines)) == events_drawn.ROWS


def test_requests_of_clusters_that_act_as_one_are_drawn_over_those_they_are_part_of(counts, events):
    flagged = counts.head(1)[["bucket_at", "requests"]].assign(requests=3)

    figure = overview.timeline(counts, events, per="day", flagged=flagged)

    drawn = {trace.name: trace for trace in figure.data}
    assert list(drawn[overview.FLAGGED].y) == [3]
    assert drawn[overview.FLAGGED].marker.pattern.shape
    assert figure.layout.barmode == "overlay"
    told = overview.timeline_in_words(counts, events, per="day", flagged=flagged)
    assert "3 by clusters that act as one" in told
