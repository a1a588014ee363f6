"""Files that are broken, or made to break: each is refused or salvaged, and says so.

All the small ones go through one import into a warehouse that holds data already: afterwards
that data is as it was, and every file is accounted for.
"""

import datetime as dt
import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# ruff: noqa: E501
import pytest

from hydrascope.errors import HydrascopeError
from hydrascope.export.cells import unformulated
from hydrascope.ingest.pipeline import run_import
from hydrascope.ingest.report import FileResult, ImportReport
from hydrascope.warehouse.store import Warehouse
from tests.ingest.hostile_bytes import (
    ARRAY,
    LINES,
    REQUEST,
    ROWS,
    TABLE,
    named_gzip,
    parquet,
    tarred,
    zip_bomb,
    zipped,
)  # fmt: skip
from tests.once import once

NOW = dt.datetime(2026, 3, 1)
TRICKS = (
    "../../escape.jsonl", "/etc/passwd", "C:\\Windows\\a.jsonl", "..\\..\\a.jsonl", "a/../../b.jsonl",
    "con.jsonl", "a\x00b.jsonl", "\u202elnosj.a", "a" * 300, "nested/../../../x.jsonl",
)  # fmt: skip
MAGIC = {
    "sqlite": b"SQLite format 3\0" + b"x" * 100, "pdf": b"%PDF-1.7\n", "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff\xe0abc", "gif": b"GIF89a", "avro": b"Obj\x01\x04", "orc": b"ORC\n",
    "7z": b"7z\xbc\xaf\x27\x1c", "bz2": b"BZh91AY", "xz": b"\xfd7zXZ\x00\x00", "pgdump": b"PGDMP\x01",
    "duck": b"\0" * 8 + b"DUCK" + b"\0" * 90, "par1": b"PAR1 and nothing more", "elf": b"\x7fELF\2\1\1\0\0",
    "gzip": b"\x1f\x8b\x08\x00 but no gzip", "zstd": b"\x28\xb5\x2f\xfd but no zstd",
    "frames": b"\x00\x00\x00\x10{12345678901234}", "twice": gzip.compress(gzip.compress(LINES)),
    "zip": zipped("a.jsonl"), "emptyzip": zipped(), "bomb": zip_bomb(), "zeros": b"\0" * 5000,
    "noise": bytes(range(256)) * 20, "exe": b"MZ\x90\0\3\0\0\0" * 8,
}  # fmt: skip
TEXTS = {
    "nothing-but-blanks.jsonl": b" \n\n \t\n", "only-a-brace.json": b"{", "only-brackets.json": b"[[[[",
    "deep-array.json": b"[" * 50_000, "deep-object.json": b'{"a":' * 50_000,
    "deep-closed.json": b"[" * 50_000 + b"]" * 50_000, "scalars.json": b"1 2 3", "null.json": b"null",
    "strings.json": b'["a", "b"]', "html.csv": b"<html><body>Sign in</body></html>",
    "unclosed-quote.csv": b'ts,request_id,account_id\n"api_key,k,a\n' + b"x,y,z\n" * 50,
    "no-name.csv": b",,,\n1,2,3,4\n", "same-names.csv": b"a,a,a\n1,2,3\n", "prose.txt": b"Dear all,\nplease find",
    "many-columns.csv": ",".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n",
    "long-header.csv": b"ts," + b"x" * 300_000 + b"\n1,2\n", "xml.json": b"<a/>", "bom-only.csv": b"\xef\xbb\xbf",
}  # fmt: skip


def cell(n: int) -> bytes:
    return json.dumps(
        {"ts": "2026-02-02T00:00:00Z", "request_id": f"h{n}", "account_id": "x"}
    ).encode()


