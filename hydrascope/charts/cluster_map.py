"""The drawing of a cluster: strong values on the left, who shows them on the right.

Accounts that show the same values are one circle, so a cluster of 16,000 accounts is drawn
with as few marks as one of fifty. The places follow from the data alone: both sides are
ordered by where the other side's ends lie, which keeps lines from crossing, in a few rounds.
"""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

LONGEST_NAME = 29
ROUNDS = 4
ROW_PX = 21
LARGEST, SMALLEST = 24.0, 7.0
WIDTHS = (1.0, 2.5, 5.0)  # of lines: few, some, many accounts
# The second channel of the families, in step with the colours of theme.series_style.
SHAPES = ("square", "diamond", "triangle-up", "cross", "x", "pentagon", "star", "hexagon")
BEND = [step / 10 for step in range(11)]
# Each family keeps its colour and shape, whatever else is drawn; timing has no values.
_ORDER = [name for name in fmt.FAMILIES if name != "timing"]
Places = dict[Any, float]


@dataclass(frozen=True)
class Drawing:
    """Values (place, family, attr_type, attr_value, accounts), nodes (node, label, accounts)
    and edges (node, place, accounts), with where each lies from top to bottom, 0 to 1."""

    values: pd.DataFrame
    nodes: pd.DataFrame
    edges: pd.DataFrame
    value_at: Places
    node_at: Places


def grouped(values: pd.DataFrame, groups: pd.DataFrame) -> Drawing:
    """The drawing of groups: what ``clusters/one_map`` returns, the smaller groups left out."""
    drawn = groups[groups["node"] != "others"]
    labels = [
        f"{fmt.count(many)} {'accounts' if node != 'none' else 'with none of these'}"
        for node, many in zip(drawn["node"], drawn["accounts"], strict=True)
    ]
    pairs = [
        (node, int(place), many)
        for node, many in zip(drawn["node"], drawn["accounts"], strict=True)
        for place in (node.split(".") if node != "none" else [])
    ]
    edges = pd.DataFrame(pairs, columns=["node", "place", "accounts"])
    return _arranged(values, drawn.assign(label=labels), edges)


def single(values: pd.DataFrame, shown: pd.DataFrame) -> Drawing:
    """The drawing of single accounts and the values each shows."""
    names = list(dict.fromkeys(shown["node"]))
    nodes = pd.DataFrame({"node": names, "label": names, "accounts": 1})
    edges = shown.dropna(subset=["place"])[["node", "place"]].assign(accounts=1)
    edges["place"] = edges["place"].astype(int)
    return _arranged(values, nodes, edges)


def _arranged(values: pd.DataFrame, nodes: pd.DataFrame, edges: pd.DataFrame) -> Drawing:
    used = values[values["place"].isin(set(edges["place"]))]
    known = list(fmt.FAMILIES)
    rank = [known.index(name) if name in known else len(known) for name in used["family"]]
    used = used.assign(rank=rank).sort_values(["rank", "place"], kind="stable")
    value_at, node_at = _spread(used["place"]), _spread(nodes["node"])
    for _ in range(ROUNDS):
        node_at = _pulled(node_at, edges, "node", "place", value_at)
        value_at = _pulled(value_at, edges, "place", "node", node_at)
    node_at = _pulled(node_at, edges, "node", "place", value_at)
    return Drawing(used, nodes, edges, value_at, node_at)


def _spread(names: Any) -> Places:
    """Evenly from 0 to 1, in the order given."""
    order = list(names)
    return {name: (place + 0.5) / len(order) for place, name in enumerate(order)}


def _pulled(at: Places, edges: pd.DataFrame, own: str, other: str, other_at: Places) -> Places:
    """One side ordered anew by the mean place of what each is joined to."""
    pull = edges[other].map(other_at) * edges["accounts"]
    sums = pull.groupby(edges[own]).sum() / edges.groupby(own)["accounts"].sum()
    wanted = {name: float(sums.get(name, 1.1)) for name in at}
    return _spread(sorted(at, key=lambda name: (round(wanted[name], 9), at[name])))


def figure(drawing: Drawing, *, title: str) -> go.Figure:
    """Values at the left, accounts at the right; sizes and widths by how many accounts."""
    rows = max(len(drawing.values), len(drawing.nodes))
    drawn = go.Figure(layout=theme.layout(title, height=130 + ROW_PX * rows))
    order = [*_ORDER, *(name for name in _families(drawing) if name not in _ORDER)]
    styles = theme.series_style(order)
    for family in _families(drawing):
        _lines(drawn, drawing, family, styles[family])
    for family in _families(drawing):
        shape = SHAPES[order.index(family) % len(SHAPES)]
        _marks(drawn, drawing, family, styles[family]["color"], shape)
    _circles(drawn, drawing)
    drawn.update_xaxes(visible=False, range=[-0.1, 1.1], fixedrange=True)
    axis = {"range": [1.02, -0.02], "fixedrange": True, "tickfont_size": 11, "ticks": ""}
    drawn.update_layout(
        yaxis={
            **axis,
            "tickvals": [drawing.value_at[place] for place in drawing.values["place"]],
            "ticktext": [_short(row) for row in drawing.values.itertuples(index=False)],
            "showgrid": False,
        },
        yaxis2={
            **axis,
            "overlaying": "y",
            "side": "right",
            "automargin": True,
            "tickvals": [drawing.node_at[node] for node in drawing.nodes["node"]],
            "ticktext": list(drawing.nodes["label"]),
            "showgrid": False,
        },
        hovermode="closest",
        showlegend=True,
        legend=theme.LEGEND_BELOW,
        margin={"t": 40, "b": 80},
    )
    return drawn


