"""The SQL page as a person meets it: typing, completion, errors, charts, files, links, Stop."""

import re

import pytest
from playwright.sync_api import expect

ENDLESS = "select count(*) from range(9000000) a, range(9000000) b where a.range * b.range = 7"


@pytest.fixture
def analyst(visitor):
    """Someone at the SQL page, who can type a text in place of the one there."""

    def at(path="/sql", **options):
        someone = visitor(**options).open(path, "Ask anything")
        expect(editor(someone.page)).to_be_visible()
        return someone

    return at


def editor(page):
    return page.get_by_role("textbox", name="SQL text")


def write(page, text):
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def ask(page, text):
    write(page, text)
    page.keyboard.press("Control+Enter")


def cell(page, column, row):
    return page.locator(".st-key-sql_rows_box").get_by_test_id(f"glide-cell-{column}-{row}")


def test_completion_offers_tables_columns_and_values(analyst):
    page = analyst().page
    write(page, "select count(*) as n from requ")
    page.keyboard.type("e")
    page.get_by_role("option", name="requeststable", exact=True).click()
    page.keyboard.type(" where gen_ai_req")
    page.get_by_role("option", name=re.compile("^gen_ai_request_model")).click()
    page.keyboard.type(" = '")
    page.keyboard.press("Control+Space")
    page.get_by_role("option").first.click()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("1 row, all of them")).to_be_visible()
    expect(cell(page, 0, 0)).to_have_text(re.compile(r"^[1-9][\d,]*$"))


def test_the_selection_runs_alone(analyst):
    page = analyst().page
    write(page, "select 1 as one;\n")
    page.keyboard.type("select 2 as two")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Control+Enter")

    expect(cell(page, 0, 0)).to_have_text("2")


def test_an_error_is_marked_at_its_place_and_goes_when_it_is_mended(analyst):
    page = analyst().page
    ask(page, "select count(*)\nfrom reqests")

    expect(page.get_by_text("Line 2, column 6", exact=False)).to_be_visible()
    marked = page.locator(".cm-lintRange-error")
    expect(marked).to_have_text("reqests")

    ask(page, "select count(*)\nfrom requests")
    expect(page.get_by_text("1 row, all of them")).to_be_visible()
    expect(marked).to_have_count(0)


def test_a_long_query_is_stopped(analyst):
    page = analyst().page
    ask(page, ENDLESS)
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_visible()
    stop.click()

    expect(page.get_by_text("stopped", exact=False).first).to_be_visible()
    expect(stop).to_have_count(0)
    ask(page, "select 5 as five")
    expect(cell(page, 0, 0)).to_have_text("5")


def test_chart_extract_history_and_a_link_in_a_new_session(analyst, visitor):
    someone = analyst()
    page = someone.page
    ask(page, "select status, count(*) as n from requests group by all")
    expect(page.get_by_text("all of them", exact=False)).to_be_visible()

    page.get_by_role("tab", name="Chart").click()
    expect(page.locator(".st-key-sql_chart .js-plotly-plot")).to_be_visible()
    page.get_by_role("button", name="Write this into the query").click()
    expect(editor(page)).to_contain_text("-- chart:")

    page.get_by_role("tab", name="Extract everything").click()
    page.get_by_role("button", name="Make CSV").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name=re.compile("^Fetch|Fetch ")).click()
    assert fetched.value.path().read_text().startswith("status,n")

    page.get_by_role("radio", name="History").click()
    expect(page.get_by_text("Your last", exact=False)).to_be_visible()

    page.get_by_role("button", name="Link to this").click()
    expect(page).to_have_url(re.compile(r"query=[0-9a-f]{16}"))
    assert "status" not in page.url.split("query=")[1]
    other = visitor().open(page.url.removeprefix(someone.site), "Ask anything").page
    expect(editor(other)).to_contain_text("select status, count(*) as n")
    other.get_by_role("button", name="Run", exact=True).click()
    expect(other.get_by_text("all of them", exact=False)).to_be_visible()


def test_a_query_is_saved_and_opened_by_another_person(analyst):
    page = analyst().page
    write(page, "select 11 as eleven")
    page.get_by_role("radio", name="Saved").click()
    page.get_by_label("Title").fill("Eleven")
    page.get_by_label("Your name").fill("An analyst")
    page.get_by_role("button", name="Save what is in the editor").click()
    expect(page.get_by_role("button", name="Eleven")).to_be_visible()

    other = analyst().page
    other.get_by_role("radio", name="Saved").click()
    other.get_by_role("button", name="Eleven").click()
    expect(editor(other)).to_contain_text("select 11 as eleven")


