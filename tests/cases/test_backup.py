"""Backup and restore: everything people wrote comes back, and nothing else gets in."""

import datetime as dt
import json
import shutil
import zipfile

import pytest

from hydrascope import audit, cases
from hydrascope.cases import Work
from hydrascope.cases.backup import MANIFEST, backup, restore
from hydrascope.errors import InputError

NOW = dt.datetime(2026, 3, 1, 12)
SAID = {"author": "mk", "at": NOW}


@pytest.fixture
def installed(tmp_path):
    """An installation with a case and a saved query."""
    root = tmp_path / "one" / "warehouse"
    work = Work(cases.of(root))
    work.note(work.open("A swarm", **SAID), "seen at night", **SAID)
    saved = tmp_path / "one" / "cases" / "queries"
    saved.mkdir()
    (saved / "0123456789ab.sql").write_text("-- title: mine\n\nselect 1\n")
    return root


def files(root):
    folder = root.parent / "cases"
    kept = (".sqlite", ".sql")
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.suffix in kept)


def test_everything_people_wrote_comes_back_elsewhere(installed, tmp_path):
    out = tmp_path / "kept" / "cases.zip"
    told = backup(installed, out, **SAID)
    other = tmp_path / "two" / "warehouse"
    other.mkdir(parents=True)
    shutil.copy(installed / "secret.key", other / "secret.key")

    restored = restore(other, out, author="lr", at=NOW)

    assert files(other) == files(installed)
    assert restored["moved_aside"] is None
    work = Work(cases.of(other))
    assert work.notes(1)["text"].tolist() == ["seen at night"]
    trail = audit.of(other)
    assert trail.verify() == []
    assert trail.verify(told["head"]) == []
    assert trail.entries()["act"].tolist() == ["restore", "backup", "note", "case"]
    work.note(1, "and goes on", **SAID)
    assert trail.verify() == []


def test_without_the_secret_the_trail_says_that_seals_cannot_be_checked(installed, tmp_path):
    backup(installed, tmp_path / "b.zip", **SAID)
    restore(tmp_path / "two" / "warehouse", tmp_path / "b.zip", **SAID)
    (told,) = audit.of(tmp_path / "two" / "warehouse").verify()
    assert "3 entries, from 1 to 3, were sealed with another secret" in told


def test_what_is_there_is_moved_aside_only_when_asked(installed, tmp_path):
    out = tmp_path / "b.zip"
    backup(installed, out, **SAID)
    Work(cases.of(installed)).note(1, "written after the backup", **SAID)
    head = str(audit.of(installed).head())
    with pytest.raises(InputError, match="holds cases already"):
        restore(installed, out, **SAID)

    told = restore(installed, out, replace=True, **SAID)

    assert Work(cases.of(installed)).notes(1)["text"].tolist() == ["seen at night"]
    aside = tmp_path / "one" / "cases-before-20260301T120000"
    assert told["moved_aside"] == str(aside)
    assert len(Work(cases.Book(aside / "cases.sqlite")).notes(1)) == 2
    # Going back in time is allowed to nobody else, and it is on record.
    trail = audit.of(installed)
    assert trail.verify() == []
    assert json.loads(trail.entries(acts=["restore"])["detail"][0])["head_before"] == head
    assert any("known from earlier" in problem for problem in trail.verify(head))


def altered(source, target, name, content):
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for one in before.namelist():
            after.writestr(one, content if one == name else before.read(one))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda b, f: altered(b, f, "cases.sqlite", b"x"), "was altered"),
        (lambda b, f: altered(b, f, MANIFEST, b"{}"), "is no backup"),
        (lambda b, f: f.write_bytes(b.read_bytes()[:100]), "is no backup"),
        (lambda _, f: f.write_text("x"), "is no backup"),
        (lambda _, __: None, "no file"),
    ],
)
def test_a_bad_backup_is_refused_before_anything_is_touched(installed, tmp_path, change, told):
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    backup(installed, good, **SAID)
    change(good, bad)
    with pytest.raises(InputError, match=told):
        restore(installed, bad, replace=True, **SAID)
    assert Work(cases.of(installed)).notes(1)["text"].tolist() == ["seen at night"]
    assert sorted(file.name for file in (tmp_path / "one").iterdir()) == ["cases", "warehouse"]


def test_a_backup_that_names_a_file_outside_its_folder_is_refused(installed, tmp_path):
    bad = tmp_path / "bad.zip"
    known = {"sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    told = {"layout": 1, "made_at": "", "head": None, "files": {"../outside": known}}
    with zipfile.ZipFile(bad, "w") as packed:
        packed.writestr("../outside", "x")
        packed.writestr(MANIFEST, json.dumps(told))
    with pytest.raises(InputError, match="outside its folder"):
        restore(tmp_path / "two" / "w", bad, **SAID)
    assert not list(tmp_path.rglob("outside"))


def test_where_nothing_was_written_there_is_nothing_to_back_up(tmp_path):
    with pytest.raises(InputError, match="nothing to back up"):
        backup(tmp_path / "w", tmp_path / "b.zip", **SAID)
    assert list(tmp_path.iterdir()) == []
