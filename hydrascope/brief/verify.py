"""Whether an evidence pack is as it was made: every file, nothing more, and the seal."""

import hashlib
import hmac
import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hydrascope.brief.pack import MANIFEST, SEAL, sealed
from hydrascope.errors import InputError


@dataclass(frozen=True)
class Checked:
    """What was found. ``problems``: sentences, none where all is well.

    ``seal``: 'intact', 'broken', or 'unknown' where no secret was at hand.
    """

    problems: tuple[str, ...]
    files: int
    seal: str
    manifest: dict[str, Any]


def verify(path: Path, secret: bytes | None = None) -> Checked:
    """Check a pack. Raises InputError for what is no pack at all."""
    try:
        with zipfile.ZipFile(path) as box:
            found = {name: _read(box, name) for name in box.namelist()}
            counts = Counter(box.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is no evidence pack: {error}.", "Give a .zip file.") from error
    raw = found.get(MANIFEST)
    if raw is None:
        raise InputError(
            f"{path} is no evidence pack: it has no {MANIFEST}.",
            "Give a pack written by `python -m hydrascope brief`.",
        )
    manifest = _manifest(raw)
    problems = [f"{name} is in the pack {n} times." for name, n in counts.items() if n > 1]
    problems += _compared(manifest, found)
    seal = _seal(raw, found.get(SEAL), secret)
    if seal == "broken":
        problems.append("The seal does not fit the manifest: it was changed, or made elsewhere.")
    return Checked(tuple(problems), len(found), seal, manifest)


def _read(box: zipfile.ZipFile, name: str) -> bytes | None:
    """A member's bytes; None where it cannot be read."""
    try:
        return box.read(name)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return None


def _manifest(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
        files = told["files"]
        if all(isinstance(one["sha256"], str) for one in files.values()):
            return dict(told)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise InputError(f"The pack's {MANIFEST} is damaged.", "Get the pack again from its author.")


def _compared(manifest: dict[str, Any], found: dict[str, bytes | None]) -> list[str]:
    wanted = manifest["files"]
    problems = [f"{name} was removed." for name in sorted(wanted.keys() - found.keys())]
    if SEAL not in found:
        problems.append(f"{SEAL} was removed.")
    problems += [
        f"{name} was added." for name in sorted(found.keys() - wanted.keys() - {MANIFEST, SEAL})
    ]
    for name in sorted(wanted.keys() & found.keys()):
        content = found[name]
        if content is None or hashlib.sha256(content).hexdigest() != wanted[name]["sha256"]:
            problems.append(f"{name} was changed.")
    return problems


def _seal(manifest: bytes, seal: bytes | None, secret: bytes | None) -> str:
    if secret is None or seal is None:
        return "unknown"
    fits = hmac.compare_digest(sealed(manifest, secret).encode(), seal.strip())
    return "intact" if fits else "broken"