def _families(drawing: Drawing) -> list[str]:
    return list(dict.fromkeys(drawing.values["family"]))


def name(row: Any) -> str:
    """A value in words: ``mail domain x.example``."""
    return f"{fmt.attribute(row.attr_type)} {fmt.attribute_value(row.attr_value)}"


def _short(row: Any) -> str:
    """A name cut in the middle: what tells values apart is at the end."""
    text, half = name(row), LONGEST_NAME // 2
    return text if len(text) <= LONGEST_NAME else f"{text[:half]}…{text[1 - half :]}"


def _size(accounts: Any, most: float) -> float:
    return max(SMALLEST, LARGEST * math.sqrt(float(accounts) / max(most, 1.0)))


def _lines(figure: go.Figure, drawing: Drawing, family: str, style: dict[str, Any]) -> None:
    """One trace per width; each line swings gently from the value to the accounts."""
    own = set(drawing.values.loc[drawing.values["family"] == family, "place"])
    edges = drawing.edges[drawing.edges["place"].isin(own)]
    most = float(drawing.edges["accounts"].max()) if len(drawing.edges) else 1.0
    width = pd.cut(edges["accounts"] / most, [0, 0.1, 0.4, 1], labels=False)
    if most <= 1:
        width = width * 0  # single accounts: thin lines
    for number, part in edges.groupby(width):
        x: list[Any] = []
        y: list[Any] = []
        for edge in part.itertuples(index=False):
            start, end = drawing.value_at[edge.place], drawing.node_at[edge.node]
            x += [*BEND, None]
            y += [start + (end - start) * t * t * (3 - 2 * t) for t in BEND] + [None]
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": style["color"], "width": WIDTHS[int(number)]},
            opacity=0.5,
            hoverinfo="skip",
            showlegend=False,
        )


def _marks(figure: go.Figure, drawing: Drawing, family: str, color: str, shape: str) -> None:
    own = drawing.values[drawing.values["family"] == family]
    most = float(drawing.values["accounts"].max())
    figure.add_scatter(
        x=[0.0] * len(own),
        y=[drawing.value_at[place] for place in own["place"]],
        mode="markers",
        name=fmt.family(family),
        marker={
            "symbol": shape,
            "color": color,
            "size": [_size(many, most) for many in own["accounts"]],
            "line": {"width": 1, "color": "rgba(255,255,255,0.7)"},
        },
        customdata=[
            f"{name(row)}: {fmt.count(row.accounts)} members, {row.bits:.1f} bits"
            for row in own.itertuples(index=False)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _circles(figure: go.Figure, drawing: Drawing) -> None:
    nodes = drawing.nodes
    most = float(nodes["accounts"].max()) if len(nodes) else 1.0
    alone = most <= 1
    figure.add_scatter(
        x=[1.0] * len(nodes),
        y=[drawing.node_at[node] for node in nodes["node"]],
        yaxis="y2",
        mode="markers",
        name="One account" if alone else "Accounts showing the same values",
        text=nodes["label"],
        marker={
            "symbol": "circle",
            "color": theme.GREY,
            "size": [SMALLEST + 2 if alone else _size(many, most) for many in nodes["accounts"]],
            "line": {"width": 1, "color": "rgba(255,255,255,0.7)"},
        },
        customdata=_shown(drawing, nodes["node"]),
        hovertemplate="%{text}: %{customdata}<extra></extra>",
        cliponaxis=False,
    )


def _shown(drawing: Drawing, nodes: Any) -> list[str]:
    """Which values each circle is joined to, in words."""
    named = {row.place: _short(row) for row in drawing.values.itertuples(index=False)}
    joined: dict[Any, set[Any]] = {}
    for node, place in zip(drawing.edges["node"], drawing.edges["place"], strict=True):
        joined.setdefault(node, set()).add(place)
    return [
        "<br>".join(text for place, text in named.items() if place in joined.get(node, set()))
        or "none of the values drawn"
        for node in nodes
    ]


def in_words(drawing: Drawing) -> str:
    """The drawing for those who do not see it: its largest circles and what they share."""
    largest = drawing.nodes.sort_values("accounts", ascending=False, kind="stable").head(5)
    told = [
        f"{label}: {shown.replace('<br>', ', ')}"
        for label, shown in zip(largest["label"], _shown(drawing, largest["node"]), strict=True)
    ]
    return (
        f"{len(drawing.values)} values and {len(drawing.nodes)} circles, joined by"
        f" {len(drawing.edges)} lines. {'; '.join(told)}."
    )
