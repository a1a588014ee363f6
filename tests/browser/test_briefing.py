"""The briefing as a person meets it: from a cluster to a file on their disk, and back to rows."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from hydrascope.brief.verify import verify
from tests.browser.files import fetched

BOTTOM = re.compile(r"accounts? in \d+ clusters? ")


@pytest.fixture
def briefed(visitor):
    """A visitor at the briefing of all that act as one."""

    def arrive(**options):
        someone = visitor(**options).open("/briefing", "Briefing")
        expect(someone.page.get_by_role("heading", name="Appendix")).to_be_visible()
        return someone.settled()

    return arrive


def test_from_a_cluster_to_its_briefing_a_file_and_the_rows_behind(visitor, chromium, tmp_path):
    someone = visitor().open("/clusters", "Cluster timeline")
    page = someone.page
    expect(page.get_by_test_id("glide-cell-1-0").first).to_have_text("1")
    someone.choose_first("clusters_list")
    expect(page.get_by_role("heading", name=re.compile("^Cluster c"))).to_be_visible()
    someone.settled()
    page.get_by_role("link", name="Briefing on it").click()
    someone.sees("Briefing")
    expect(page.get_by_text(BOTTOM).first).to_be_visible()
    expect(page).to_have_url(re.compile("cluster=c"))
    someone.settled()

    file = fetched(page, "HTML", tmp_path / "brief.html")
    context = chromium.new_context(offline=True)
    paper = context.new_page()
    requests, errors = [], []
    paper.on("request", lambda request: requests.append(request.url))
    paper.on("console", lambda told: errors.append(told.text))
    paper.on("pageerror", lambda error: errors.append(str(error)))
    paper.goto(file.as_uri())
    expect(paper.get_by_role("heading", name="Bottom line")).to_be_visible()
    expect(paper.get_by_text("SYNTHETIC DATA").first).to_be_visible()
    paper.locator("summary").first.click()
    expect(paper.locator("details table").first).to_be_visible()
    assert requests == [file.as_uri()]
    assert errors == []
    context.close()

    pack = fetched(page, "Evidence pack", tmp_path / "pack.zip")
    assert verify(pack).problems == ()
    with zipfile.ZipFile(pack) as box:
        assert "indicators.stix.json" in box.namelist()
    page.locator(".st-key-brief_preview").get_by_role("button", name="Data and SQL").first.click()
    expect(page.get_by_text("-- brief/scale.sql")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_briefing(briefed, scheme):
    assert briefed(color_scheme=scheme).violations() == []


def test_the_briefing_fits_a_phone(briefed):
    page = briefed(viewport={"width": 390, "height": 844}).page

    over = "one => one.scrollWidth - one.clientWidth"
    assert page.get_by_test_id("stMain").evaluate(over) <= 0
    assert page.locator("html").evaluate(over) <= 0
