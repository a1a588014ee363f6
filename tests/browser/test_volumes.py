"""The volumes pages as a person meets them: brush, tabs, keyboard, drill-down, themes."""

import re

import pytest
from playwright.sync_api import expect

PAGES = {
    "/volumes": "Query volumes",
    "/compare": "Before, during and after",
    "/rhythm?country=US": "Rhythm of the week",
    "/switch": "Model switch",
    "/volume_accounts": "Accounts by volume",
}


def chart(page, key):
    return page.locator(f".st-key-{key} .js-plotly-plot .nsewdrag").first


def brush(page, start, end):
    """Drag across the stack between two shares of its width."""
    box = chart(page, "volumes_over_time").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, middle, steps=8)
    page.mouse.up()


def test_a_brush_on_the_stack_narrows_every_page_and_can_be_widened(visitor):
    someone = visitor().open("/volumes", "Query volumes")
    page = someone.page
    expect(chart(page, "volumes_over_time")).to_be_visible()

    brush(page, 0.4, 0.5)
    expect(page).to_have_url(re.compile(r"from=.*to="))
    expect(page.get_by_text("Requests per hour by model (UTC)")).to_be_visible()
    narrowed = page.locator(".st-key-range_popover").text_content()

    page.get_by_role("link", name="Accounts", exact=True).last.click()
    someone.sees("Accounts by volume")
    expect(page.locator(".st-key-range_popover")).to_have_text(narrowed)

    page.go_back()
    someone.sees("Query volumes")
    page.get_by_role("button", name="Wider range").click()
    expect(page.locator(".st-key-range_popover")).not_to_have_text(narrowed)


def test_choices_follow_from_tab_to_tab_and_work_by_keyboard(visitor):
    someone = visitor().open("/volumes", "Query volumes")
    page = someone.page

    page.get_by_role("combobox", name="Told apart by").focus()
    page.keyboard.type("Coun")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Requests per day by country (UTC)")).to_be_visible()

    page.get_by_role("link", name="Before, during, after").press("Enter")
    someone.sees("Before, during and after")
    expect(page.get_by_text("Requests per day by country")).to_be_visible()


def test_from_an_account_of_the_table_to_its_raw_requests(visitor):
    someone = visitor().open("/volume_accounts", "Accounts by volume")
    page = someone.page
    name = page.get_by_test_id("glide-cell-1-0")
    expect(name).to_have_text(re.compile("acct-"))
    asked = page.get_by_test_id("glide-cell-5-0").text_content().replace(",", "")
    pseudonym = name.text_content()

    cell = page.locator(".st-key-volumes_accounts_box canvas").first.bounding_box()
    page.mouse.click(cell["x"] + 16, cell["y"] + 52)
    page.get_by_role("link", name=f"Raw requests of {pseudonym}").click()

    someone.sees("Requests")
    expect(page.get_by_text(f"{int(asked):,} requests")).to_be_visible()


def fits(page):
    """Whether nothing has to be scrolled sideways."""
    return page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_pages_are_accessible(visitor):
    someone = visitor()

    for path, heading in PAGES.items():
        someone.open(path, heading)
        assert not someone.violations(), path


@pytest.mark.parametrize("path", ["/volumes", "/rhythm?country=US"])
def test_dark_on_a_phone_is_accessible_and_fits(visitor, path):
    someone = visitor(color_scheme="dark", viewport={"width": 390, "height": 844})

    someone.open(path, PAGES[path])

    assert fits(someone.page)
    assert not someone.violations()
