"""What a file is, told from its first bytes: compression, container, encoding."""

from dataclasses import dataclass
from pathlib import Path

_ADVICE = {
    b"SQLite format 3": "a SQLite database: export the table as CSV and import that",
    b"PK\x03\x04": "a zip archive or spreadsheet: unpack it, or save the sheet as CSV",
    b"PK\x05\x06": "an empty zip archive",
    b"BZh": "compressed with bzip2: unpack it first",
    b"\xfd7zXZ\x00": "compressed with xz: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"Obj\x01": "an Avro file: export as Parquet or JSON",
    b"ORC": "an ORC file: export as Parquet or JSON",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PGDMP": "a binary Postgres dump: export the table with COPY … TO … CSV HEADER",
    b"\x1f\x8b": "compressed twice: unpack it once, then import what comes out",
    b"\x28\xb5\x2f\xfd": "compressed twice: unpack it once, then import what comes out",
    b"DUCK": "a DuckDB database: export its tables as Parquet",
}
_FRAMED = (
    "length-prefixed frames (an OpenTelemetry file exporter with compression or protobuf): "
    "set format: json and no compression in the exporter, and export again"
)
HEAD = 1 << 18


@dataclass(frozen=True)
class Opened:
    """The first bytes of a file, unpacked, or the reason it cannot be read."""

    compression: str
    head: bytes
    refusal: str = ""
    is_whole: bool = False


def compression_of(head: bytes) -> str:
    """gzip, zstd or none, by magic bytes."""
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd"
    return "none"


def refusal_of(head: bytes) -> str:
    """Why content that begins so cannot be loaded; '' when it may be."""
    for magic, advice in _ADVICE.items():
        if head.startswith(magic):
            return advice
    if head[4:8] == b"DUCK" or head[8:12] == b"DUCK":
        return _ADVICE[b"DUCK"]
    if head[257:262] == b"ustar":
        return "a tar archive: unpack it first, then import the folder"
    if _is_framed(head):
        return _FRAMED
    if encoding_of(head) == "utf-8" and _binary_share(head) > 0.05:
        return "binary data of a kind Hydrascope does not know"
    return ""


def _is_framed(head: bytes) -> bool:
    if len(head) < 5 or head[:1] != b"\x00":
        return False
    length = int.from_bytes(head[:4], "big")
    return 0 < length < 1 << 28 and head[4:5] in (b"{", b"\n", b"\x28")


def _binary_share(head: bytes) -> float:
    sample = head[:4096]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return odd / max(len(sample), 1)


def encoding_of(head: bytes) -> str:
    """The text encoding: by mark, by the zeros of UTF-16, else UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = head[:4096]
    if len(sample) >= 4 and sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return "utf-8"


def is_utf8(head: bytes) -> bool:
    """Whether the bytes are UTF-8, a character cut off at the end aside."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3
    return True


def first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(512)
