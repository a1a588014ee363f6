"""What a briefing is to be: of which clusters, at which level, in whose words.

Clusters, level and TLP are in the address; the author's name and title stay with the session.
Own sentences and ticks of pinned answers are kept in the case, where there is one.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from hydrascope import cases, dossier, fmt
from hydrascope.brief.casefile import TLPS, CaseFile
from hydrascope.brief.compose import Composed
from hydrascope.brief.levels import LEVELS
from hydrascope.dossier import Order
from hydrascope.ui import brief_pins, cache, choice, clusters_view, sql_desk
from hydrascope.warehouse.store import Warehouse

LEVEL_WORDS = {
    "internal": "Internal",
    "partner": "Partner",
    "executive": "Executive",
}
CLUSTERS, SENTENCES = "brief_clusters", "brief_sentences"
_KEPT = 6


def ordered() -> Order:
    """The choices as they stand, drawn as controls. Ends the page where nothing can be told."""
    clusters_view.require_detection()
    with st.container(horizontal=True, gap="medium", key="brief_controls"):
        case_id = _case()
        clusters = _clusters(bool(case_id))
        level = st.segmented_control(
            "Redaction level",
            LEVELS,
            default=LEVELS[0],
            required=True,
            format_func=LEVEL_WORDS.__getitem__,
            key="level",
            bind="query-params",
            help="What the reader may see; what is left out is said in the briefing.",
        )
        tlp = st.selectbox(
            "TLP",
            TLPS,
            index=TLPS.index("AMBER+STRICT"),
            key="tlp",
            bind="query-params",
            width=170,
            help="Traffic Light Protocol 2.0, printed on every page",
        )
    with st.container(horizontal=True, gap="medium", key="brief_names"):
        title = st.text_input("Title", key="brief_title", persist_state="session")
        author = st.text_input("Author", key="brief_author", persist_state="session", width=260)
    choices: dict[str, Any] = {
        "clusters": tuple(clusters),
        "title": title.strip(),
        "author": author.strip(),
        "level": str(level),
        "tlp": str(tlp),
        "pinned": brief_pins.chosen(case_id, author.strip() or sql_desk.visitor()),
    }
    if case_id:
        with cache.cursor() as own:
            case = dossier.case_file(own, cases.of(cache.root()), int(case_id), **choices)
    else:
        mine = dict(sorted(sentences(choices["level"]).items()))
        case = CaseFile(**choices, sentences=mine)
    return Order(case, dossier.state_of(cache.version().published_at, case))


def _case() -> str | None:
    """The case chosen, if there are any; the address keeps it."""
    found = cases.Work(cases.of(cache.root())).all()
    if found.empty:
        return None
    named = {
        str(row.case_id): f"{row.case_id} · {row.title}" for row in found.itertuples(index=False)
    }
    return choice.one(
        "case", "Case", named, key="brief_case", placeholder="None: the detection alone", width=260
    )


def _clusters(of_case: bool) -> list[str]:
    """The clusters chosen; none means all that act as one. The address keeps them."""
    rows = cache.query("brief/choices")
    named = {
        str(row.cluster_id): f"{row.cluster_id} · {fmt.kind(row.kind)} ·"
        f" {fmt.count(row.accounts)} accounts"
        for row in rows.itertuples()
    }
    told = [name for name in dict.fromkeys(st.query_params.get_all("cluster")) if name in named]
    st.session_state[CLUSTERS] = told
    return st.multiselect(
        "Clusters",
        list(named),
        format_func=named.__getitem__,
        key=CLUSTERS,
        placeholder="Those of the case" if of_case else "All that act as one",
        on_change=_keep,
    )


def _keep() -> None:
    """Callback: what is chosen goes into the address."""
    if picked := st.session_state[CLUSTERS]:
        st.query_params["cluster"] = list(picked)
    else:
        st.query_params.pop("cluster", None)


def sentences(level: str) -> dict[str, str]:
    """The author's own sentences in this session for a level, by key; of no case."""
    held: dict[str, dict[str, str]] = st.session_state.setdefault(SENTENCES, {})
    return held.setdefault(level, {})


def secret() -> bytes:
    """The installation's secret, for keyed hashes and the seal."""
    return Warehouse(cache.root()).secret()


@st.cache_resource(max_entries=_KEPT, show_spinner=False, hash_funcs={Order: repr})
def _composed(path: str, order: Order, root: str) -> Composed:
    """Kept per version and order; nobody asks it anything more, so its cursor may go stale."""
    with cache.opened(path).cursor() as own:
        return dossier.composed(own, order, Warehouse(Path(root)).secret())


cache.elsewhere.append(_composed.clear)


def composed(order: Order) -> Composed:
    """The briefing as a document. Raises HydrascopeError where it cannot be made."""
    return _composed(str(cache.version().path), order, str(cache.root()))


def made_anew(order: Order, suffix: str) -> bytes:
    """A file, from a cursor of its own: downloads run beside the page."""
    with cache.cursor() as own:
        fresh = dossier.composed(own, order, secret())
        return dossier.written(fresh, order, suffix, secret())
