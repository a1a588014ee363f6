"""What a file says: its text, whatever the format, and every member of an archive."""

import functools
import io
import re
import zipfile
from html import unescape

from pypdf import PdfReader

# A table's number in the midst of a text: no digit beside it.
_SPACE = re.compile(r"\s+")


def members(content, suffix):
    """Each file within a file, archives opened: name and bytes."""
    if suffix not in (".pptx", ".zip", ".xlsx"):
        yield suffix, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        for name in box.namelist():
            yield from members(box.read(name), "." + name.rsplit(".", 1)[-1])


@functools.lru_cache(maxsize=40)
def text(content, suffix):
    """Everything a file says, without white space; of a PDF what a reader extracts."""
    told = []
    for kind, inside in members(content, suffix):
        if kind == ".pdf":
            reader = PdfReader(io.BytesIO(inside))
            told += [page.extract_text() for page in reader.pages]
            told += [str(value) for value in (reader.metadata or {}).values()]
        else:
            told.append(re.sub(r"<[^>]*>", " ", unescape(inside.decode("utf-8", "replace"))))
    return squeezed(" ".join(told).replace("\\", ""))


@functools.lru_cache(maxsize=40)
def raw(content, suffix):
    """Every byte of a file and of the files in it, as text, and what a PDF shows."""
    parts = [inside.decode("latin-1") for _, inside in members(content, suffix)]
    return "\n".join(parts) + text(content, suffix)


def squeezed(words):
    return _SPACE.sub("", words)
