"""A case as a person makes it: from a cluster to evidence, a verdict, the case, and back."""

import re

from playwright.sync_api import expect
from pypdf import PdfReader

from hydrascope.brief.verify import verify
from tests.browser.files import fetched

CLUSTER = re.compile(r"^Cluster c[0-9a-f]{7}$")


def test_from_a_cluster_to_a_case_a_verdict_its_brief_and_back_by_the_link(visitor, tmp_path):
    someone = visitor().open("/clusters", "Cluster timeline")
    page = someone.page
    expect(page.get_by_test_id("glide-cell-1-0").first).to_have_text("1")
    someone.choose_first("clusters_list")
    expect(page.get_by_role("heading", name=CLUSTER)).to_be_visible()
    someone.settled()
    cluster = page.get_by_role("heading", name=CLUSTER).inner_text()

    page.get_by_role("button", name="Add to case").first.click()
    page.get_by_label("Title of a new case").fill("A swarm")
    page.get_by_label("Note (may be empty)").fill("seen at night")
    page.get_by_label("Your name").fill("mk")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added to case 1.")).to_be_visible()
    page.keyboard.press("Escape")
    someone.settled()

    someone.part("How it lives", "How it lives")
    one_click = page.get_by_role("button", name="Add to case 1").nth(1)  # the first is the page's
    one_click.click()
    expect(page.get_by_role("link", name="Case 1")).to_have_count(2)

    someone.part("What people say", "What people say")
    someone.choose("How likely is that?", 5)
    someone.choose("How sure are you of this judgement?", 1)
    page.get_by_label("Reasons for").fill("the cards")
    page.get_by_role("button", name="Give the verdict").click()
    told = "They act as one: very likely (80–95 %). Confidence in this judgement is moderate."
    expect(page.get_by_text(told)).to_be_visible()

    page.get_by_role("link", name="Case 1").first.click()
    someone.sees("Case 1: A swarm")
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_text("seen at night", exact=True)).to_be_visible()
    expect(page.get_by_text("Figure: ")).to_be_visible()
    assert someone.violations() == []

    page.get_by_role("link", name="Its briefing").click()
    someone.sees("Briefing")
    expect(
        page.locator(".st-key-brief_preview").get_by_role("heading", name="A swarm")
    ).to_be_visible()
    text = fetched(page, "Markdown", tmp_path / "brief.md").read_text(encoding="utf-8")
    assert "is very likely (80–95%)" in text
    assert "seen at night" in text
    paper = PdfReader(fetched(page, "PDF", tmp_path / "brief.pdf"))
    assert paper.metadata.title == "A swarm"
    assert "A swarm" in paper.pages[0].extract_text()
    assert verify(fetched(page, "Evidence pack", tmp_path / "pack.zip")).problems == ()
    page.go_back()
    someone.sees("Case 1: A swarm")
    someone.settled()

    page.get_by_role("link", name="Open it as it was seen").nth(1).click()
    someone.sees(cluster)
    expect(page.get_by_role("heading", name="How it lives")).to_be_visible()
    assert "from=" in page.url


def test_the_pages_of_cases_work_on_a_phone_in_the_dark_and_by_keyboard(visitor):
    someone = visitor(color_scheme="dark", viewport={"width": 390, "height": 844})
    someone.open("/cases", "Cases")
    for name, seen in (
        ("Audit trail", "Check that it is whole"),
        ("Events by hand", "Add the event"),
        ("Allow-list", "Nothing is on the allow-list."),
    ):
        someone.page.get_by_role("radio", name=name).focus()
        someone.page.keyboard.press("Space")
        expect(someone.page.get_by_text(seen).first).to_be_visible()
        someone.settled()
        assert someone.violations() == []
        wide = "() => document.documentElement.scrollWidth <= innerWidth"
        assert someone.page.evaluate(wide)
