import datetime as dt

import pytest

from hydrascope.ui import sql_desk

COUNT = "select gen_ai_request_model as model, count(*) as n from requests group by all order by n"


def rows_of(page):
    """The answer's table; the tables of the shelf have headings in words."""
    found = [one.value for one in page.dataframe if not {"Column", "run_id"} & {*one.value}]
    return found[0] if found else None


@pytest.fixture
def desk_of():
    def held(page):
        return page.session_state["sql_desk"]

    return held


@pytest.fixture
def ask(app):
    """Open the page, put a text into the editor as a link would, and press Run."""

    def asked(text, **address):
        page = app("sql", **address)
        page.session_state["sql_desk"].text = text
        page.run()
        return page.button(key="sql_run").click().run()

    return asked


@pytest.fixture(autouse=True)
def own_cases(monkeypatch, tmp_path):
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))


def test_the_first_text_runs_with_the_filters_bound(app, words):
    page = app("sql", model="beta")

    assert "Nothing has been run yet" in words(page)
    page.button(key="sql_run").click().run()

    assert not page.exception
    told = words(page)
    assert "start_at = 2026-01-05" in told
    assert "rows read" in told and "all of them" in told


def test_rows_and_their_number(ask, words):
    page = ask(COUNT)

    assert not page.exception
    frame = rows_of(page)
    assert frame["n"].sum() == 30_000
    assert f"{len(frame)} rows, all of them" in words(page)


def test_truncation_is_said_with_the_full_count(ask, words):
    page = ask("select request_id from requests")

    assert "Only the first 5,000 rows are shown" in words(page)
    assert "of 30,000" in words(page)


def test_an_error_is_said_with_its_place_and_a_suggestion(ask, words, desk_of):
    page = ask("select *\nfrom reqests")

    assert "Line 2, column 6" in words(page)
    assert "requests" in words(page)
    assert desk_of(page).place.line == 2
    assert rows_of(page) is None


def test_a_parameter_nobody_binds_is_a_field(ask, words):
    page = ask("select count(*) as n from requests where gen_ai_request_model = $which")

    page.text_input(key="sql_field_which").set_value("beta")
    page.button(key="sql_run").click().run()

    assert rows_of(page)["n"].tolist() == [3_429]


def test_a_plan_is_a_tree(ask, words):
    page = ask(f"explain {COUNT}")

    assert "How the engine answers, estimated" in words(page)
    assert "\n    - " in words(page)


def test_a_link_holds_an_id_and_opens_the_query(ask, app, words):
    page = ask("select 7 as seven where $which = 'x'")
    page.text_input(key="sql_field_which").set_value("x")
    page.button(key="sql_link").click().run()
    query_id = page.query_params["query"]
    assert "seven" not in str(page.query_params)

    other = app("sql", query=query_id)

    assert other.session_state["sql_desk"].text.startswith("select 7 as seven")
    assert other.text_input(key="sql_field_which").value == "x"
    other.button(key="sql_run").click().run()
    assert rows_of(other)["seven"].tolist() == [7]


def test_a_broken_link_says_so(app, words):
    page = app("sql", query="0123456789abcdef")

    assert "no stored query with this id" in words(page)
    assert page.button(key="sql_run")


def test_the_query_of_a_figure_comes_with_its_values(app, words):
    page = app("sql")
    values = {"account_key": 7, "start_at": dt.datetime(2026, 1, 6)}
    query_id = sql_desk.history().store(
        "select $account_key as account, $start_at::timestamp as begins",
        values,
        author="a figure",
        at=sql_desk.now(),
    )

    page = app("sql", query=query_id)
    page.button(key="sql_run").click().run()

    assert "start_at = 2026-01-06 00:00" in words(page)
    rows = rows_of(page)
    assert rows["account"].tolist() == [7]
    assert rows["begins"].tolist() == [values["start_at"]]


def test_runs_are_written_down_for_this_browser_only(ask, app):
    page = ask(COUNT)
    page.segmented_control(key="sql_shelf").set_value("History").run()

    runs = page.dataframe(key="sql_runs").value
    assert runs["outcome"].tolist() == ["answered"]
    assert sql_desk.history().runs("visitor somebody").empty


def test_a_question_of_the_gallery_opens(app):
    page = app("sql")
    page.segmented_control(key="sql_shelf").set_value("Questions").run()

    page.button(key="sql_open_bursts/largest").click().run()
    page.button(key="sql_run").click().run()

    assert not page.exception
    assert page.session_state["sql_desk"].title.startswith("Which bursts")
    assert page.session_state["sql_desk"].answered is not None


