"""The Data page as a person meets it: upload, mapping, rejects, going back, erasing.

And what goes wrong on the way: a wrong mapping, a page loaded anew, Stop, a killed import.
"""

import json
import os
import re
import signal

import pytest
from playwright.sync_api import expect

HEAD = "ts,account_id,gen_ai_request_model,gen_ai_usage_input_tokens"
SLOW_MS = 90_000


def export(folder, day, bad=0):
    lines = [HEAD, *(f"2026-02-{day:02}T{n % 24:02}:00:00Z,who-{n % 5},m,{n}" for n in range(40))]
    lines += ["never,who-1,m,1"] * bad
    path = folder / f"day{day}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def own_site(serve, tmp_path_factory):
    """A dashboard on a folder where nothing was ever imported."""
    return serve(tmp_path_factory.mktemp("own") / "warehouse").ready()


def part(page, name):
    page.get_by_role("radio", name=name, exact=True).click()


def upload(someone, path):
    page = someone.page
    page.locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_test_id("stMain").get_by_text(path.name).first).to_be_visible()
    page.get_by_role("button", name="Look into them").click()


def load(page, said):
    page.get_by_role("button", name=re.compile("^Import 1 file")).click()
    expect(page.get_by_test_id("stMain")).to_contain_text(said, timeout=SLOW_MS)
    page.get_by_role("button", name="Close this report").click()


def test_from_nothing_to_data_and_back_again(visitor, own_site, tmp_path):
    someone = visitor(own_site)
    someone.open("/", "No data has been imported yet")
    page = someone.page
    page.get_by_role("link", name="Add files on the Data page").click()
    someone.sees("Data")

    upload(someone, export(tmp_path, 1, bad=2))
    expect(page.get_by_text("canonical column names of requests")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("2 of these rows would be rejected")).to_be_visible()
    expect(page.get_by_text("What this file does not tell")).to_be_visible()
    load(page, "42 rows read = 40 loaded + 0 already there + 2 rejected")

    part(page, "What is loaded")
    expect(page.get_by_role("heading", name="Rejected rows")).to_be_visible()
    page.get_by_role("button", name="Show examples").click()
    expect(page.locator(".st-key-data_examples_rows_box")).to_contain_text("never")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="All rejected rows of that import").click()
    kept = [json.loads(line) for line in fetched.value.path().read_text().splitlines()]
    assert [one["reason"] for one in kept] == ["time not understood"] * 2

    part(page, "Add files")
    odd = tmp_path / "odd.csv"
    odd.write_text(
        "\n".join(["wann;wer;cent", *(f"17718912{n:02};who-{n % 3};5" for n in range(20))]),
        encoding="utf-8",
    )
    upload(someone, odd)
    expect(page.get_by_text("no source recognises its columns").first).to_be_visible(
        timeout=SLOW_MS
    )
    attempt = page.get_by_role("button", name="Try it on this file")
    attempt.click()
    expect(page.get_by_text("No column was chosen, and a row without it")).to_be_visible()
    someone.choose(re.compile(r"^(Selected .*)?Time \*$"), 1)
    for name, column in (("Account", "wer"), ("Input tokens", "wer")):
        page.get_by_role("combobox", name=re.compile(f"^(Selected .*)?{name}$")).click()
        page.get_by_role("option", name=column, exact=True).click()
    attempt.click()
    expect(page.get_by_text("None of its values could be read, for example")).to_be_visible(
        timeout=SLOW_MS
    )
    expect(page.locator('[class*="_tried_box"]')).to_be_visible()
    assert someone.settled().violations() == []
    page.get_by_role("button", name="Keep it for files with these columns").click()
    expect(page.get_by_text("The mapping kept for files with these columns")).to_be_visible(
        timeout=SLOW_MS
    )
    load(page, "20 rows read = 20 loaded")

    part(page, "Versions")
    page.get_by_role("button", name="Publish this version").click()
    expect(page.locator(".st-key-dataset_line")).to_contain_text("40 requests")

    part(page, "Forget")
    erase = page.get_by_role("button", name="Erase it for good")
    expect(erase).to_be_disabled()
    page.get_by_label("Type the name of the file").fill("day1.csv")
    page.keyboard.press("Enter")
    expect(erase).to_be_enabled()
    erase.click()
    expect(page.get_by_test_id("stMain")).to_contain_text("40 rows of requests", timeout=SLOW_MS)
    expect(page.get_by_test_id("stMain")).to_contain_text("2 rejected records")
    page.get_by_role("button", name="Close this report").click()
    part(page, "Versions")
    expect(page.get_by_text("There is no other version to go back to.")).to_be_visible()


def running(page, root):
    """The process of the import that the page says is under way."""
    expect(page.locator(".st-key-data_running")).to_contain_text("so far")
    *_, last = sorted((root / "jobs").glob("*/job.json"))
    return json.loads(last.read_text())["pid"]


@pytest.fixture(scope="module")
def busy_site(serve, tmp_path_factory):
    """A dashboard of its own, its folder, and an export that takes a moment to load."""
    root = tmp_path_factory.mktemp("busy") / "warehouse"
    return serve(root).ready(), root, export(root.parent, 3)


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_an_import_outlives_the_page_and_its_end_is_said(visitor, busy_site, how):
    address, root, path = busy_site
    someone = visitor(address)
    someone.open("/data", "Data")
    page = someone.page
    upload(someone, path)
    page.get_by_role("button", name=re.compile("^Import 1 file")).click()
    pid = running(page, root)
    os.kill(pid, signal.SIGSTOP)  # it stands still until the test is done with it
    try:
        someone.open("/data", "Data")  # loaded anew, with another session
        line = page.locator(".st-key-data_running")
        expect(line).to_contain_text(path.name)
        expect(line).to_contain_text("so far")
        if how == "stopped":
            page.get_by_role("button", name="Stop", exact=True).click()
            expect(line).to_contain_text("Stopping; nothing published changes.")
    finally:
        os.kill(pid, signal.SIGCONT if how == "stopped" else signal.SIGKILL)
    said = "Stopped before the end" if how == "stopped" else "It ended without a word"
    expect(page.locator(".st-key-data_report")).to_contain_text(said, timeout=SLOW_MS)
    expect(page.get_by_text("Nothing has been imported into").first).to_be_visible()
    page.get_by_role("button", name="Close this report").click()
    assert not list(root.glob("usage-*"))


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_it_can_be_read_by_everybody(visitor, color_scheme):
    someone = visitor(color_scheme=color_scheme, viewport={"width": 390, "height": 844})
    someone.open("/data", "Data")
    expect(someone.page.get_by_role("heading", name="Which days are there")).to_be_visible()
    assert someone.settled().violations() == []
    width = someone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
