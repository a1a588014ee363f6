"""The briefing's page: choices, words, files, and where nothing can be told."""

import datetime as dt

import pytest

from hydrascope import audit, cases
from hydrascope.cases import Work, briefs
from hydrascope.cli.main import main
from hydrascope.ui import brief_files
from hydrascope.workbench import pins
from hydrascope.workbench.history import History
from tests import clusters

PAGE = "pages/briefing/briefing.py"


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """Folders of warehouses by what the detection of clusters left in them."""
    made = {}

    def folder(case):
        if case not in made:
            made[case] = tmp_path_factory.mktemp(f"briefing_{case}")
            clusters.warehouse(made[case], case)
        return made[case]

    return folder


@pytest.fixture
def opened(app, found, monkeypatch, tmp_path):
    """Open the page: ``opened("nothing", level="partner")``."""
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))

    def page(case="found", **address):
        return app(PAGE, folder=found(case), **address)

    return page


def test_it_opens_on_all_that_act_as_one(opened, words):
    page = opened()

    assert not page.exception
    assert "**117 accounts in 2 clusters act as one" in words(page)
    assert "Written by the author" not in words(page)
    assert [button.label for button in page.get("download_button")] == list(
        brief_files.LABELS.values()
    )


def test_a_link_chooses_clusters_and_level(opened, words):
    page = opened(cluster=[clusters.SECOND], level="Executive")

    assert page.multiselect(key="brief_clusters").value == [clusters.SECOND]
    assert "37 accounts in 1 cluster act as one" in words(page)
    assert "Level executive." in words(page)
    assert clusters.SECOND not in words(page)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("nothing", "No coordinated accounts were found among 400 accounts"),
        ("innocent", "2 other groups with 56 accounts were set aside"),
        ("not_run", "Clusters have not been looked for"),
        ("older", "hydrascope detect"),
    ],
)
def test_where_nothing_was_found_or_looked_for_it_says_so(opened, words, case, said):
    page = opened(case)

    assert not page.exception
    assert said in words(page)


def test_a_sentence_of_ones_own_is_shown_and_marked(opened, words):
    page = opened()
    page.session_state["brief_sentences"] = {"internal": {"targets": "Reasoning, above all."}}
    page.run()

    assert "Reasoning, above all. †" in words(page)


def test_each_file_is_written_down_before_it_is_made(opened, found, monkeypatch):
    kept = []
    monkeypatch.setattr(brief_files.st, "download_button", lambda _, **told: kept.append(told))
    opened(level="Partner")
    content = kept[3]["data"]()

    assert content.startswith(b"**TLP:AMBER+STRICT")
    trail = audit.of(found("found"))
    entry = trail.entries(acts=["brief"]).iloc[0]
    assert entry["fingerprint"] == "0123456789abcdef"
    assert '"level":"partner"' in entry["detail"]
    assert trail.verify() == []


def test_a_case_fills_the_briefing(opened, found, words, monkeypatch, tmp_path):
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))
    work = Work(cases.of(found("found")))
    signed = {"author": "B. Other", "at": dt.datetime(2026, 1, 27)}
    number = work.open("Extraction in January", **signed)
    work.about(number, "cluster", clusters.ACTING, **signed)
    work.plan(number, "Suspend them", owner="C. Third", due_at=dt.datetime(2026, 2, 1), **signed)

    page = opened("found")
    page.query_params["case"] = str(number)
    page.run()

    assert "80 accounts in 1 cluster act as one" in words(page)
    assert "Suspend them; owner C. Third; due 2026-02-01." in words(page)


def test_ticks_and_own_words_are_kept_in_the_case_and_the_command_line_gives_the_same(
    opened, found, words, monkeypatch, tmp_path
):
    monkeypatch.setenv("HYDRASCOPE_CASES", str(tmp_path / "cases"))
    root = found("found")
    signed = {"author": "B. Other", "at": dt.datetime(2026, 1, 27)}
    number = Work(cases.of(root)).open("A swarm", **signed)
    Work(cases.of(root)).about(number, "cluster", clusters.ACTING, **signed)
    text = "select account_id, requests from accounts order by all limit 2"
    query_id = History(tmp_path / "cases" / "queries.sqlite").store(text, {}, **signed)
    pins.of(root).add(query_id, title="Who asks", fingerprint="old", **signed)
    page = opened("found")
    page.query_params["case"] = str(number)
    page.run()
    assert text not in words(page)

    page.checkbox(key="brief_pin_1").check().run()
    page.session_state["brief_edit"] = True
    page.run()
    page.selectbox(key="brief_sentence").set_value("ties").run()
    page.text_area(key=f"brief_words_{number}_internal_ties").set_value("By the card.")
    page.text_input(key="brief_words_author").set_value("E. Fifth")
    next(one for one in page.button if one.label == "Use these words").click().run()

    assert not page.exception
    assert "By the card. † (edited by E. Fifth" in words(page)
    assert "Own SQL&#58; Who asks" in words(page)
    assert text in [one.value for one in page.code]
    kept = []
    monkeypatch.setattr(brief_files.st, "download_button", lambda _, **told: kept.append(told))
    page.run()
    out = tmp_path / "a.md"
    assert main(["brief", "--case", "1", "--out", str(out), "--warehouse", str(root)]) == 0
    assert kept[3]["data"]() == out.read_bytes()
    page.checkbox(key="brief_pin_1").uncheck().run()
    assert briefs.taken(cases.of(root), number) == []
    assert "Own SQL" not in words(page)
