"""The dashboard as a person meets it: menu, filters, links, drill-down, downloads, themes."""

import re

import pytest
from playwright.sync_api import expect

PAGES = {
    "/": "Overview",
    "/volumes": "Query volumes",
    "/account": "Accounts",
    "/requests": "Requests",
    "/sql": "Ask anything",
}


def test_the_first_visit_to_a_fresh_server_may_be_any_page(serve, incident, visitor):
    fresh = {path: serve(incident) for path in PAGES if path != "/"}

    for path, server in fresh.items():
        someone = visitor(server.ready())
        someone.open(f"{path}?from=2026-01-01T00:00", PAGES[path])

        expect(someone.page.locator(".st-key-filter_bar")).to_be_visible()
        expect(someone.page.get_by_test_id("stSidebar")).to_contain_text("Overview")
        expect(someone.page.get_by_role("dialog")).to_have_count(0)
        expect(someone.page.get_by_text("Page not found")).to_have_count(0)


def test_menu_keeps_filters_and_the_address_restores_them(visitor):
    someone = visitor().open("/", "Overview")
    page = someone.page
    everything = someone.tile("Requests").inner_text()

    page.locator(".st-key-value_popover").get_by_role("button").click()
    page.get_by_label("Country", exact=True).click()
    page.get_by_role("option", name="US", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Country: US")).to_be_visible()
    expect(someone.tile("Requests")).not_to_have_text(everything)
    narrowed = someone.settled().tile("Requests").inner_text()
    expect(page).to_have_url(re.compile(r"country=US"))

    someone.menu("Requests")
    someone.sees("Requests")
    expect(page).to_have_url(re.compile(r"/requests\?.*country=US"))

    page.goto(page.url.replace("/requests", "/"))
    someone.sees("Overview")
    expect(someone.tile("Requests")).to_have_text(narrowed)

    page.get_by_role("button", name="Country: US").click()
    expect(someone.tile("Requests")).to_have_text(everything)
    expect(page).not_to_have_url(re.compile("country"))

    page.go_back()
    expect(page.get_by_role("button", name="Country: US")).to_be_visible()
    expect(someone.tile("Requests")).to_have_text(narrowed)


def test_from_a_figure_to_its_sql_its_rows_and_its_extract(visitor):
    someone = visitor().open("/?country=US", "Overview")
    page = someone.page
    asked = page.get_by_test_id("stMetric").filter(has_text="Requests")
    expect(asked).to_be_visible()

    page.locator(".st-key-overview_timeline_sources").get_by_role("button").click()
    expect(page.get_by_text("-- overview/timeline.sql")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("['US']")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert re.fullmatch(
        r"hydrascope-overview_timeline-[0-9a-f]{12}-synthetic\.csv",
        started.value.suggested_filename,
    )
    lines = started.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "bucket_at,requests,new_accounts,bans"
    total = sum(int(line.split(",")[1]) for line in lines[1:])

    page.get_by_role("link", name="The requests behind this").click()
    someone.sees("Requests")
    expect(page.get_by_text(f"{total:,} requests, ")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/requests\?.*country=US"))


def test_from_the_accounts_table_to_one_account_to_its_rows(visitor):
    someone = visitor().open("/account", "Accounts")
    page = someone.page
    first = page.get_by_test_id("glide-cell-1-0")
    expect(first).to_have_text(re.compile(r"\w"))
    name = first.text_content()

    table = page.locator(".st-key-accounts_box").get_by_test_id("stDataFrame")
    box = table.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    someone.sees(name)
    expect(page).to_have_url(re.compile(rf"account={name}"))

    row_by_row = page.get_by_role("link", name=re.compile(r"Its [\d,]+ requests, row by row"))
    count = re.search(r"[\d,]+", row_by_row.inner_text())[0]
    row_by_row.click()
    someone.sees("Requests")
    expect(page.get_by_text(f"{count} requests, ")).to_be_visible()
    expect(page.get_by_label("Of one account")).to_have_value(name)


def test_a_link_to_a_later_page_shows_that_page(visitor):
    someone = visitor().open("/account", "Accounts")
    page = someone.page
    first = page.get_by_test_id("glide-cell-1-0")
    expect(first).to_have_text(re.compile(r"\w"))
    name = first.text_content()

    someone.open("/account?accounts_page=2", "Accounts")

    expect(first).to_have_text(re.compile(r"\w"))
    expect(first).not_to_have_text(name)
    expect(page).to_have_url(re.compile("accounts_page=2"))


def test_it_works_from_the_keyboard(visitor):
    someone = visitor().open("/", "Overview")
    page = someone.page

    page.locator(".st-key-range_popover").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Last 7 days")).to_be_visible()
    page.get_by_role("button", name="Last 7 days").focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"from="))
    expect(page.get_by_text(re.compile(r"^Changes are against"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_anybodys_way(visitor, scheme):
    someone = visitor(color_scheme=scheme)
    for path in ("/", "/account", "/requests") if scheme == "light" else ("/",):
        someone.open(path, PAGES[path])
        assert someone.violations() == [], path


def test_on_a_phone_nothing_runs_off_sideways(visitor):
    someone = visitor(viewport={"width": 390, "height": 844}).open("/", "Overview")
    row = someone.page.locator(".st-key-menu_row")
    for heading in ("Accounts", "Requests", "Overview"):
        row.get_by_role("link", name=heading, exact=True).click()
        someone.sees(heading)
        width = someone.page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 390, heading
        expect(someone.page.get_by_test_id("stSidebar")).to_be_hidden()
    assert someone.violations() == []
