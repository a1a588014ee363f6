"""What happened, how big is it, how sure are we, and since when?"""

import streamlit as st

from hydrascope import fmt
from hydrascope.charts import overview as charts
from hydrascope.ui import bursts_view, cache, clusters_elsewhere, coverage, headline, panels
from hydrascope.ui.filter_bar import LABELS, current_filters

filters = current_filters()
per, params = filters.resolved_bucket, filters.params()
st.title("Overview")
headline.draw(filters)
counts = cache.query("overview/timeline", params)
events = headline.events(params)
flagged = clusters_elsewhere.flagged(filters)
panels.require_rows(
    counts[counts[["requests", "new_accounts", "bans"]].any(axis=1)],
    "Nothing happened in this range under these filters.",
    "Choose a longer range or remove a filter.",
)
st.write(headline.sentence(counts, per))
panels.figure(
    charts.timeline(counts, events, per=per, flagged=flagged),
    key="overview_timeline",
    alt=charts.timeline_in_words(counts, events, per=per, flagged=flagged),
    sql="overview/timeline",
    params=params,
    frame=counts,
)
st.caption(headline.under_timeline(events, clusters_elsewhere.why_not(filters)))
bursts_view.on_overview(filters)
clusters_elsewhere.matter(filters, flagged)

st.header("Top movers")
by = st.segmented_control(
    "Change by",
    headline.MOVERS_BY,
    default="model",
    required=True,
    format_func=LABELS.get,
    key="movers_by",
    bind="query-params",
)
view = headline.movers_view(filters)
moving = view.params(by, bucket_name="day")
movers = cache.query("overview/movers", moving)
st.caption(f"{fmt.span(view.start_at, view.end_at)} against {fmt.span(*view.before())}.")
if panels.has_rows(movers, "Nobody asked anything in either period under these filters."):
    panels.figure(
        charts.movers(movers, dimension=LABELS[by].lower()),
        key="overview_movers",
        alt=charts.movers_in_words(movers),
        sql="overview/movers",
        params=moving,
        frame=movers,
        behind={panels.BEHIND: view},
    )

coverage.draw()
