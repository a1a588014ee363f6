"""What happened, how big is it, how sure are we, and since when?"""

import streamlit as st

from hydrascope import fmt
from hydrascope.charts import overview as charts
from hydrascope.ui import cache, headline, panels
from hydrascope.ui.filter_bar import LABELS, current_filters

MOVING = ["model", "country", "task", "client", "plan", "provider", "status", "source"]

filters = current_filters()
per = filters.resolved_bucket
params = filters.params()

st.title("Overview")

now = headline.window(filters, filters.start_at, filters.end_at)
then = headline.window(filters, *filters.before()) if headline.reaches_back(filters) else None
with st.grid(min_column_width=165, key="tiles"):
    for label, value, change, meaning in headline.tiles(now, then):
        panels.tile(label, value, change, help=meaning)
st.caption(headline.compared(filters))

counts = cache.query("overview/timeline", params)
events = cache.query("overview/events", params)
if not counts[["requests", "new_accounts", "bans"]].any(axis=None):
    panels.note(
        "Nothing happened in this range under these filters.",
        "Choose a longer range or remove a filter.",
    )
    st.stop()

st.write(headline.sentence(counts, per))
panels.figure(
    charts.timeline(counts, events, per=per),
    key="overview_timeline",
    alt=charts.timeline_in_words(counts, events, per=per),
    sql="overview/timeline",
    params=params,
    frame=counts,
)
st.caption("Of the filters, sign-ups follow only country and plan; bans follow none.")

st.header("Top movers")
by = st.segmented_control(
    "Change by",
    MOVING,
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
    )

st.header("Coverage of the data")
st.write(headline.availability(cache.query("overview/availability")))
sources = cache.query("overview/coverage")
if panels.has_rows(sources, "No requests are loaded.", "Import a file of requests."):
    panels.table(sources, key="coverage", alt="Requests, first and last hour, and gaps by source")
imports = cache.query("overview/imports")
panels.table(imports, key="imports", alt="Rows read, loaded, duplicate and rejected by table")
