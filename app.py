"""The dashboard. The server imports this file once; each session then runs it.

streamlit run app.py
"""

import streamlit as st

from hydrascope.errors import HydrascopeError, NoWarehouse
from hydrascope.ui import filter_bar, links, panels, server, shell


def run() -> None:
    """One session's run: navigation, the dataset, the filter bar, then the page."""
    st.set_page_config("Hydrascope", server.ICON, layout="wide", initial_sidebar_state=230)
    shell.dress()
    shell.brand()
    page = st.navigation(links.pages(), position="hidden")
    links.arrived(page)
    top = st.container()
    try:
        shell.dataset_line()
        filter_bar.draw()
        links.menu(top)
        page.run()
    except NoWarehouse as error:
        links.menu(top)
        if links.works_without_data(page):
            page.run()
        else:
            shell.welcome(error)
    except HydrascopeError as error:
        panels.failed(error)


if __name__ == "__main__":
    run()
else:
    app = st.App(__file__, **server.OPTIONS)