def test_a_figure_opens_its_query_with_the_same_numbers(visitor):
    page = visitor().open("/volumes", "Query volumes").page
    page.get_by_role("button", name="Data and SQL").first.click()
    page.get_by_role("button", name="Open in the SQL workbench").click()
    expect(page.get_by_role("heading", name="Ask anything", exact=True)).to_be_visible()
    expect(editor(page)).to_contain_text("-- question:")
    page.get_by_role("button", name="Run", exact=True).click()

    expect(page.get_by_text("all of them", exact=False)).to_be_visible()


def test_escape_and_tab_leave_the_editor(analyst):
    page = analyst().page
    editor(page).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    expect(editor(page)).not_to_be_focused()


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    ids=["light", "dark", "phone"],
)
def test_nothing_serious_is_in_the_way_of_anyone(analyst, options):
    someone = analyst(**options)
    ask(someone.page, "select status, count(*) as n from requests group by all")
    expect(someone.page.get_by_text("all of them", exact=False)).to_be_visible()
    someone.settled()

    assert someone.violations() == []
    wide = someone.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide


def test_a_long_extract_is_stopped_and_leaves_nothing(analyst):
    page = analyst().page
    ask(page, "select n, repeat('x', 200) as x from range(60000000) t(n)")
    expect(page.get_by_text("Only the first", exact=False)).to_be_visible()
    page.get_by_role("tab", name="Extract everything").click()
    page.get_by_role("button", name="Make CSV").click()
    stop = page.get_by_role("button", name="Stop the extract")
    expect(page.get_by_text(re.compile(r"^[\d,]+ rows written"))).to_be_visible()
    stop.click()

    expect(page.get_by_text("Stopped", exact=False).first).to_be_visible()
    expect(stop).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Fetch"))).to_have_count(0)


def test_ids_are_shown_to_whoever_answers_for_it_and_to_nobody_else(analyst):
    text = "select account_id = pseudonym as short from accounts limit 1"
    page, other = analyst().page, analyst().page
    ask(page, text)
    expect(cell(page, 0, 0)).to_have_text("true")

    page.get_by_role("button", name="Account ids").click()
    page.get_by_label("Your name").fill("An analyst")
    page.get_by_label("Why they are needed").fill("a notice to this customer")
    page.get_by_role("button", name="Show account ids").click()
    expect(page.get_by_text("Account ids shown").first).to_be_visible()
    ask(page, text)
    expect(cell(page, 0, 0)).to_have_text("false")

    ask(other, text)
    expect(cell(other, 0, 0)).to_have_text("true")
    page.get_by_role("button", name="Hide them").click()
    ask(page, text)
    expect(cell(page, 0, 0)).to_have_text("true")


def test_nobody_sees_what_another_asked(analyst):
    page, other = analyst().page, analyst().page
    ask(page, "select 'mine alone' as word")
    expect(cell(page, 0, 0)).to_have_text("mine alone")
    for someone in (page, other):
        someone.get_by_role("radio", name="History").click()

    expect(page.get_by_text("Your last", exact=False)).to_be_visible()
    expect(other.get_by_text("No run of yours", exact=False)).to_be_visible()
    expect(other.get_by_text("mine alone")).to_have_count(0)


def test_a_name_clicked_is_inserted_a_text_is_formatted_and_a_plan_is_a_tree(analyst):
    page = analyst().page
    canvas = page.get_by_test_id("stDataFrame").first.locator("canvas").first
    write(page, "select ")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 52)
    expect(editor(page)).to_contain_text("select source")

    write(page, "SELECT plan,count(*) FROM accounts GROUP BY ALL")
    page.keyboard.press("Shift+Alt+f")
    expect(editor(page)).to_contain_text("group by all")

    page.get_by_role("button", name="Explain").click()
    page.get_by_role("menuitem", name="Explain and measure").click()
    expect(page.get_by_text("How the engine answers, measured", exact=False)).to_be_visible()
    expect(page.locator(".st-key-sql_plan li li").first).to_be_visible()


def test_an_answer_is_pinned_and_others_words_are_only_text(analyst):
    page = analyst().page
    ask(page, "select error('![x](http://example.org/x.png) [y](http://example.org)')")
    expect(page.get_by_text("[y](", exact=False).first).to_be_visible()

    ask(page, "select status, count(*) as n from requests group by all")
    page.get_by_role("tab", name="Chart").click()
    page.locator(".st-key-sql_pin_chart button").first.click()
    page.get_by_label("Title in the briefing").fill("[By status](http://example.org)")
    page.get_by_label("Your name").last.fill("An analyst")
    page.get_by_role("button", name="Pin it").click()
    expect(page.get_by_text("Pinned.", exact=False).first).to_be_visible()

    other = analyst().page
    other.get_by_role("radio", name="Saved").click()
    other.get_by_role("button", name="[By status](http://example.org)").click()
    expect(editor(other)).to_contain_text("select status, count(*)")
