"""The bursts pages as a person meets them: from the overview down to the SQL of one account."""

import re

import pytest
from playwright.sync_api import expect

BURST = re.compile(r"^Burst of \d{4}-\d\d-\d\d \d\d:\d\d UTC$")


@pytest.fixture
def ranked(visitor):
    """A visitor at the list of bursts, once it is filled."""

    def arrive(path="/bursts", **options):
        someone = visitor(**options).open(path, "Account bursts")
        expect(someone.page.get_by_test_id("glide-cell-1-0")).to_have_text("1")
        return someone

    return arrive


def open_first(someone):
    someone.choose_first("bursts_list")
    return opened(someone)


def opened(someone):
    expect(someone.page.get_by_role("heading", name=BURST)).to_be_visible()
    expect(someone.page.get_by_role("heading", name="Its accounts", exact=True)).to_be_visible()
    return someone.settled()


def burst_ids(page):
    return re.findall(r"[?&]burst=([\w-]+)", page.url)


def test_from_the_overview_down_to_the_sql_of_one_account(visitor):
    someone = visitor().open("/", "Overview")
    page = someone.page
    expect(page.get_by_text(re.compile(r"\d+ bursts? of sign-ups in this range"))).to_be_visible()

    page.get_by_test_id("stMain").get_by_role("link", name="Account bursts").last.click()
    someone.sees("Account bursts")
    expect(page.get_by_test_id("glide-cell-1-0")).to_have_text("1")

    open_first(someone)
    expect(page.get_by_text("signed up within")).to_be_visible()
    account = page.locator(".st-key-burst_accounts_box").get_by_test_id("glide-cell-1-0")
    expect(account).to_have_text(re.compile("acct-"))

    page.get_by_role("combobox", name="Order").focus()
    page.keyboard.type("Most req")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("burst_accounts_sort="))
    someone.settled()
    someone.choose_first("burst_accounts")
    someone.sees("Accounts")
    expect(page).to_have_url(re.compile("account=acct-"))
    (name,) = re.findall(r"[?&]account=([\w-]+)", page.url)
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()

    page.get_by_role("link", name=re.compile("requests, row by row")).click()
    someone.sees("Requests")
    page.get_by_role("button", name="Data and SQL").last.click()
    expect(page.get_by_text("-- requests/rows.sql")).to_be_visible()


def test_the_sql_behind_a_burst_figure_is_a_click_away(ranked):
    page = open_first(ranked()).page

    page.locator(".st-key-burst_moments_sources").get_by_role("button", name="Data and SQL").click()

    expect(page.get_by_text("-- bursts/moments.sql")).to_be_visible()


def test_a_brush_on_the_sign_ups_narrows_the_list_and_can_be_widened(ranked):
    someone = ranked()
    page = someone.page
    expect(page.get_by_text("Sign-ups per day (UTC)")).to_be_visible()
    box = page.locator(".st-key-bursts_timeline .js-plotly-plot .nsewdrag").first.bounding_box()
    middle = box["y"] + box["height"] / 2

    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.48, middle, steps=8)
    page.mouse.up()

    expect(page).to_have_url(re.compile(r"from=.*to="))
    expect(page.get_by_text("Sign-ups per hour (UTC)")).to_be_visible()
    narrowed = page.locator(".st-key-range_popover").text_content()
    page.get_by_role("button", name="Wider range").click()
    expect(page.locator(".st-key-range_popover")).not_to_have_text(narrowed)


def test_a_burst_opens_by_keyboard_and_leads_on_to_the_next(ranked):
    someone = ranked("/bursts?sensitivity=Lenient&least=8")
    page = someone.page
    someone.choose("Open a burst")
    opened(someone)
    (first,) = burst_ids(page)

    page.get_by_role("button", name="Less surprising", exact=True).press("Enter")

    expect(page).not_to_have_url(re.compile(first))
    expect(page).to_have_url(re.compile("sensitivity=Lenient"))
    opened(someone)
    (second,) = burst_ids(page)
    page.go_back()
    expect(page).to_have_url(re.compile(first))
    opened(someone)

    page.get_by_role("link", name="Beside another burst").click()
    someone.sees("Two bursts side by side")
    expect(page.get_by_text("Choose two bursts to see them side by side.")).to_be_visible()
    someone.choose("The other burst", 1)
    expect(page).to_have_url(re.compile(f"other={second}"))
    expect(page.get_by_text("Share of the accounts with each value")).to_be_visible()
    assert burst_ids(page) == [first]


def say(someone, reason, button):
    page = someone.page
    page.get_by_label("Reason", exact=True).fill(reason)
    page.get_by_label("Your name", exact=True).fill("Ada")
    page.get_by_role("button", name=button, exact=True).click()


def test_a_burst_is_explained_counted_everywhere_and_taken_back(ranked):
    someone = open_first(ranked())
    page = someone.page
    (burst,) = burst_ids(page)
    say(someone, "A launch", "Mark as explained")
    expect(page.get_by_text(re.compile("Explained by Ada on .*: A launch"))).to_be_visible()

    someone.open("/bursts", "Account bursts")
    expect(someone.tile("Explained")).to_have_text("1")
    expect(page.get_by_text("In an explained burst")).to_be_visible()
    someone.open("/", "Overview")
    expect(page.get_by_text(re.compile("1 explained by a person"))).to_be_visible()

    someone.open(f"/burst?burst={burst}", "It is no longer explained")
    say(someone, "It was none", "Take it back")
    expect(page.get_by_text("Explain it", exact=True)).to_be_visible()
    someone.open("/bursts", "Account bursts")
    expect(someone.tile("Explained")).to_have_text("0")


@pytest.mark.parametrize("phone", [False, True])
def test_the_pages_are_accessible_and_fit_a_phone_in_the_dark(ranked, phone):
    small = {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}
    someone = ranked(**(small if phone else {}))
    page = someone.page
    assert not someone.violations()
    assert fits(page)

    someone.choose("Open a burst")
    opened(someone)
    assert not someone.violations()
    assert fits(page)

    (burst,) = burst_ids(page)
    someone.open(f"/compare_bursts?burst={burst}&other={burst}", "Two bursts side by side")
    expect(page.get_by_text("Both are the same burst.")).to_be_visible()
    assert not someone.violations()
    someone.open(f"/compare_bursts?burst={burst}", "Two bursts side by side")
    someone.choose("The other burst", 1)
    expect(page.get_by_text("Share of the accounts with each value")).to_be_visible()
    someone.settled()
    assert not someone.violations()
    assert fits(page)


def fits(page):
    """Whether nothing has to be scrolled sideways."""
    return page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
