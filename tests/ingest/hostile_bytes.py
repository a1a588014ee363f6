"""Archives, bombs and small exports as bytes, for the tests of hostile files."""

import gzip
import io
import json
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = [
    {"ts": "2026-02-02T00:00:00Z", "request_id": f"k{n}", "account_id": f"a{n}"} for n in (1, 2, 3)
]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
TABLE = b"ts,request_id,account_id\n" + b"".join(
    f"{r['ts']},{r['request_id']},{r['account_id']}\n".encode() for r in ROWS
)
ARRAY = json.dumps(ROWS).encode()
REQUEST = '{"ts": "2026-02-01T00:00:00Z", "account_id": "a1", "model": "m"}\n'


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), sink)
    return sink.getvalue()


def zipped(*names: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, LINES)
    return sink.getvalue()


def zip_bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", b" " * (1 << 26))
    return sink.getvalue()


def tarred(name: str, link: str = "") -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        if link:
            entry.type, entry.linkname = tarfile.SYMTYPE, link
            archive.addfile(entry)
        else:
            entry.size = len(LINES)
            archive.addfile(entry, io.BytesIO(LINES))
    return sink.getvalue()


def named_gzip(name: str) -> bytes:
    """A gzip member that says its file was called so."""
    sink = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=sink) as out:
        out.write(LINES)
    return sink.getvalue()
