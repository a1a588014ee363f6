"""Queries kept as files: those that come with Hydrascope, and those people save.

A file is plain SQL behind a header, ``-- question:`` (or ``-- title:``) and what follows,
so it opens in any editor and any diff. The gallery lies under ``queries/gallery/<group>/``;
a person's own in a folder of the installation.
"""

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hydrascope import db
from hydrascope.errors import InputError
from hydrascope.workbench import specs

GALLERY = db.QUERIES / "gallery"
LONGEST_TITLE = 120
_HEADER = re.compile(r"^-- (?P<key>[a-z]+):\s*(?P<value>.*)$")
_ID = re.compile(r"^[0-9a-f]{12}$")


@dataclass(frozen=True)
class SavedQuery:
    """A query with a name. ``group`` is empty for people's own; ``author`` for the gallery."""

    query_id: str
    title: str
    description: str
    group: str
    author: str
    text: str

    @property
    def chart(self) -> dict[str, Any] | None:
        """How its answer is drawn, where it says so."""
        return specs.written(self.text)


def gallery() -> list[SavedQuery]:
    """The questions that come with Hydrascope, by group and name."""
    return [_read(path, path.parent.name) for path in sorted(GALLERY.glob("*/*.sql"))]


class Saved:
    """A folder of people's own queries. Making the object touches nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def all(self) -> list[SavedQuery]:
        """Every saved query, by title."""
        found = [_read(path, "") for path in self.folder.glob("*.sql") if _ID.match(path.stem)]
        return sorted(found, key=lambda query: (query.title.lower(), query.query_id))

    def get(self, query_id: str) -> SavedQuery:
        """One of them. Raises InputError for an id that is none."""
        path = self.folder / f"{query_id}.sql"
        if not _ID.match(query_id) or not path.is_file():
            raise InputError("There is no saved query with this id.", "It may have been removed.")
        return _read(path, "")

    def save(
        self,
        text: str,
        *,
        title: str,
        author: str,
        at: dt.datetime,
        description: str = "",
        query_id: str | None = None,
    ) -> SavedQuery:
        """Write a query down, as a new one or in place of ``query_id``. Raises InputError."""
        named, by, about = _line(title), _line(author), _line(description)
        if not named or len(named) > LONGEST_TITLE:
            raise InputError(
                "A saved query needs a title.", f"Give one of at most {LONGEST_TITLE} characters."
            )
        if not by:
            raise InputError("A saved query needs an author.", "Give your name or initials.")
        if query_id is not None:
            self.get(query_id)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{query_id or secrets.token_hex(6)}.sql"
        header = {"title": named, "description": about, "author": by, "saved": f"{at:%Y-%m-%d}"}
        lines = [f"-- {key}: {value}".rstrip() for key, value in header.items()]
        draft = path.with_suffix(f".{secrets.token_hex(3)}.tmp")
        draft.write_text("\n".join([*lines, "", text.strip(), ""]), encoding="utf-8")
        draft.replace(path)
        return _read(path, "")

    def remove(self, query_id: str) -> None:
        """Take one away; links to runs of it stay, they hold the text they ran."""
        self.get(query_id)
        (self.folder / f"{query_id}.sql").unlink(missing_ok=True)


def _line(text: str) -> str:
    """One line, so that a title cannot grow into the text below it."""
    return " ".join(text.split())


def _read(path: Path, group: str) -> SavedQuery:
    told: dict[str, str] = {}
    current = ""
    body: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        label = _HEADER.match(line) if not body else None
        if label:
            current = label["key"]
            told[current] = label["value"]
        elif not body and current and line.startswith("--") and line.strip("- "):
            told[current] += f" {line.strip('- ')}"
        elif body or line.strip("- "):
            body.append(line)
    title = told.get("title") or told.get("question", path.stem)
    return SavedQuery(
        f"{group}/{path.stem}" if group else path.stem,
        title.strip(),
        (told.get("description") or told.get("grain", "")).strip(),
        group,
        told.get("author", "").strip(),
        "\n".join(body).strip(),
    )
