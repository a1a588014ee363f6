"""How fast did requests move to a new model, here and everywhere?"""

import streamlit as st

from hydrascope.charts import rhythm as charts
from hydrascope.detect.volumes import adoption
from hydrascope.ui import cache, panels, volumes_switch, volumes_view

st.title("Model switch")
view = volumes_view.controls(measure=False, dimension=False)
releases = cache.query("volumes/releases")
chosen = volumes_switch.choose(releases)
if chosen is None:
    panels.note(
        "No model release is known: no event says so, and no model begins within this data.",
        "Import events with a model_launch, or choose a model and a time.",
    )
    st.stop()

params = volumes_switch.params(view, chosen)
curve = cache.query("volumes/switch_curve", params)
panels.require_rows(
    curve,
    f"Nobody asked anything around {chosen.label}.",
    "Choose another release.",
)
adopted = adoption(curve)
st.write(volumes_switch.told(adopted, chosen))
panels.figure(
    charts.switch(curve, title=f"Share of requests going to {chosen.model}, last six hours"),
    key="volumes_switch_curve",
    alt=charts.switch_in_words(adopted),
    sql="volumes/switch_curve",
    params=params,
    frame=curve,
    behind={panels.BEHIND: volumes_switch.shown(view, chosen)},
)
panels.table(
    adopted,
    key="volumes_adopted",
    alt=f"How fast each part moved to {chosen.model}",
)
st.caption(volumes_switch.scope(view, chosen))