# One odd record among good ones: (bytes of the record, whether it is loaded all the same).
ODD: dict[str, tuple[bytes, bool]] = {
    "bad-utf8": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "\xff\xfe", "account_id": "x"}', False),
    "cut-utf8": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "\xe2\x82", "account_id": "x"}', False),
    "overlong": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "\xc0\xaf", "account_id": "x"}', False),
    "surrogate-bytes": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "\xed\xa0\x80", "account_id": "x"}', False),
    "half-line": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "h', False),
    "not-json": (b"GET / HTTP/1.1", False),
    "array": (b"[1, 2]", False),
    "number": (b"42", False),
    "no-time": (b'{"account_id": "x", "request_id": "h"}', False),
    "nul-byte": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "a\x00b", "account_id": "x"}', False),
    "deep": (b'{"ts": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", False),
    "huge-number": (b'{"ts": "2026-02-02", "duration_ms": 1e999999, "request_id": "h", "account_id": "x"}', True),
    "long-digits": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": ' + b"9" * 5000 + b', "account_id": "x"}', True),
    "many-keys": (
        b'{"ts": "2026-02-02T00:00:00Z", "request_id": "h", "account_id": "x", '
        + b", ".join(b'"k%d": 1' % n for n in range(20_000)) + b"}", True),
    "same-key-twice": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "h", "request_id": "i", "account_id": "x"}', True),
    "long-text": (b'{"ts": "2026-02-02T00:00:00Z", "request_id": "h", "account_id": "' + b"x" * 400_000 + b'"}', True),
}  # fmt: skip
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0", "\t=1+1",
    "\r=1", "=IMPORTXML(A1)", "=WEBSERVICE(A1)", "=DDE(1)", "@x", "+x", "-x", "=",
)  # fmt: skip

NAMES = ("new\nline.jsonl", "quo'te\".jsonl", "\udcff\udcfe.jsonl", "$x;--.jsonl", "\u202e.jsonl")
LINKS = ("outside", "nothing", "folder", "loop", "pipe", "inside")


@dataclass
class Told:
    """What one import of everything said, and what the warehouse holds."""

    report: ImportReport
    files: dict[str, FileResult]
    skipped: dict[str, str]
    before: list[tuple[object, ...]]
    after: list[tuple[object, ...]]
    values: set[str]


def cuts() -> Iterator[tuple[str, bytes]]:
    """Small files cut off after every byte."""
    for name, whole, step in (
        ("jsonl", LINES, 1), ("csv", TABLE, 1), ("json", ARRAY, 1), ("gz", gzip.compress(LINES, mtime=0), 1),
        ("parquet", parquet(), 13),
    ):  # fmt: skip
        for size in range(1, len(whole), step):
            yield f"cut-{name}/{size:04}.{name}", whole[:size]


CUTS = dict(cuts())
FILES = {
    **CUTS,
    **{f"magic/{name}.log": data for name, data in MAGIC.items()},
    **{f"archive/{n}.zip": zipped(name) for n, name in enumerate(TRICKS)},
    **{f"archive/{n}.tar": tarred(name[:99].replace("\0", "")) for n, name in enumerate(TRICKS)},
    **{f"archive/link{n}.tar": tarred("link", target) for n, target in enumerate(TRICKS[:4])},
    **{f"gzipname/{n}.gz": named_gzip(name.replace("\0", "")) for n, name in enumerate(TRICKS[:6])},
    **{f"texts/{name}": data for name, data in TEXTS.items()},
    **{f"odd/{name}.jsonl": cell(1) + b"\n" + data + b"\n" + cell(2) + b"\n" for name, (data, _) in ODD.items()},
    **{
        f"formulas/{n}.csv": f'ts,request_id,account_id\n2026-02-02,f{n},"{text.replace(chr(34), chr(34) * 2)}"\n'.encode()
        for n, text in enumerate(FORMULAS)
    },
}  # fmt: skip
REFUSED = [name for name in FILES if name.split("/")[0] in ("magic", "archive", "texts")]


def stored(warehouse: Warehouse) -> list[tuple[object, ...]]:
    with warehouse.connect() as conn:
        return conn.execute(
            "select source_file, ts, account_id, gen_ai_request_model from requests"
            " where source_file = 'good.jsonl' order by all"
        ).fetchall()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return once(tmp_path_factory, "hostile", imported)


def imported(folder: Path) -> Told:
    """Everything in one import, into a warehouse that holds something already."""
    for name, data in FILES.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    oddly_named(folder / "in")
    (folder / "good.jsonl").write_text(REQUEST)
    warehouse = Warehouse(folder / "warehouse")
    run_import([folder / "good.jsonl"], warehouse, now=NOW, detection=False)
    before = stored(warehouse)
    report = run_import([folder / "in"], warehouse, now=NOW, detection=False)
    json.dumps(report.to_dict()).encode()
    with warehouse.connect() as conn:
        values = {row[0] for row in conn.execute("select account_id from requests").fetchall()}
    return Told(
        report, {file.file_name: file for file in report.files}, dict(report.skipped), before,
        stored(warehouse), values,
    )  # fmt: skip


