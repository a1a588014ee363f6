"""A real server on a real warehouse, and a real Chromium looking at it.

The warehouse is a small simulated incident, imported as a person would import it. Every
page a test opens is watched: a request beyond this machine, or an error in the browser's
console, fails the test.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from hydrascope.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
READY = (
    '[data-testid="stApp"][data-test-script-state="notRunning"]'
    '[data-test-connection-state="CONNECTED"]'
)
START_S = 60
# Streamlit looks for these under a page's own address first; it then finds them at the root.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium. Driven directly: the pytest plugin's fixtures warn, and warnings fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    expect.set_options(timeout=20_000)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def incident(tmp_path_factory):
    """The folder of a warehouse holding a small simulated incident."""
    raw, root = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("warehouse")
    told = ["simulate", "reported-2026", "--scale", "0.001", "--seed", "1", "--out", str(raw)]
    assert main(told) == 0
    assert main(["import", str(raw), "--warehouse", str(root)]) == 0
    return root


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Server:
    """A server that may still be starting."""

    process: subprocess.Popen
    address: str
    log: Path

    def ready(self):
        """Wait until it answers; gives its address."""
        until = time.monotonic() + START_S
        while not healthy(self.address):
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.2)
                pytest.fail(f"the server ended: {self.log.read_text()}")
            assert time.monotonic() < until, "the server did not start"
        return self.address


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Start a fresh server on a warehouse. All end with the session, however that ends."""
    started = []
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)

    def start(root):
        port = free_port()
        log = tmp_path_factory.mktemp("log") / "server.log"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        environment = {**os.environ, "HYDRASCOPE_WAREHOUSE": str(root)}
        with log.open("w") as out:
            started.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
                )
            )
        return Server(started[-1], f"http://127.0.0.1:{port}", log)

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(timeout=20)
    signal.signal(signal.SIGTERM, before)


def healthy(address):
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def site(serve, incident):
    """The address of a dashboard on the incident, shared by the tests that only look."""
    return serve(incident).ready()


@pytest.fixture
def watched():
    """Watch a page; afterwards nothing may have gone wrong or left this machine."""
    outside, errors = [], []

    def heard(message):
        missing = "404" in message.text and message.location["url"].endswith(EXPECTED_404)
        if message.type == "error" and not missing:
            errors.append(f"{message.text} ({message.location['url']})")

    def asked(request):
        here = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
        if not request.url.startswith(here):
            outside.append(request.url)

    def failed(error):
        errors.append(str(error))

    heard_by = {"request": asked, "console": heard, "pageerror": failed}
    pages = []

    def watch(page):
        pages.append(page)
        for event, hear in heard_by.items():
            page.on(event, hear)
        return page

    yield watch
    for page in pages:
        for event, hear in heard_by.items():
            page.remove_listener(event, hear)
    assert not outside
    assert not errors


class Visitor:
    """Someone at the dashboard: opens pages and waits for what they expect to see."""

    def __init__(self, page, site):
        self.page, self.site = page, site

    def open(self, path, heading):
        self.page.goto(f"{self.site}{path}")
        return self.sees(heading)

    def sees(self, heading):
        """Wait for the page of that heading to be there whole."""
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        return self.settled()

    def settled(self):
        self.page.wait_for_selector(READY)
        self.page.wait_for_function(
            "() => !document.querySelector('[data-stale=true],[data-testid=stSkeleton]')"
        )
        return self

    def menu(self, label):
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=label, exact=True).click()

    def part(self, name, heading):
        """Open a part of a page: at first the one before is still there, and looks at rest."""
        self.page.get_by_role("radio", name=name).click()
        return self.sees(heading)

    def tile(self, label):
        return (
            self.page.get_by_test_id("stMetric")
            .filter(has_text=label)
            .get_by_test_id("stMetricValue")
        )

    def choose_first(self, table):
        """Click the box of a table's first row: the table is drawn, so there is no element."""
        canvas = self.page.locator(f".st-key-{table}_box canvas").first
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        self.page.mouse.click(box["x"] + 16, box["y"] + 52)

    def choose(self, name, place=0):
        """Choose from a list by keyboard alone."""
        field = self.page.get_by_role("combobox", name=name)
        option = self.page.get_by_role("option").nth(place)
        for _ in range(5):  # a rerun meanwhile closes the list again, or swallows the key
            field.press("ArrowDown")
            with suppress(AssertionError):
                expect(option).to_be_visible(timeout=4_000)
                break
        expect(option).to_be_visible()
        for _ in range(10):  # a key that was swallowed at first may have moved on by now
            at = re.search(r"option-(\d+)$", field.get_attribute("aria-activedescendant") or "")
            if at and int(at[1]) == place:
                break
            field.press("ArrowUp" if at and int(at[1]) > place else "ArrowDown")
        expect(field).to_have_attribute("aria-activedescendant", re.compile(f"option-{place}$"))
        field.press("Enter")

    def violations(self):
        """What axe calls serious or critical on the page as it stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations'],"
            " runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
        )
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:200]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]


class Places:
    """Pages kept for the session, so that programs are fetched, read and compiled once.

    A visitor is somebody new all the same: each of those at the same time has a profile of
    their own, and what one leaves in it, stored or as a cookie, is gone before the next.
    """

    def __init__(self, chromium):
        self.chromium, self.free = chromium, []

    def enter(self, *, viewport, color_scheme="light"):
        page = self.free.pop() if self.free else self.chromium.new_context().new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    def leave(self, page, site):
        page.evaluate("() => sessionStorage.clear()")
        page.goto("about:blank")
        kept = "cookies,local_storage,indexeddb,cache_storage"
        session = page.context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": kept})
        session.detach()
        page.context.clear_cookies()
        for other in page.context.pages[1:]:
            other.close()
        self.free.append(page)


@pytest.fixture(scope="session")
def places(chromium):
    return Places(chromium)


@pytest.fixture
def visitor(places, site, watched):
    """A visitor at the shared dashboard; ``visitor(color_scheme="dark")`` and the like."""
    there = []

    def arrive(address=site, **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        page = places.enter(**options)
        there.append((page, address))
        return Visitor(watched(page), address)

    yield arrive
    for page, address in there:
        places.leave(page, address)
