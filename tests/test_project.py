"""What holds for the checkout as a whole."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300
LONGEST_PAGE = 60
# A file may be longer with a reason that would convince a stranger.
LONGER_FILES: dict[str, str] = {}


def tracked(*patterns: str) -> list[Path]:
    """Files of the project: tracked ones, and new ones git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [Path(name) for name in sorted(set(names)) if (ROOT / name).is_file()]


def lines(file: Path) -> int:
    return len((ROOT / file).read_text(encoding="utf-8").splitlines())


def test_no_page_lies_directly_under_pages():
    # Streamlit would open such a page from a deep link without app.py, filters missing.
    assert [file for file in tracked("pages/*.py") if len(file.parts) == 2] == []


def test_no_file_is_longer_than_anyone_reads():
    long = {str(file) for file in tracked("*.py", "*.sh") if lines(file) > LONGEST_FILE}

    assert long == set(LONGER_FILES)


def test_pages_are_short():
    assert [str(file) for file in tracked("pages/**/*.py") if lines(file) > LONGEST_PAGE] == []


def test_the_server_listens_on_this_machine_only_and_tells_nobody():
    with (ROOT / ".streamlit/config.toml").open("rb") as handle:
        config = tomllib.load(handle)

    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] in ("none", False)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_pinned(name):
    asked = (ROOT / f"{name}.in").read_text(encoding="utf-8")
    pinned = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    wanted = re.findall(r"^([a-z0-9][a-z0-9-]*)", asked, flags=re.MULTILINE)
    got = dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", pinned, flags=re.MULTILINE))

    assert set(wanted) <= got.keys()
    assert "://" not in pinned


def test_both_pinned_files_agree():
    pins: dict[str, set[str]] = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        found: dict[str, set[str]] = {}
        for package, rest in re.findall(r"^([a-z0-9-]+)(==.*)$", text, flags=re.MULTILINE):
            found.setdefault(package, set()).add(rest)
        for package, versions in found.items():
            assert pins.setdefault(package, versions) == versions or package in ("colorama",)


def test_the_project_names_no_place_but_its_own():
    # Built from pieces, so that this file does not hold what it looks for.
    beyond = ["/" + "work/", "/" + "root/", "/" + "home/", "../" + "shared", "pypi" + ".org"]
    wrong = [
        (str(file), text)
        for file in tracked("*.py", "*.sql", "*.md", "*.sh", "*.toml", "*.txt", "*.in", "Makefile")
        for text in beyond
        if text in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_only_scoring_and_tests_know_of_the_truth():
    wrong = [
        str(file)
        for file in tracked("queries", "pages", "hydrascope/ui", "hydrascope/charts")
        if "truth/" in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_no_test_sleeps():
    sleepers = [
        f"{file}:{node.lineno}"
        for file in tracked("tests/*.py", "tests/**/*.py")
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("sleep", "wait_for_timeout")
    ]
    assert sleepers == []
