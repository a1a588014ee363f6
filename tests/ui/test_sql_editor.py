import json
import re

from hydrascope.errors import Failed
from hydrascope.ui import sql_editor

BUNDLE = (sql_editor.FOLDER / "editor.min.js").read_text(encoding="utf-8")
LICENCES = (sql_editor.FOLDER / "LICENSES.txt").read_text(encoding="utf-8")


def test_every_package_asked_for_is_pinned_and_its_licence_kept():
    asked = json.loads((sql_editor.FOLDER / "package.json").read_text(encoding="utf-8"))
    held = dict(re.findall(r"^== (\S+) (\S+)$", LICENCES, flags=re.MULTILINE))

    assert asked["dependencies"].items() <= held.items()
    assert all(re.fullmatch(r"[\d.]+", version) for version in asked["devDependencies"].values())


def test_the_lock_names_no_registry():
    lock = (sql_editor.FOLDER / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_the_bundle_fetches_nothing():
    named = set(re.findall(r"https?://([\w.-]+)", BUNDLE))

    assert named <= {"www.w3.org"}
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|importScripts)\(", BUNDLE)


def test_an_error_without_a_place_marks_nothing_and_one_with_a_line_marks_it_whole():
    assert sql_editor._placed(None) is None
    assert sql_editor._placed(Failed("It failed.")) is None
    assert sql_editor._placed(Failed("It failed.", line=2))["column"] == 1
    assert sql_editor._placed(Failed("It failed.", line=2, column=3, length=4)) == {
        "line": 2,
        "column": 3,
        "length": 4,
        "message": "It failed.",
    }
