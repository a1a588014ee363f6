"""Figures about one account."""

import datetime as dt

import pandas as pd
import plotly.graph_objects as go

from hydrascope import theme


def lifeline(
    counts: pd.DataFrame, *, per: str, window: tuple[dt.datetime, dt.datetime]
) -> go.Figure:
    """One account's requests over the whole window; what failed is hatched on top."""
    figure = go.Figure(
        layout=theme.layout(f"Requests per {per} (UTC)", y_title="Requests", height=280)
    )
    fine = counts["requests"] - counts["failed_requests"]
    figure.add_bar(
        **theme.steps(counts["bucket_at"], per),
        y=fine,
        name="Answered",
        marker_color=theme.BASE,
        hovertemplate="%{y:,} answered<extra></extra>",
    )
    if counts["failed_requests"].any():
        figure.add_bar(
            **theme.steps(counts["bucket_at"], per),
            y=counts["failed_requests"],
            name="Failed or blocked",
            marker={"color": theme.VERMILION, "pattern": {"shape": "/"}},
            hovertemplate="%{y:,} failed or blocked<extra></extra>",
        )
    figure.update_layout(barmode="stack", showlegend=True)
    figure.update_xaxes(range=list(window))
    return figure
