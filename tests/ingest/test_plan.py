"""What an import would load, what it leaves out, and what it says when nothing is left."""

import gzip
import io
import json
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import pytest

from hydrascope.errors import InputError, UnknownFormat
from hydrascope.ingest.batches import file_digest
from hydrascope.ingest.plan import plan

ROWS = "ts,account_id\n2025-05-01,a\n"


def names(paths: list[Path]) -> dict[str, str]:
    return {item.name: item.reason for item in plan(paths).skipped}


def test_what_lies_beside_the_data_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    for name in ("README.md", "SHA256SUMS", "LICENSE", "a.csv.sha256", ".DS_Store"):
        (tmp_path / name).write_text("x")
    (tmp_path / "empty.csv").write_text("")
    skipped = names([tmp_path])
    assert skipped.pop("empty.csv") == "empty file"
    assert skipped.pop(".DS_Store") == "hidden file"
    assert set(skipped) == {"README.md", "SHA256SUMS", "LICENSE", "a.csv.sha256"}
    assert [file.name for file in plan([tmp_path]).files] == ["a.csv"]


def test_containers_that_cannot_be_opened_come_with_advice(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS)
    sqlite3.connect(tmp_path / "b.db").execute("create table t(a)").connection.close()
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("x", "y")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("x"))
    (tmp_path / "d.tar.gz").write_bytes(gzip.compress(buffer.getvalue()))
    (tmp_path / "e.log").write_bytes((40).to_bytes(4, "big") + b'{"resourceSpans": []}')
    (tmp_path / "f.bin").write_bytes(bytes(range(1, 32)) * 40)
    (tmp_path / "g.parquet").write_bytes(b"PAR1 cut off")
    (tmp_path / "h.csv").write_text("colour,taste\nred,sweet\n")
    (tmp_path / "i.csv").write_text("a1,jane@ex.org,3\na2,joe@ex.org,4\n")
    skipped = names([tmp_path])
    expected = {
        "b.db": "SQLite", "c.xlsx": "spreadsheet", "d.tar.gz": "tar archive",
        "e.log": "length-prefixed", "f.bin": "binary", "g.parquet": "damaged Parquet",
        "h.csv": "colour, taste", "i.csv": "no header",
    }  # fmt: skip
    assert {name: word in skipped[name] for name, word in expected.items()} == dict.fromkeys(
        expected, True
    )


def test_nothing_to_load_says_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("colour,taste\nred,sweet\n")
    with pytest.raises(UnknownFormat, match=r"h\.csv.*colour.*--mapping"):
        plan([tmp_path])
    with pytest.raises(InputError, match="nothing at"):
        plan([tmp_path / "missing-*.csv"])
    (tmp_path / "h.csv").unlink()
    with pytest.raises(InputError, match="no files"):
        plan([tmp_path])


def test_synthetic_data_is_marked_and_its_truth_left_alone(tmp_path: Path) -> None:
    (tmp_path / "SYNTHETIC.json").write_text(
        json.dumps({"scenario": "demo", "description": "Synthetic.", "scale": 0.1, "seed": 7})
    )
    (tmp_path / "a.csv").write_text(ROWS)
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "accounts.csv").write_text("account_id,plan\na,b\n")
    made = plan([tmp_path])
    assert (made.is_synthetic, made.description, made.scenario) == (True, "Synthetic.", "demo")
    assert (made.seed, made.scale) == (7, 0.1)
    assert [item.name for item in made.skipped] == ["truth/accounts.csv"]
    with pytest.raises(UnknownFormat, match="never loaded"):
        plan([tmp_path / "truth"])


def test_files_folders_and_globs_name_things_relatively(tmp_path: Path) -> None:
    for name in ("x/a.csv", "x/b.csv", "y/a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ROWS)
    assert [f.name for f in plan([tmp_path / "x" / "a.csv"]).files] == ["a.csv"]
    assert [f.name for f in plan([tmp_path / "x"]).files] == ["a.csv", "b.csv"]
    assert [f.name for f in plan([tmp_path / "*" / "a.csv"]).files] == ["x/a.csv", "y/a.csv"]
    both = plan([tmp_path / "x", tmp_path / "y", tmp_path / "x" / "a.csv"])
    assert [f.name for f in both.files] == ["x/a.csv", "x/b.csv", "y/a.csv"]


def test_recognition_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("time,customer,prompt_tokens\n2025-05-01,a,3\n")
    (file,) = plan([tmp_path]).files
    assert file.source.name == "generic"
    assert "customer as account_id" in file.why
    assert file_digest(file.path) == file_digest(tmp_path / "a.csv")
    assert len(file_digest(file.path)) == 64


def test_a_simulation_is_known_from_a_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "SYNTHETIC.json").write_text("{}")
    folder = tmp_path / "day=1"
    folder.mkdir()
    (folder / "a.csv").write_text("ts,account_id,request_id\n2025-05-01,a,r\n")
    for given in (folder, folder / "a.csv", tmp_path / "*" / "*.csv"):
        found = plan([given])
        assert (found.is_synthetic, found.description) == (True, "synthetic data")