def oddly_named(folder: Path) -> None:
    """Files with odd names, and links and pipes among files; each holds a record of its own."""
    for n, name in enumerate(NAMES):
        (folder / f"name{n}").mkdir()
        (folder / f"name{n}" / name).write_bytes(cell(100 + n) + b"\n")
    secret = folder.parent / "secret.jsonl"
    secret.write_text(REQUEST)
    for kind in LINKS:
        inside = folder / f"link-{kind}"
        inside.mkdir()
        (inside / "good.jsonl").write_bytes(cell(200 + LINKS.index(kind)) + b"\n")
        odd = inside / "odd.jsonl"
        if kind == "pipe":
            os.mkfifo(odd)
        else:
            goal = {"outside": secret, "nothing": inside / "gone", "folder": inside, "loop": odd}
            odd.symlink_to(goal.get(kind, inside / "good.jsonl"))


def accounted(told: Told, name: str) -> FileResult | str:
    """The file's counts, which add up, or the reason it was refused."""
    if name in told.skipped:
        assert len(told.skipped[name]) > 5
        return told.skipped[name]
    file = told.files[name]
    assert file.rows_read == file.rows_loaded + file.rows_duplicate + file.rows_rejected
    return file


def test_what_was_there_before_is_as_it_was(told: Told) -> None:
    assert told.before == told.after != []


@pytest.mark.parametrize("name", CUTS)
def test_a_file_cut_off_after_any_byte_is_salvaged_or_refused(told: Told, name: str) -> None:
    found = accounted(told, name)

    if isinstance(found, str):
        return
    kept = found.rows_loaded + found.rows_duplicate
    if name.startswith("cut-jsonl"):
        lines = [line for line in CUTS[name].split(b"\n") if line]
        whole = sum(line.endswith(b"}") for line in lines)
        assert (kept, found.rows_rejected) == (whole, len(lines) - whole)
    assert kept <= len(ROWS)
    if name.startswith("cut-gz"):
        assert found.rows_rejected >= 1  # the damage itself is told


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_export_is_refused_with_a_reason(told: Told, name: str) -> None:
    found = accounted(told, name)

    assert isinstance(found, str) or not found.rows_loaded, found


@pytest.mark.parametrize("name", ODD)
def test_one_odd_record_costs_no_other(told: Told, name: str) -> None:
    found = accounted(told, f"odd/{name}.jsonl")

    assert isinstance(found, FileResult), found
    kept = found.rows_loaded + found.rows_duplicate
    assert (kept, found.rows_rejected) == ((3, 0) if ODD[name][1] else (2, 1))


@pytest.mark.parametrize("n", range(6))
def test_the_name_inside_a_gzip_file_means_nothing(told: Told, n: int) -> None:
    found = accounted(told, f"gzipname/{n}.gz")

    assert isinstance(found, FileResult) and found.rows_rejected == 0 and found.rows_read == 3


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_kept_as_text_and_defused_where_they_leave(told: Told, text: str) -> None:
    if text.strip() not in ("-", ""):
        assert told.values & {text, text.strip()}
    assert str(unformulated(text)).startswith("'")


@pytest.mark.parametrize("kind", LINKS)
def test_links_and_pipes_are_told_not_followed(told: Told, kind: str) -> None:
    good = accounted(told, f"link-{kind}/good.jsonl")

    assert isinstance(good, FileResult)
    assert good.rows_loaded == 1
    # A link to a file of the same folder is that file once more, and its rows are not counted.
    assert (f"link-{kind}/odd.jsonl" in told.files) == (kind == "inside")
    assert any(name.startswith(f"link-{kind}/") for name in told.skipped) == (kind != "inside")


@pytest.mark.parametrize("n", range(len(NAMES)))
def test_odd_names_are_told_and_stored(told: Told, n: int) -> None:
    (file,) = (file for name, file in told.files.items() if name.startswith(f"name{n}/"))
    assert file.rows_loaded == 1 and file.file_name.isprintable()


def test_an_import_of_nothing_usable_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.jsonl").write_text(REQUEST)
    warehouse = Warehouse(tmp_path / "w")
    run_import([tmp_path / "good.jsonl"], warehouse, now=NOW, detection=False)
    before = (warehouse.root / "current.json").read_bytes()
    for name in ("magic/zip.log", "magic/twice.log", "archive/0.tar", "texts/deep-array.json"):
        bad = tmp_path / Path(name).name
        bad.write_bytes(FILES[name])

        with pytest.raises(HydrascopeError) as error:
            run_import([bad], warehouse, now=NOW, detection=False)

        assert error.value.cause and error.value.remedy
        assert (warehouse.root / "current.json").read_bytes() == before
