"""Why does this cluster count as one, who is in it, what does it do, and how much is it?"""

import streamlit as st

from hydrascope.charts import cluster_evidence as evidence
from hydrascope.charts import cluster_life as life
from hydrascope.charts import cluster_map as drawn
from hydrascope.charts import cluster_switch as switch
from hydrascope.charts import cluster_use as used
from hydrascope.charts import rhythm
from hydrascope.ui import (
    cluster_life,
    cluster_map,
    cluster_members,
    cluster_one,
    cluster_switch,
    cluster_use,
    cluster_why,
    cluster_words,
    verdict_form,
)

opened = cluster_one.chosen()
st.title(cluster_words.title(opened.cluster_id))
cluster_one.ways(opened)
cluster_one.headline(opened)
part = cluster_one.part()

if part == "why":
    st.header("Why we believe it")
    cluster_why.families(opened, evidence.waterfall, evidence.waterfall_in_words)
    st.header("What its accounts share")
    cluster_why.values(opened)
    cluster_map.drawing(opened, drawn.grouped, drawn.single, drawn.figure, drawn.in_words)
    st.header("Tests on the whole")
    cluster_why.tests(opened, evidence.tests, evidence.tests_in_words)
    st.header("What else could it be")
    cluster_why.otherwise(opened)
elif part == "life":
    st.header("How it lives")
    cluster_life.days(opened, life.days, life.days_in_words)
    cluster_life.lifelines(opened, life.lifelines, life.lifelines_in_words)
    cluster_life.regrowth(opened, life.regrowth, life.regrowth_in_words)
elif part == "use":
    st.header("When and what it asks")
    cluster_use.weeks(
        opened, rhythm.week, rhythm.against, rhythm.week_in_words, rhythm.against_in_words
    )
    cluster_use.mixes(opened, used.mix, used.mix_in_words)
    cluster_use.templates(opened, used.values, used.values_in_words)
    st.header("When a model was released")
    cluster_switch.curve(opened, switch.curve, switch.curve_in_words)
elif part == "verdict":
    verdict_form.draw(opened)
else:
    st.header("Its members")
    cluster_members.members(opened)
    cluster_members.member(opened, evidence.waterfall, evidence.waterfall_in_words)
    st.header("Near misses")
    cluster_members.near_misses(opened)
