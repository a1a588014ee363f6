"""The bar above every page: time range, comparison, and removable filter chips."""

import datetime as dt
from typing import Any

import streamlit as st

from hydrascope import fmt
from hydrascope.filters import BUCKETS, DIMENSIONS, Filters, snapped
from hydrascope.ui import address, cache

LABELS = {
    "source": "Source",
    "provider": "Provider",
    "model": "Model",
    "country": "Country",
    "status": "Status",
    "plan": "Plan",
    "task": "Task",
    "client": "Client",
}
PRESETS: dict[str, dt.timedelta | None] = {
    "All data": None,
    "Last 24 hours": dt.timedelta(days=1),
    "Last 7 days": dt.timedelta(days=7),
    "Last 30 days": dt.timedelta(days=30),
}
# A dimension with more chosen values than this shows as one chip.
CHIPS_EACH = 4
EMPTY_SPAN = (dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2))

Range = tuple[dt.datetime, dt.datetime]


def data_span() -> Range:
    """What the data covers, widened to whole minutes, hours or days by its length."""
    return snapped(*record_span())


def record_span() -> Range:
    """From the first hour with a record to the end of the last one."""
    row = cache.query("shell/span").iloc[0]
    if fmt.is_missing(row["first_at"]):
        return EMPTY_SPAN
    return row["first_at"].to_pydatetime(), row["last_at"].to_pydatetime()


def _windows() -> tuple[Range, Range | None]:
    """The range and the window compared with, both widened to the longer one's step.

    One rollup answers for both, so both need its edges.
    """
    first_at, last_at = data_span()
    chosen = address.value("from") or first_at, address.value("to") or last_at
    versus = address.value("vs_from"), address.value("vs_to")
    windows = [chosen]
    if all(versus) and versus[0] < versus[1]:
        windows.append(versus)
    if chosen[0] >= chosen[1]:
        return chosen, None
    length = max(end_at - start_at for start_at, end_at in windows)
    wide = [
        (snapped(start_at, start_at + length)[0], snapped(end_at - length, end_at)[1])
        for start_at, end_at in windows
    ]
    return wide[0], wide[1] if len(wide) > 1 else None


def current_filters() -> Filters:
    """What the person is looking at. Raises InputError for a range that ends too early."""
    (start_at, end_at), baseline = _windows()
    chosen = {name: tuple(address.value(name) or ()) for name in DIMENSIONS}
    return Filters(
        start_at,
        end_at,
        chips={name: values for name, values in chosen.items() if values},
        bucket=address.value("bucket") or "auto",
        baseline=baseline,
    )


def whole_range(filters: Filters) -> bool:
    """Whether all the data is looked at."""
    first_at, last_at = data_span()
    return filters.start_at <= first_at and filters.end_at >= last_at


def draw() -> None:
    """Draw the bar. Its popovers hold the widgets; the row itself says what is chosen."""
    filled = address.fill()
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="filter_bar"):
        _time_popover(record_span())
        _value_popover()
        _chips()
    if not filled:
        address.write()


def _time_popover(span: Range) -> None:
    (start_at, end_at), _ = _windows()
    label = fmt.span(start_at, end_at) if start_at < end_at else "Ends before it begins"
    with st.popover(label, icon=":material/schedule:", key="range_popover"):
        st.caption(
            "All times are UTC; the end is not included. Presets count back from the end of"
            f" the data, {fmt.utc(span[1])}. Ranges widen to whole minutes, hours or days."
        )
        with st.container(horizontal=True, gap="small"):
            for name, length in PRESETS.items():
                st.button(name, key=f"preset_{name}", on_click=_choose, args=(length, span))
        left, right = st.columns(2)
        _moment(left, "From (UTC)", "from", "Empty: from the first record.")
        _moment(right, "To (UTC)", "to", "Empty: to the last record.")
        st.selectbox(
            "Time step",
            ["auto", *BUCKETS],
            format_func=lambda name: "automatic" if name == "auto" else f"by {name}",
            key=address.key("bucket"),
        )
        st.caption("Compared with the period of equal length before, unless you choose another:")
        left, right = st.columns(2)
        _moment(left, "Compare from (UTC)", "vs_from", "Empty: the period before.")
        _moment(right, "Compare to (UTC)", "vs_to", "Empty: the period before.")


def _moment(place: Any, label: str, name: str, meaning: str) -> None:
    place.datetime_input(
        label,
        value=None,
        min_value=address.EARLIEST,
        max_value=address.LATEST,
        key=address.key(name),
        step=3600,
        format="YYYY-MM-DD",
        help=meaning,
    )


def _choose(length: dt.timedelta | None, span: Range) -> None:
    first_at, last_at = data_span()
    start_at, end_at = (first_at, last_at) if length is None else counted_back(span, length)
    address.put("from", None if start_at <= first_at else start_at)
    address.put("to", None if end_at >= last_at else end_at)


def counted_back(span: Range, length: dt.timedelta) -> Range:
    """So much before the last record, whose moment is rounded up only as the length needs."""
    end_at = snapped(span[1] - length, span[1])[1]
    return end_at - length, end_at


def _choices() -> dict[str, list[str]]:
    rows = cache.query("shell/choices")
    grouped: dict[str, list[str]] = {name: [] for name in DIMENSIONS}
    for name, text in zip(rows["dimension"], rows["choice"], strict=True):
        grouped[name].append(text)
    return grouped


def _value_popover() -> None:
    choices = _choices()
    with st.popover("Filter", icon=":material/filter_alt:", key="value_popover"):
        for name in DIMENSIONS:
            known = [text for text in choices[name] if text != "(unknown)"]
            st.multiselect(
                LABELS[name],
                choices[name],
                key=address.key(name),
                placeholder="All" if known else "Not available in this data",
                accept_new_options=True,  # a link may name a value this data lacks
            )


def _chips() -> None:
    chosen = {name: list(address.value(name) or ()) for name in DIMENSIONS}
    for name, values in chosen.items():
        if len(values) > CHIPS_EACH:
            _chip(f"{LABELS[name]}: {len(values)} values", name, values)
            continue
        for text in values:
            _chip(f"{LABELS[name]}: {text}", name, [text])
    if sum(map(len, chosen.values())) > 1:
        st.button("Clear filters", key="chips_clear", type="tertiary", on_click=_clear)


def _chip(label: str, name: str, values: list[str]) -> None:
    st.button(
        label,
        key=f"chip_{name}_{values[0] if len(values) == 1 else 'many'}",
        icon=":material/close:",
        icon_position="right",
        help=f"Remove the filter {label}",
        on_click=_remove,
        args=(name, values),
    )


def _remove(name: str, values: list[str]) -> None:
    address.put(name, [text for text in address.value(name) if text not in values])


def _clear() -> None:
    for name in DIMENSIONS:
        address.put(name, [])
