"""Zip files whose bytes follow from their content alone: one clock, one order, one compression."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable

_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_CORE = "docProps/core.xml"
_TITLE = re.compile(rb"<dc:title>[^<]*</dc:title>")
_CREATOR = re.compile(rb"<dc:creator>[^<]*</dc:creator>")
_LAST = re.compile(rb"<cp:lastModifiedBy>[^<]*</cp:lastModifiedBy>")
_BOOK = (".xlsx",)
_LEFT_OUT = ("docProps/thumbnail.jpeg",)


def archive(files: Iterable[tuple[str, bytes]], at: dt.datetime) -> bytes:
    """A zip of these files in this order, every member stamped with ``at``."""
    made = io.BytesIO()
    stamp = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as box:
        for name, content in files:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o600 << 16
            box.writestr(info, content)
    return made.getvalue()


def office(content: bytes, at: dt.datetime, title: str, author: str) -> bytes:
    """An Office file with the clock at ``at``, in the sheets behind its charts as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        members = [(name, box.read(name)) for name in box.namelist() if name not in _LEFT_OUT]
    files = []
    for name, inside in members:
        if name.endswith(_BOOK):
            inside = office(inside, at, title, author)
        elif name == _CORE:
            inside = _core(inside, at, title, author)
        elif name == "_rels/.rels":
            inside = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", inside)
        files.append((name, inside))
    return archive(files, at)


def _core(inside: bytes, at: dt.datetime, title: str, author: str) -> bytes:
    """The file's properties: whose, when, called what; the library's own defaults go."""
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    inside = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", inside)
    inside = _TITLE.sub(b"<dc:title>" + _text(title) + b"</dc:title>", inside)
    inside = _CREATOR.sub(b"<dc:creator>" + _text(author) + b"</dc:creator>", inside)
    return _LAST.sub(b"<cp:lastModifiedBy/>", inside)


def _text(words: str) -> bytes:
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\\", "\\\\")):
        words = words.replace(mark, entity)
    return words.encode()
