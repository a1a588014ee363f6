"""How do two bursts differ, and what have they in common?"""

import streamlit as st

from hydrascope.charts import bursts as charts
from hydrascope.charts import bursts_shared as shared
from hydrascope.ui import bursts_compare, bursts_one, bursts_view, cache, panels

st.title("Two bursts side by side")
bursts_view.require_detection()
both = bursts_compare.chosen()
if both is None:
    st.stop()
one, other = both
bursts_compare.common(one, other)
bursts_compare.facts(one, other)

st.header("What they share")
params = one.params(other_id=other.burst_id)
values = cache.query("bursts/values_compared", params)
if panels.has_rows(values, "Neither shares anything beyond comparable sign-ups."):
    st.write(bursts_compare.common_values(values))
    panels.figure(
        shared.compared(values),
        key="compare_values",
        alt=shared.compared_in_words(values),
        sql="bursts/values_compared",
        params=params,
        frame=values,
    )

st.header("Step by step")
with st.grid(min_column_width=380, key="compare_moments"):
    for name, opened in (("this", one), ("other", other)):
        counts = cache.query("bursts/moments", opened.params())
        with st.container():
            st.markdown(f"**{opened.title}**")
            panels.figure(
                charts.moments(counts, step=opened.step),
                key=f"compare_moments_{name}",
                alt=charts.moments_in_words(counts, step=opened.step),
                sql="bursts/moments",
                params=opened.params(),
                frame=counts,
                behind={bursts_one.AROUND: opened.around},
            )

st.header("Afterwards")
days, others = (cache.query("bursts/cohort", opened.params()) for opened in both)
if panels.has_rows(days, "The data ends too soon after this burst."):
    panels.figure(
        shared.cohort(days, others),
        key="compare_cohort",
        alt=shared.cohort_in_words(days),
    )
if others.empty:
    st.caption("The data ends too soon after the other burst.")