def test_a_query_is_saved_and_found(app, words):
    page = app("sql")
    page.segmented_control(key="sql_shelf").set_value("Saved").run()
    page.text_input(key="sql_save_title").set_value("Models by requests")
    page.text_input(key="sql_save_author").set_value("An analyst")

    page.button[[one.label for one in page.button].index("Save what is in the editor")].click()
    page.run()

    assert "Models by requests" in [one.label for one in page.button]
    assert [one.author for one in sql_desk.saved().all()] == ["An analyst"]


def test_everything_is_extracted_with_a_manifest(ask):
    page = ask("select request_id from requests")

    page.button(key="sql_make_csv").click().run()
    assert page.session_state["sql_made"].writing.wait(20)
    page.run()

    report = page.session_state["sql_made"].report
    assert report.rows == 30_000
    assert report.path.is_file() and report.manifest_path.is_file()


def test_a_chart_is_drawn_and_its_spec_kept_with_the_query(ask):
    page = ask(COUNT)
    assert page.get("plotly_chart")

    page.button(key="sql_chart_note").click().run()

    text = page.session_state["sql_desk"].text
    assert text.endswith('-- chart: {"kind": "bar", "x": "model", "y": "n"}\n')


def test_a_table_of_the_dictionary_is_inserted(app, words):
    page = app("sql")
    page.toggle(key="sql_measure").set_value(True).run()

    columns = page.dataframe(key="sql_columns_requests").value
    columns = columns.set_index("Column")
    assert columns.loc["ts_end", ["Null", "Examples"]].tolist() == ["100%", ""]
    assert "beta" in columns.loc["gen_ai_request_model", "Examples"].split(", ")
    page.button(key="sql_insert_table").click().run()
    assert page.session_state["sql_desk"].insert == (1, "from requests")


def reveal(page, name, why):
    page.text_input(key="sql_reveal_author").set_value(name)
    page.text_input(key="sql_reveal_reason").set_value(why)
    labels = [one.label for one in page.button]
    return page.button[labels.index("Show account ids")].click().run()


IDS = "select account_id, pseudonym from accounts where account_id <> '(unknown)' order by 2"


def test_accounts_have_short_names_until_somebody_answers_for_their_ids(ask, words):
    page = ask(IDS)
    short = rows_of(page)
    assert short["account_id"].tolist() == short["pseudonym"].tolist()

    page = reveal(page, "An analyst", "")
    assert "Give your name and why" in words(page)
    page = reveal(page, "An analyst", "a notice to these customers")
    page.button(key="sql_run").click().run()
    if job := page.session_state["sql_desk"].job:  # workers of its own, that may still start
        assert job.running.wait(20)
    page.run()
    page.button(key="sql_make_csv").click().run()

    shown = rows_of(page)
    assert shown["pseudonym"].tolist() == short["pseudonym"].tolist()
    assert not set(shown["account_id"]) & set(shown["pseudonym"])
    page.button(key="sql_hide").click().run()
    assert rows_of(page) is None
    assert "sql_made" not in page.session_state
    told = sql_desk.acts().trail.entries().iloc[::-1]
    assert told["act"].tolist() == ["query", "reveal", "query", "extract", "reveal"]
    assert told["author"].tolist()[1:] == ["An analyst"] * 4
    assert told["detail"].str.contains("a notice to these customers").tolist()[1:] == [True] * 4
    assert sql_desk.history().query(told["subject"].tolist()[2]).text == IDS


def test_ids_stay_hidden_where_it_cannot_be_written_down(ask, monkeypatch, tmp_path):
    page = ask(IDS)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "file" / "cases"))

    page = reveal(page, "An analyst", "a notice")

    assert page.session_state["sql_desk"].revealed is None


def test_an_answer_is_pinned_with_its_chart_and_taken_away(ask, words):
    page = ask(COUNT)
    page.text_input(key="sql_pin_chart_title").set_value("Models ![x](http://example.org/x)")
    page.text_input(key="sql_pin_chart_author").set_value("An analyst")
    labels = [one.label for one in page.button]
    at = [at for at, label in enumerate(labels) if label == "Pin it"][-1]
    page.button[at].click().run()

    (pin,) = sql_desk.pinned().all()
    assert (pin.title, pin.author) == ("Models ![x](http://example.org/x)", "An analyst")
    assert pin.spec == {"kind": "bar", "x": "model", "y": "n"}
    assert sql_desk.history().query(pin.query_id).text == COUNT

    page.segmented_control(key="sql_shelf").set_value("Saved").run()
    label = page.button(key=f"sql_pin_open_{pin.pin_id}").label
    assert label == r"Models !\[x\](http://example.org/x)"
    page.button(key=f"sql_pin_away_{pin.pin_id}").click().run()
    assert sql_desk.pinned().all() == []
    assert "Nothing is pinned" in words(page)


def test_an_error_is_text_and_no_markdown(ask):
    page = ask("select error('![x](http://example.org/' || plan || ')') from accounts")

    (told,) = [one.value for one in page.error]
    assert told.startswith(r"!\[x\](http")
