import datetime as dt
import re

import pandas as pd
import pytest

from hydrascope import fmt


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (9_999, "9,999"), (10_000, "10K"), (28_800_000, "28.8M"), (999_999, "1M"),
     (None, "not available"), (float("nan"), "not available"), (pd.NaT, "not available")],
)  # fmt: skip
def test_compact(value, text):
    assert fmt.compact(value) == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [(150, 100, "+50.0%"), (90, 100, "-10.0%"), (840, 100, "×8.4"), (5, 0, "new"),
     (0, 0, "no change"), (100, 100, "no change"), (None, 5, ""), (5, None, "")],
)  # fmt: skip
def test_change(now, before, text):
    assert fmt.change(now, before) == text


def test_span_is_inclusive_in_days_and_exact_in_hours():
    first = dt.datetime(2026, 1, 5)

    assert fmt.span(first, first + dt.timedelta(days=1)) == "2026-01-05 UTC"
    assert fmt.span(first, first + dt.timedelta(days=20)) == "2026-01-05 – 2026-01-24 UTC"
    assert (
        fmt.span(first, first + dt.timedelta(hours=6)) == "2026-01-05 00:00 – 2026-01-05 06:00 UTC"
    )


@pytest.mark.parametrize(
    ("length", "text"),
    [(dt.timedelta(days=45), "45 days"), (dt.timedelta(hours=1), "1 hour"),
     (dt.timedelta(minutes=90), "90 minutes"), (dt.timedelta(seconds=5), "5 seconds")],
)  # fmt: skip
def test_duration(length, text):
    assert fmt.duration(length) == text


def test_money_and_shares():
    assert fmt.usd(66.4275) == "$66.43"
    assert fmt.usd(1_234_567) == "$1.23M"
    assert fmt.percent(0.0348) == "3.5%"
    assert fmt.points(0.05, 0.02) == "+3.0 points"


def test_a_column_nobody_described_is_its_own_name():
    assert fmt.column("odd_thing").label == "Odd thing"
    assert fmt.column("ts").kind == "instant"


def test_listing_reads_like_a_sentence():
    assert fmt.listing(["a", "b", "c"]) == "a, b and c"
    assert fmt.listing(["a"]) == "a"
    assert fmt.listing([]) == ""


def test_a_hash_is_shortened_and_a_mail_pattern_is_not():
    assert fmt.attribute_value("9f86d081884c7d65") == "9f86d081…"
    assert fmt.attribute_value("aaaaaaaaaa9999") == "aaaaaaaaaa9999"


@pytest.mark.parametrize(
    "text",
    ["![x](http://example.org/x.png)", "[here](http://example.org)", "a*b*c", ":red[x]", "$x$",
     "<b>x</b>", "~~x~~", "`x`", "# x", ":material/error:"],
)  # fmt: skip
def test_plain_leaves_nothing_for_markdown_to_read(text):
    told = fmt.plain(text)

    assert re.sub(r"\\(.)", r"\1", told) == text
    assert not re.search(r"[`*_\[\]<>~$]|:[a-z]|^#", re.sub(r"\\.", "", told))
