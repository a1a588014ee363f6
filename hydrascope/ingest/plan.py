"""Which files an import would load, as what, and which it would leave out and why."""

import glob
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from hydrascope.errors import InputError, UnknownFormat
from hydrascope.ingest import detect, probe
from hydrascope.ingest.addresses import masked
from hydrascope.ingest.contract import InputFile, Plan, Skipped
from hydrascope.ingest.mapping import Rules, read_mapping
from hydrascope.ingest.saved import Saved
from hydrascope.ingest.sources import registry

SYNTHETIC = "SYNTHETIC.json"
_BESIDE = ("readme", "license", "licence", "notice", "sha256sums", "md5sums", "changelog")
_BESIDE_ENDINGS = (
    ".md", ".rst", ".sha256", ".sha1", ".md5", ".sig", ".asc", ".crc", ".sql", ".py", ".toml",
    ".yml", ".yaml", ".html", ".pdf", ".png",
)  # fmt: skip


def plan(
    paths: Sequence[str | Path],
    *,
    mapping: Path | None = None,
    source: str | None = None,
    saved: Path | None = None,
) -> Plan:
    """Look at every file under the paths (files, folders, globs); load nothing.

    ``source`` names the source of every file, whatever they look like; ``saved`` is the folder
    of mappings kept per schema. Raises InputError
    when there is nothing to load, or no source of that name.
    """
    found = list(dict.fromkeys(_expand(paths)))
    base = _base(found, paths)
    given = {Path(os.path.abspath(Path(path).expanduser())) for path in paths}
    rules = read_mapping(mapping) if mapping is not None else None
    kept = Saved(saved) if saved is not None else None
    if source is not None:
        detect.check_name(source)
    files: list[InputFile] = []
    skipped: list[Skipped] = []
    notices: list[str] = []
    synthetic: dict[str, Any] = {}
    for path in found:
        name = _told(path.relative_to(base).as_posix())
        if reason := _irregular(path, base if path not in given else path.parent):
            skipped.append(Skipped(name, reason))
        elif path.name == SYNTHETIC:
            synthetic = _synthetic(path)
        elif reason := _beside(path, name):
            skipped.append(Skipped(name, reason))
        else:
            result = _looked_at(path, name, rules, source, kept)
            if isinstance(result, Skipped):
                skipped.append(result)
            else:
                files.extend(_with_companions(result))
                notices.extend(probe.notices(result))
    for marker in dict.fromkeys(parent / SYNTHETIC for path in found for parent in path.parents):
        if not synthetic and marker.is_file():
            synthetic = _synthetic(marker)
    if not files:
        raise _nothing(skipped, paths)
    return Plan(
        tuple(files),
        tuple(skipped),
        tuple(dict.fromkeys(notices)),
        bool(synthetic),
        str(synthetic.get("description", "")),
        str(synthetic.get("scenario", "")),
        synthetic.get("seed"),
        synthetic.get("scale"),
    )


def _told(name: str) -> str:
    """A file's name as text that can be printed and stored, whatever bytes it is made of."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def _irregular(path: Path, base: Path) -> str:
    """Why something is no file to read: a broken link, a way out of the folder, a device."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a link to nothing"
    if path.is_symlink() and not target.is_relative_to(base.resolve()):
        return "a link to a place outside the folder: name that file itself if it is meant"
    if target.is_dir():
        return "a link to a folder: name that folder itself if it is meant"
    return "" if target.is_file() else "not a regular file"


def _looked_at(
    path: Path, name: str, rules: Rules | None, source: str | None, kept: Saved | None
) -> InputFile | Skipped:
    try:
        return probe.look(path, name, rules, source, kept)
    except OSError as error:
        return Skipped(name, f"it cannot be read: {error.strerror or error}")


def _with_companions(file: InputFile) -> Iterator[InputFile]:
    """The file, and once more for every other table that its records fill."""
    yield file
    for source in file.source.also:
        yield replace(file, name=f"{file.name} ({source.name})", source=source)


def _expand(paths: Sequence[str | Path]) -> Iterator[Path]:
    """Every file meant by the paths, sorted within each."""
    for given in paths:
        path = Path(given).expanduser()
        if path.is_dir():
            yield from (Path(os.path.abspath(p)) for p in sorted(_walk(path)))
        elif path.exists():
            yield Path(os.path.abspath(path))
        else:
            yield from _globbed(str(path))


def _globbed(pattern: str) -> Iterator[Path]:
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        raise InputError(f"There is nothing at {masked(pattern)}.", "Check the path.")
    for match in matches:
        path = Path(os.path.abspath(match))
        yield from sorted(_walk(path)) if path.is_dir() else (path,)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in (*names, *links))


def _base(found: Sequence[Path], paths: Sequence[str | Path]) -> Path:
    """The folder that names are relative to: what was given, else what all have in common."""
    if len(paths) == 1 and Path(paths[0]).expanduser().is_dir():
        return Path(os.path.abspath(Path(paths[0]).expanduser()))
    if not found:
        return Path.cwd()
    return Path(os.path.commonpath([str(path.parent) for path in found]))


def _beside(path: Path, name: str) -> str:
    """Why a file is no data by its name; '' when it may be."""
    lower = path.name.lower()
    parts = name.split("/")
    if "truth" in (part.lower() for part in (*parts[:-1], path.parent.name)) and (
        "truth" in (part.lower() for part in parts[:-1])
        or (path.parent.parent / SYNTHETIC).exists()
    ):
        return "labels of a synthetic data set: never loaded"
    if lower.startswith("."):
        return "hidden file"
    if lower.split(".")[0] in _BESIDE or lower.endswith(_BESIDE_ENDINGS):
        return "documentation or checksums beside the data"
    for source in registry():
        for pattern, reason in source.leave_out:
            if fnmatch(f"/{name}", pattern):
                return reason
    if path.stat().st_size == 0:
        return "empty file"
    return ""


def _synthetic(path: Path) -> dict[str, Any]:
    """What the marker beside synthetic data says."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    known = told if isinstance(told, dict) else {}
    return known | {"description": known.get("description") or "synthetic data"}


def _nothing(skipped: Sequence[Skipped], paths: Sequence[str | Path]) -> InputError:
    where = ", ".join(str(Path(path).name or path) for path in paths)
    if not skipped:
        return InputError(f"There are no files in {where}.", "Name a file, a folder or a glob.")
    told = "; ".join(f"{item.name}: {item.reason}" for item in skipped[:5])
    more = f" … and {len(skipped) - 5} more" if len(skipped) > 5 else ""
    error = UnknownFormat(
        f"Nothing in {where} can be loaded. {told}{more}.",
        "Describe the columns in a mapping file and pass it with --mapping.",
    )
    error.skipped = tuple(skipped)
    return error


__all__ = ["SYNTHETIC", "plan"]
