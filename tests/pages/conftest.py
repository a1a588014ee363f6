from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hydrascope import cases
from hydrascope.ui.links import PAGES
from tests import build, clusters

APP = Path(__file__).resolve().parents[2] / "app.py"
TIMEOUT_S = 30
# Straight to a page, as a link goes, AppTest finds those whose address is their file's name;
# before the others the overview runs, which takes as long again.
AT_ONCE = {place.file for place in PAGES.values() if Path(place.file).stem == place.url}


@pytest.fixture(scope="session")
def warehouses(tmp_path_factory):
    """Folders of small warehouses, by what their data lacks; each is built once."""
    made = {}

    def folder(**lacking):
        name = "_".join(sorted(lacking)) or "whole"
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name)
            build.warehouse(made[name], **lacking)
        return made[name]

    return folder


@pytest.fixture
def app(monkeypatch, warehouses):
    """Open the dashboard on a page: ``app("account", account="A-1")``, by name or by file.

    ``lacking`` names what the data is without, as tests/build.py does.
    """

    def opened(page="overview", lacking=None, folder=None, **address):
        root = folder or warehouses(**dict.fromkeys(lacking or (), False))
        monkeypatch.setenv("HYDRASCOPE_WAREHOUSE", str(root))
        test = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
        for name, value in address.items():
            test.query_params[name] = value
        files = {
            "overview": "pages/overview/overview.py",
            "volumes": "pages/volumes/volumes.py",
            "account": "pages/accounts/account.py",
            "requests": "pages/requests/requests.py",
            "sql": "pages/sql/sql.py",
        }
        file = files.get(page, page)
        if page != "overview" and file not in AT_ONCE:
            test.run()
        return (test.switch_page(file) if page != "overview" else test).run()

    return opened


@pytest.fixture
def words():
    """Everything a page says in words, in one text."""

    def told(test):
        kinds = ("title", "header", "subheader", "markdown", "caption", "info", "error")
        return "\n".join(str(element.value) for kind in kinds for element in test.get(kind))

    return told


@pytest.fixture(scope="session")
def clustered(tmp_path_factory):
    """The folder of a warehouse with clusters; nobody writes it."""
    made = tmp_path_factory.mktemp("clustered") / "warehouse"
    clusters.warehouse(made, "found")
    return made


@pytest.fixture
def book(monkeypatch, tmp_path, clustered):
    """The cases of each test are its own."""
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "kept"))
    return cases.of(clustered)


@pytest.fixture
def opened_on(app, clustered, book):
    """Open a page, by its file, of a warehouse with clusters and cases."""

    def on(page, **address):
        return app(page, folder=clustered, **address)

    return on
