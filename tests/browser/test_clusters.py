"""The cluster pages as a person meets them: from the overview to one account's rows."""

import re

import pytest
from playwright.sync_api import expect

CLUSTER = re.compile(r"^Cluster c[0-9a-f]{7}$")


def first_row(page, table):
    """Click the box of a table's first row."""
    canvas = page.locator(f".st-key-{table}_box canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 52)


@pytest.fixture
def ranked(visitor):
    """A visitor at the cluster timeline, once the leaderboard is filled."""

    def arrive(**options):
        someone = visitor(**options).open("/clusters", "Cluster timeline")
        expect(someone.page.get_by_test_id("glide-cell-1-0").first).to_have_text("1")
        return someone

    return arrive


@pytest.fixture
def opened(ranked):
    """A visitor at the first cluster of the leaderboard."""

    def arrive(**options):
        someone = ranked(**options)
        first_row(someone.page, "clusters_list")
        expect(someone.page.get_by_role("heading", name=CLUSTER)).to_be_visible()
        return someone.settled()

    return arrive


def test_from_the_overview_to_a_cluster_why_one_account_and_its_rows(visitor):
    someone = visitor().open("/", "Overview")
    page = someone.page
    expect(page.get_by_role("heading", name="The clusters that matter")).to_be_visible()

    someone.menu("Cluster timeline")
    someone.sees("Cluster timeline")
    expect(page.get_by_text(re.compile(r"clusters? acts? as one"))).to_be_visible()
    expect(page.get_by_test_id("glide-cell-1-0").first).to_have_text("1")
    first_row(page, "clusters_list")
    expect(page.get_by_role("heading", name=CLUSTER)).to_be_visible()
    expect(page).to_have_url(re.compile(r"cluster=c[0-9a-f]{7}"))
    someone.settled()

    expect(page.get_by_role("heading", name="Why we believe it")).to_be_visible()
    expect(page.get_by_text("Evidence of the median member, by family")).to_be_visible()
    first_row(page, "cluster_members")
    expect(page).to_have_url(re.compile(r"member=acct-"))
    someone.settled()
    (name,) = re.findall(r"[?&]member=([\w-]+)", page.url)
    expect(page.get_by_text(f"Evidence for {name}, by family")).to_be_visible()

    page.get_by_role("link", name=f"Everything about {name}").click()
    someone.sees("Accounts")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("requests, row by row")).first.click()
    someone.sees("Requests")
    page.get_by_role("button", name="Data and SQL").last.click()
    expect(page.get_by_text("-- requests/rows.sql")).to_be_visible()


def test_a_link_to_a_cluster_opens_it_anew(opened, visitor):
    page = opened().page
    (name,) = re.findall(r"[?&]cluster=(c\w+)", page.url)

    again = visitor().open(f"/cluster?cluster={name}", f"Cluster {name}")

    expect(again.page.get_by_role("heading", name="Why we believe it")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_cluster_pages(opened, ranked, scheme):
    assert ranked(color_scheme=scheme).violations() == []
    assert opened(color_scheme=scheme).violations() == []


def test_the_cluster_pages_fit_a_phone(opened):
    page = opened(viewport={"width": 390, "height": 844}).page

    wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
