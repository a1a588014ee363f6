"""Imports point one way, as the table in docs/architecture.md says."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "hydrascope"
KNOWS_STREAMLIT = {"app", "pages", "ui"}
ROW = re.compile(r"^\| `(?P<room>\w+)` \|[^|]*\|(?P<allowed>[^|]*)\|$")


def allowed() -> dict[str, set[str]]:
    """The table in the document, by room."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.split("## Who may import whom")[1].split("\n## ")[0]
    rows = filter(None, map(ROW.match, section.splitlines()))
    return {row["room"]: set(re.findall(r"`(\w+)`", row["allowed"])) for row in rows}


def sources() -> list[Path]:
    files = [*(ROOT / PACKAGE).rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    return sorted(file.relative_to(ROOT) for file in files)


def room_of(file: Path) -> str:
    """``hydrascope/db.py`` is in room db, ``pages/volumes/x.py`` in pages."""
    parts = file.with_suffix("").parts
    return parts[1] if parts[0] == PACKAGE else parts[0]


@cache
def imported(file: Path) -> list[str]:
    """Full names of everything the file imports, wherever in it the import stands."""
    names: list[str] = []
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively; the full name says more"
            names.extend(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def rooms_imported(file: Path) -> set[str]:
    ours = (name.split(".") for name in imported(file) if name.startswith(f"{PACKAGE}."))
    return {parts[1] for parts in ours} - {"__version__"}


def used() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in sources():
        room = room_of(file)
        found.setdefault(room, set()).update(rooms_imported(file) - {room})
    return found


def test_the_table_knows_every_room():
    assert {room_of(file) for file in sources()} - {"__init__"} == allowed().keys()


def test_no_file_imports_what_its_room_may_not():
    table = allowed()
    wrong = {
        str(file): sorted(beyond)
        for file in sources()
        if (beyond := rooms_imported(file) - {room_of(file)} - table.get(room_of(file), set()))
    }
    assert not wrong


@pytest.mark.parametrize("table", [allowed, used])
def test_there_are_no_cycles(table):
    waiting = {room: set(targets) for room, targets in table().items()}
    while ready := [room for room, targets in waiting.items() if not targets & waiting.keys()]:
        for room in ready:
            del waiting[room]
    assert not waiting


def test_only_pages_and_their_panels_name_streamlit():
    wrong = [
        str(file)
        for file in sources()
        if room_of(file) not in KNOWS_STREAMLIT
        and any(name.split(".")[0] == "streamlit" for name in imported(file))
    ]
    assert not wrong


def test_the_core_runs_without_streamlit():
    modules = sorted(
        ".".join(file.with_suffix("").parts).removesuffix(".__init__")
        for file in sources()
        if file.parts[0] == PACKAGE and room_of(file) not in {*KNOWS_STREAMLIT, "__main__"}
    )
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'streamlit'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
