"""The cluster pages as a person meets them: from the overview to one account's rows."""

import re

import pytest
from playwright.sync_api import expect

from hydrascope.cli.main import main
from tests import crowd

CLUSTER = re.compile(r"^Cluster c[0-9a-f]{7}$")


@pytest.fixture(scope="module")
def crowded(serve, tmp_path_factory):
    """The address of a dashboard on a warehouse in which three thousand accounts act as one."""
    raw, root = tmp_path_factory.mktemp("crowd"), tmp_path_factory.mktemp("crowd_warehouse")
    crowd.write(raw)
    assert main(["import", str(raw), "--warehouse", str(root)]) == 0
    return serve(root).ready()


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
        someone.choose_first("clusters_list")
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
    someone.choose_first("clusters_list")
    expect(page.get_by_role("heading", name=CLUSTER)).to_be_visible()
    expect(page).to_have_url(re.compile(r"cluster=c[0-9a-f]{7}"))
    someone.settled()

    expect(page.get_by_role("heading", name="Why we believe it")).to_be_visible()
    expect(page.get_by_text("Evidence of the median member, by family")).to_be_visible()
    someone.part("Its accounts", "Its members")
    someone.choose_first("cluster_members")
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


def test_a_cluster_of_three_thousand_is_drawn_by_groups_and_opens_by_account(crowded, visitor):
    someone = visitor(crowded).open("/clusters", "Cluster timeline")
    page = someone.page
    expect(page.get_by_test_id("glide-cell-1-0").first).to_have_text("1")
    someone.choose_first("clusters_list")
    expect(page.get_by_role("heading", name=CLUSTER)).to_be_visible()
    someone.settled()
    expect(someone.tile("Accounts")).to_have_text("3,000")

    expect(page.get_by_text("Who shows which shared values")).to_be_visible()
    circles = page.locator(".st-key-cluster_map .js-plotly-plot").evaluate(
        "plot => plot.data.at(-1).text"
    )
    assert 1 < len(circles) <= 41
    someone.choose("Draw the accounts of a value or a group")
    expect(page.get_by_text(re.compile(r"^40 of [\d,]+ accounts$"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"drawn=value"))

    someone.part("How it lives", "How it lives")
    expect(page.get_by_text("Accounts 1 to 40 of 3,000")).to_be_visible()
    someone.part("Its accounts", "Its members")
    page.get_by_role("button", name="Page 60", exact=True).click()
    expect(page).to_have_url(re.compile(r"members_page=60"))
    someone.settled().choose_first("cluster_members")
    expect(page.get_by_text(re.compile(r"^Evidence for acct-\w+, by family"))).to_be_visible()
