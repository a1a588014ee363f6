"""The pages, and links between them that carry the filters along."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from hydrascope.filters import Filters
from hydrascope.ui import address


@dataclass(frozen=True)
class Place:
    """A page: its file, its heading in the menu, its name in the address bar, its sign.

    A page that is not in the menu is reached from its neighbours.
    """

    file: str
    title: str
    url: str
    icon: str
    in_menu: bool = True


PAGES: dict[str, Place] = {
    "overview": Place("pages/overview/overview.py", "Overview", "", "monitoring"),
    "bursts": Place("pages/bursts/bursts.py", "Account bursts", "bursts", "group_add"),
    "burst": Place("pages/bursts/burst.py", "One burst", "burst", "group_add", False),
    "bursts_compare": Place(
        "pages/bursts/compare.py", "Two bursts", "compare_bursts", "compare_arrows", False
    ),
    "volumes": Place("pages/volumes/volumes.py", "Query volumes", "volumes", "stacked_bar_chart"),
    "volumes_compare": Place(
        "pages/volumes/compare.py", "Before, during, after", "compare", "compare_arrows", False
    ),
    "volumes_rhythm": Place(
        "pages/volumes/rhythm.py", "Rhythm of the week", "rhythm", "calendar_view_week", False
    ),
    "volumes_switch": Place(
        "pages/volumes/switch.py", "Model switch", "switch", "trending_up", False
    ),
    "volumes_accounts": Place(
        "pages/volumes/accounts.py", "Accounts by volume", "volume_accounts", "groups", False
    ),
    "clusters": Place("pages/clusters/clusters.py", "Cluster timeline", "clusters", "hub"),
    "cluster": Place("pages/clusters/cluster.py", "One cluster", "cluster", "hub", False),
    "clusters_compare": Place(
        "pages/clusters/compare.py", "Two clusters", "compare_clusters", "compare_arrows", False
    ),
    "account": Place("pages/accounts/account.py", "Accounts", "account", "person_search"),
    "requests": Place("pages/requests/requests.py", "Requests", "requests", "table_rows"),
    "briefing": Place("pages/briefing/briefing.py", "Briefing", "briefing", "article"),
    "sql": Place("pages/sql/sql.py", "SQL", "sql", "database"),
    "data": Place("pages/data/data.py", "Data", "data", "database_upload"),
}


def pages() -> list[Any]:
    """Every page; the first is where a plain address leads.

    They carry no icon: Streamlit would make it the tab's icon, fetched from the internet.
    """
    return [
        st.Page(place.file, title=place.title, url_path=place.url or None, default=not place.url)
        for place in PAGES.values()
    ]


def works_without_data(page: Any) -> bool:
    """Whether a page has something to do before the first import."""
    return bool(page.url_path == PAGES["data"].url)


def menu(top: Any) -> None:
    """The menu; unlike Streamlit's own, its links keep the filters.

    On a phone a row at the ``top`` of the page stands in for the sidebar, which would stay
    open over the page one went to. The style shows one of the two.
    """
    query = address.written()
    shown = {name: place for name, place in PAGES.items() if place.in_menu}
    with st.sidebar, st.container(key="menu", gap=None):
        for name, place in shown.items():
            _link(name, place.title, query)
    with top.container(key="menu_row", horizontal=True, wrap=False, gap="small"):
        for name, place in shown.items():
            _link(name, place.title, query)


def to(page: str, label: str, filters: Filters, **more: Any) -> None:
    """A link to another page showing the same view; ``more`` are that page's own choices."""
    _link(page, label, _query(filters, more))


def plain(page: str, label: str) -> None:
    """A link to a page where there is no view to carry along."""
    _link(page, label, {})


def go(page: str, filters: Filters, **more: Any) -> None:
    """Go there at once, as if the link had been followed: what choosing a row does."""
    st.switch_page(PAGES[page].file, query_params=_query(filters, more))


def _query(filters: Filters, more: dict[str, Any]) -> dict[str, Any]:
    chosen = {key: value for key, value in more.items() if value is not None}
    return {**filters.to_query(), **chosen}


def _link(page: str, label: str, query: dict[str, Any]) -> None:
    place = PAGES[page]
    icon = f":material/{place.icon}:"
    st.page_link(place.file, label=label, icon=icon, query_params=query)
