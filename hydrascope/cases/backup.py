"""Everything people wrote in one file, and back: cases, audit trail, saved queries, history.

A backup is a zip: the SQLite files as they were at one moment each, the saved queries, and a
manifest with the SHA-256 of each and the head of the audit trail. The installation's secret is
not in it: without it keyed hashes and seals cannot be checked, with it they could be forged.
"""

import datetime as dt
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from hydrascope import audit, ledger
from hydrascope.errors import InputError, WarehouseError

MANIFEST, LAYOUT = "manifest.json", 1
# What is beside them in the folder belongs to a session, not to people.
LEFT = (".lock", "-wal", "-shm", ".tmp", ".head")


def backup(warehouse: Path, out: Path, *, author: str, at: dt.datetime) -> dict[str, Any]:
    """Write the backup to ``out``, whole or not at all. Gives its manifest.

    The entry of the audit trail is made first, so that it is in the backup too. Raises
    InputError where nothing has been written yet, WarehouseError where it cannot be made.
    """
    folder = ledger.folder(warehouse)
    if not any(_files(folder)):
        raise InputError(
            f"There is nothing to back up in {folder} yet.", "Cases are kept once somebody writes."
        )
    trail = audit.of(warehouse)
    trail.record("backup", author=author, at=at, subject=out.name)
    draft = out.with_name(f"{out.name}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
            told = {name: _packed(packed, folder / name, name) for name in _names(folder)}
            manifest = {
                "layout": LAYOUT,
                "made_at": at.isoformat(),
                "author": author,
                "head": _head(packed),
                "files": told,
            }
            packed.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        draft.chmod(0o600)
        draft.replace(out)
    except (OSError, sqlite3.Error) as error:
        raise WarehouseError(
            f"The backup cannot be written: {error}.", "Check the folder and the disk."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(
    warehouse: Path, file: Path, *, author: str, at: dt.datetime, replace: bool = False
) -> dict[str, Any]:
    """Put a backup in place. Gives its manifest and where what was there before is now.

    What is there stays unless ``replace``; then it is moved aside, never removed. Raises
    InputError for a file that is no backup or was altered, before anything is touched.
    """
    folder = ledger.folder(warehouse)
    held = any(_files(folder))
    if held and not replace:
        raise InputError(
            f"{folder} holds cases already.", "Give --replace to move them aside and restore."
        )
    with tempfile.TemporaryDirectory(dir=_parent(folder)) as made:
        draft = Path(made) / "restored"
        manifest = _unpacked(file, draft)
        trail = audit.of(warehouse)
        before = str(trail.head()) if held else ""
        aside = _aside(folder, at) if folder.exists() else None
        os.replace(draft, folder)
    trail.trust()
    trail.record(
        "restore",
        author=author,
        at=at,
        subject=file.name,
        detail={"made_at": manifest["made_at"], "head": manifest["head"], "head_before": before},
    )
    return manifest | {"moved_aside": str(aside) if aside else None}


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in found if not file.name.endswith(LEFT))


def _names(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in _files(folder)]


def _packed(packed: zipfile.ZipFile, file: Path, name: str) -> dict[str, Any]:
    """Put one file in: a database as a consistent copy, whoever writes it meanwhile."""
    content = _snapshot(file) if file.suffix == ".sqlite" else file.read_bytes()
    packed.writestr(name, content)
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _snapshot(file: Path) -> bytes:
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "copy.sqlite"
        source = sqlite3.connect(file, timeout=ledger.WAIT_S)
        with closing(source), closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("pragma journal_mode = delete")
        return copy.read_bytes()


def _head(packed: zipfile.ZipFile) -> str | None:
    """The head of the trail as it is in the backup, which others may have outrun."""
    if audit.FILE not in packed.namelist():
        return None
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / audit.FILE
        copy.write_bytes(packed.read(audit.FILE))
        head = audit.Audit(copy).head()
        return str(head) if head else None


def _unpacked(file: Path, draft: Path) -> dict[str, Any]:
    """Write a backup's files out, each compared with its digest. Raises InputError."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as packed:
            manifest: dict[str, Any] = json.loads(packed.read(MANIFEST))
            told = manifest["files"]
            if manifest["layout"] != LAYOUT or set(packed.namelist()) != {MANIFEST, *told}:
                raise InputError(f"{file} is no backup of this version.", "Choose another file.")
            draft.mkdir(mode=0o700)
            for name, known in told.items():
                _write(draft, name, packed.read(name), known["sha256"])
            return manifest
    except FileNotFoundError:
        raise InputError(f"There is no file {file}.", "Check the path.") from None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise InputError(f"{file} is no backup: {error}.", "Choose another file.") from error


def _write(draft: Path, name: str, content: bytes, sha256: str) -> None:
    target = (draft / name).resolve()
    if not target.is_relative_to(draft.resolve()):
        raise InputError(f"The backup names a file outside its folder: {name}.", "Do not use it.")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError(
            f"The backup was altered: {name} is not what it was.", "Use another copy of it."
        )
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.write_bytes(content)
    if target.suffix == ".sqlite":
        with closing(sqlite3.connect(target)) as conn:
            conn.execute("pragma journal_mode = wal")


def _aside(folder: Path, at: dt.datetime) -> Path:
    """Move what is there beside its place, under a name of its own."""
    place = folder.with_name(f"{folder.name}-before-{at:%Y%m%dT%H%M%S}")
    again = 1
    while place.exists():
        again += 1
        place = folder.with_name(f"{folder.name}-before-{at:%Y%m%dT%H%M%S}-{again}")
    shutil.move(folder, place)
    return place


def _parent(folder: Path) -> Path:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.parent
