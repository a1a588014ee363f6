"""Calls written as a source writes them come back: as many, with the same totals and instants."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ingest.sources.calls import Call, Format
from tests.ingest.sources.formats import FORMATS

NAME = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäö'_.-"), min_size=3, max_size=8)
CALLS = st.lists(
    st.tuples(
        st.datetimes(dt.datetime(2015, 2, 1), dt.datetime(2026, 2, 20)),
        st.integers(1, 10**9),
        st.integers(0, 10**9),
        st.decimals(Decimal("0.0001"), 10**4, places=9),
        st.integers(0, 10**6),
        NAME.map(lambda text: f"u{text}1"),
        st.sampled_from((200, 200, 429, 500)),
    ),
    min_size=1,
    max_size=8,
)


def made(facts: Sequence[tuple[Any, ...]], form: Format) -> list[Call]:
    """The calls, as exact as the format's clock and purse allow."""
    calls = []
    for place, (at, taken_in, given_out, cost, took_ms, user, status) in enumerate(facts):
        since = at - dt.datetime(1970, 1, 1)
        at -= since % dt.timedelta(microseconds=form.tick)
        cost = cost.quantize(Decimal(1).scaleb(-form.places))
        calls.append(Call(place, at, taken_in, given_out, cost, took_ms, user, status))
    return calls


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: f"{form.source}:{form.file}")
@given(facts=CALLS)
@settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # a failing example is small enough as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_calls_come_back(
    read: Callable[..., Any], tmp_path: Path, form: Format, facts: list[tuple[Any, ...]]
) -> None:
    calls = made(facts, form)
    (tmp_path / form.file).write_bytes(form.write(calls))

    found = read(tmp_path / form.file)

    (file,) = found.plan.files
    assert file.source.name == form.source, file.why
    assert (found.rows_read, found.rejects) == (len(calls), [])
    assert sorted(row["ts"] for row in found.rows) == sorted(call.at for call in calls)
    taken_in = sum(call.taken_in for call in calls) if form.has_tokens else 0
    given_out = sum(call.given_out for call in calls) if form.has_tokens else 0
    assert found.sum("gen_ai_usage_input_tokens") == taken_in
    assert found.sum("gen_ai_usage_output_tokens") == given_out
    cost = sum((call.cost for call in calls), Decimal(0)) if form.has_cost else 0
    assert found.sum("cost_usd") == cost
    if form.has_user:
        assert sorted(row["account_id"] for row in found.rows) == sorted(c.user for c in calls)
