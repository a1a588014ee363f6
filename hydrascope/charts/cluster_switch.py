"""The figure of how soon the accounts of a cluster used a new model."""

import pandas as pd
import plotly.graph_objects as go

from hydrascope import fmt, theme

CLUSTER, OTHERS = "This cluster", "Everybody outside clusters"
DAY = 24


def curve(hours: pd.DataFrame, *, model: str) -> go.Figure:
    """The share that had used the model by hour since its release, beside everybody else's."""
    figure = go.Figure(
        layout=theme.layout(
            f"Accounts that had used {model}",
            x_title="Hours since the release",
            y_title="Share of active accounts",
            height=340,
        )
    )
    for share, counted, name, color, dash in (
        ("moved_share", "moved", CLUSTER, theme.BASE, "solid"),
        ("others_share", "others_moved", OTHERS, theme.BEFORE, "dash"),
    ):
        if hours[share].notna().any():
            figure.add_scatter(
                x=hours["hour_since"],
                y=hours[share],
                name=name,
                mode="lines",
                line={"color": color, "dash": dash, "width": 2.5},
                customdata=[fmt.count(number) for number in hours[counted]],
                hovertemplate="%{y:.1%}, %{customdata} accounts",
            )
    figure.update_layout(
        xaxis={"dtick": DAY, "ticksuffix": " h", "showgrid": True},
        yaxis={"tickformat": ".0%", "range": [0, 1.02]},
        legend=theme.LEGEND_BELOW,
        margin={"t": 40, "b": 84},
        showlegend=True,
    )
    return figure


def curve_in_words(hours: pd.DataFrame, *, model: str) -> str:
    """The same for those who do not see the figure."""
    told = [
        f"within {row.hour_since} hours {fmt.percent(row.moved_share)} of this cluster, others"
        f" {fmt.percent(row.others_share)}"
        for row in hours.iloc[DAY::DAY].itertuples(index=False)
    ]
    return f"Accounts that had used {model} since its release: {'; '.join(told)}."
