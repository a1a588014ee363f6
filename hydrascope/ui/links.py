"""The pages, and links between them that carry the filters along."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

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
    "sql": Place("pages/sql/sql.py", "SQL", "sql", "database"),
    "briefing": Place("pages/briefing/briefing.py", "Briefing", "briefing", "article"),
    "cases": Place("pages/cases/cases.py", "Cases", "cases", "folder_open"),
    "case": Place("pages/cases/case.py", "One case", "case", "folder_open", False),
    "data": Place("pages/data/data.py", "Data", "data", "database_upload"),
}


_HERE = "page_here"


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


def arrived(page: Any) -> None:
    """Which page is shown, for what is written down about it."""
    st.session_state[_HERE] = page.url_path


def here() -> str:
    """The page shown, by its name in PAGES."""
    shown = st.session_state.get(_HERE, "")
    return next((name for name, place in PAGES.items() if place.url == shown), "overview")


def address_of_view(filters: Filters) -> str:
    """The view as an address: ``/volumes?model=m``. The range is written out, so that it stays
    the same when there is more data."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    told = urlencode(query | filters.to_query(), doseq=True)
    return f"/{PAGES[here()].url}" + (f"?{told}" if told else "")


def again(label: str, view: str) -> None:
    """A link to a view by its address; one whose page is gone is said to be."""
    parts = urlsplit(view)
    found = [name for name, place in PAGES.items() if place.url == parts.path.strip("/")]
    if found:
        _link(found[0], label, dict(parse_qs(parts.query)))
    else:
        st.caption(f"{label}: the page `{parts.path}` is not in this version.")


def to(page: str, label: str, filters: Filters | None, **more: Any) -> None:
    """A link to another page showing the same view; ``more`` are that page's own choices."""
    _link(page, label, _query(filters, more))


def plain(page: str, label: str) -> None:
    """A link to a page where there is no view to carry along."""
    _link(page, label, {})


def go(page: str, filters: Filters | None, **more: Any) -> None:
    """Go there at once, as if the link had been followed: what choosing a row does."""
    st.switch_page(PAGES[page].file, query_params=_query(filters, more))


def _query(filters: Filters | None, more: dict[str, Any]) -> dict[str, Any]:
    chosen = {key: value for key, value in more.items() if value is not None}
    return {**(filters.to_query() if filters else address.written()), **chosen}


def _link(page: str, label: str, query: dict[str, Any]) -> None:
    place = PAGES[page]
    icon = f":material/{place.icon}:"
    st.page_link(place.file, label=label, icon=icon, query_params=query)
