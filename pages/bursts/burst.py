"""What is this burst, what do its accounts share, and what did they do afterwards?"""

from functools import partial

import streamlit as st

from hydrascope.charts import bursts as charts
from hydrascope.charts import bursts_shared as shared
from hydrascope.ui import bursts_around, bursts_explained, bursts_one, bursts_sure, bursts_view

bursts_view.require_detection()
opened = bursts_one.chosen()
st.title(opened.title)
bursts_one.ways(opened)
bursts_one.headline(opened)

st.header("How sure, and what else could it be")
bursts_sure.reasons(opened)

st.header("What its accounts share")
values = bursts_one.figure(
    opened,
    "values",
    shared.shared,
    shared.shared_in_words,
    lacking="Nothing is shared beyond what comparable sign-ups share.",
)
bursts_one.shared_told(values)
bursts_one.figure(
    opened,
    "diversity",
    shared.varied,
    shared.varied_in_words,
    lacking="Too little is known of its accounts to say how varied they are.",
)

st.header("Minute by minute" if opened.step <= bursts_one.STEPS[0] else "Step by step")
bursts_one.figure(
    opened,
    "moments",
    partial(charts.moments, step=opened.step),
    partial(charts.moments_in_words, step=opened.step),
    lacking="The sign-ups of this stretch are not known.",
)

st.header("Afterwards")
bursts_around.afterwards(opened)
late = "The data ends too soon after the burst to see what its accounts did."
bursts_one.figure(opened, "cohort", shared.cohort, shared.cohort_in_words, lacking=late)
bursts_around.first_use(opened)

st.header("Waves, overlaps and clusters")
bursts_around.waves(opened)

st.header("Its accounts")
bursts_around.accounts(opened)
bursts_explained.form(opened.burst)
