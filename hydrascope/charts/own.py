"""Figures of a person's own query, drawn as a spec says."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

MOST_SERIES = 12
MOST_POINTS = 20_000
OTHERS = "(all others)"


def drawn(frame: pd.DataFrame, spec: Mapping[str, Any]) -> go.Figure:
    """The figure ``spec`` describes: ``kind``, ``x``, ``y`` and, for some, ``by``.

    A heat map's ``by`` is the number its colour shows; a timeline runs from ``x`` to ``by``,
    one line per ``y``; elsewhere each value of ``by`` is a series of its own.
    """
    frame = frame.head(MOST_POINTS)
    title = f"{_label(spec['y'])} by {_label(spec['x'])}"
    figure = go.Figure(
        layout=theme.layout(title, x_title=_axis(frame, spec["x"]), y_title=_label(spec["y"]))
    )
    figure.update_layout(height=420, hovermode="closest")
    match spec["kind"]:
        case "heat map":
            _heat(figure, frame, spec)
        case "timeline":
            _timeline(figure, frame, spec)
        case _:
            _series(figure, frame, spec)
    return figure


def fitting(frame: pd.DataFrame) -> dict[str, Any]:
    """A spec that suits the columns: time against the first number, else names against it."""
    numbers = [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]
    times = [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name])]
    names = [name for name in frame if name not in (*numbers, *times)]
    first = next(iter(frame.columns))
    x = (times or names or [first])[0]
    y = next((name for name in numbers if name != x), first)
    by = names[0] if times and names and frame[names[0]].nunique() <= MOST_SERIES else None
    return {"kind": "line" if times else "bar", "x": str(x), "y": str(y), "by": by}


def _label(name: str) -> str:
    return fmt.column(name).label


def _axis(frame: pd.DataFrame, name: str) -> str:
    is_time = pd.api.types.is_datetime64_any_dtype(frame[name])
    label = _label(name)
    return f"{label}, UTC" if is_time and "UTC" not in label else label


def _series(figure: go.Figure, frame: pd.DataFrame, spec: Mapping[str, Any]) -> None:
    x, y, by = spec["x"], spec["y"], spec.get("by")
    parts = {_label(y): frame}
    if by:
        told = frame[by].astype("str").fillna(fmt.MISSING)
        kept = list(told.value_counts().index[:MOST_SERIES])
        parts = {str(name): frame[told == name] for name in kept}
        if told.nunique() > MOST_SERIES:
            figure.layout.title.text += f": the {MOST_SERIES} most frequent"
    styles = theme.series_style(parts)
    for name, rows in parts.items():
        rows = rows if spec["kind"] == "scatter" else rows.sort_values(x, kind="stable")
        style = styles[name]
        if spec["kind"] == "bar":
            figure.add_bar(
                x=rows[x],
                y=rows[y],
                name=name,
                marker={"color": style["color"], "pattern": theme.pattern(style["pattern"])},
            )
            continue
        points = spec["kind"] == "scatter"
        figure.add_scatter(
            x=rows[x],
            y=rows[y],
            name=name,
            mode="markers" if points else "lines",
            marker={"color": style["color"], "symbol": style["symbol"], "size": 7},
            line={"color": style["color"], "dash": style["dash"]},
            stackgroup="one" if spec["kind"] == "area" else None,
        )
    figure.update_layout(
        showlegend=len(parts) > 1, barmode="stack", legend=theme.LEGEND_BELOW, margin={"t": 44}
    )


def _heat(figure: go.Figure, frame: pd.DataFrame, spec: Mapping[str, Any]) -> None:
    value = spec.get("by")
    numbers = frame[value] if value else pd.Series(1, frame.index)
    table = (
        frame.assign(_value=numbers)
        .pivot_table(index=spec["y"], columns=spec["x"], values="_value", aggfunc="sum")
        .sort_index()
    )
    figure.add_heatmap(
        x=list(table.columns),
        y=[str(name) for name in table.index],
        z=table.to_numpy(dtype=float, na_value=float("nan")),
        colorscale="Cividis",
        colorbar={"title": {"text": _label(value) if value else "Rows"}},
    )


def _timeline(figure: go.Figure, frame: pd.DataFrame, spec: Mapping[str, Any]) -> None:
    start, line = spec["x"], spec["y"]
    end = spec.get("by") or start
    rows = frame.dropna(subset=[start, end]).sort_values(start, kind="stable")
    xs: list[Any] = []
    ys: list[Any] = []
    for begins, ends, name in zip(rows[start], rows[end], rows[line].astype("str"), strict=True):
        xs += [begins, ends, None]
        ys += [name, name, None]
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="lines+markers",
        line={"color": theme.BASE, "width": 6},
        marker={"color": theme.BASE, "size": 7},
        name=_label(line),
    )
    figure.update_layout(showlegend=False)
    figure.update_yaxes(type="category", autorange="reversed")
